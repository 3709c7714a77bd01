import { execFile } from "node:child_process";
import { pathToFileURL } from "node:url";
import { promisify } from "node:util";
import { afterEach, describe, expect, test } from "vitest";
import { builtModule } from "../../src/paths.js";
import { assertBackend, useBackend } from "../../src/tensor/backend.js";
import { tf } from "../../src/tensor/tf.js";

const run = promisify(execFile);

describe("useBackend", () => {
  afterEach(() => {
    if (tf.findBackendFactory("broken")) tf.removeBackend("broken");
  });

  test("is needed first", () => {
    expect(() => assertBackend()).toThrow("no tensor backend is active");
  });

  test.each(["wasm", "cpu", "wasm"])("activates %s", async (name) => {
    expect((await useBackend(name)).getBackend()).toBe(name);
    expect(tf.tidy(() => tf.matMul(tf.ones([2, 3]), tf.ones([3, 2])).dataSync()[0])).toBe(3);
    assertBackend(name);
  });

  test("runs the wasm build with SIMD", async () => {
    await useBackend("wasm");
    expect(tf.env().getBool("WASM_HAS_SIMD_SUPPORT")).toBe(true);
  });

  test("leaves the process's error hooks as they were", async () => {
    // In a process of its own: the test runner has hooks too, and wasm starts only once.
    const script = `
      const { useBackend } = await import(${JSON.stringify(pathToFileURL(builtModule("tensor/backend")).href)});
      await useBackend("wasm");
      const hooks = ["uncaughtException", "unhandledRejection"];
      console.log(hooks.map((hook) => process.listenerCount(hook)).join());`;
    const { stdout } = await run(process.execPath, ["--input-type=module", "-e", script]);
    expect(stdout.trim()).toBe("0,0");
  });

  test("names the choices for a backend nobody knows", async () => {
    await expect(useBackend("quantum")).rejects.toMatchObject({
      kind: "usage",
      wayOut: expect.stringContaining("node-gpu, node, webgpu, wasm, cpu"),
    });
  });

  test("is an error, not another backend, when the one asked for does not start", async () => {
    await useBackend("cpu");
    tf.registerBackend("broken", () => {
      throw new Error("no such device");
    });
    await expect(useBackend("broken")).rejects.toMatchObject({
      kind: "could-not-run",
      message: expect.stringContaining('"broken" is not active (active: cpu)'),
    });
    assertBackend("cpu");
  });
});
