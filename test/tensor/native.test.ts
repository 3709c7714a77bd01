import { execFile } from "node:child_process";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { builtModule, packageRoot } from "../../src/paths.js";
import { findNative } from "../../src/tensor/tfjs-node.js";
import { findWebgpu } from "../../src/tensor/webgpu.js";

/** Runs a script in a new process, since a native library cannot leave one again. `B` is the backend module. */
async function inProcess(script: string, env: Record<string, string> = {}) {
  return JSON.parse((await run(script, env)).stdout);
}

async function run(script: string, env: Record<string, string>) {
  const head = `
    const B = await import(${JSON.stringify(pathToFileURL(builtModule("tensor/backend")).href)});
    const failure = (work) => work.then(() => "no error", (e) => ({ kind: e.kind, message: e.message, wayOut: e.wayOut }));
    const say = (value) => console.log(JSON.stringify(value));`;
  return promisify(execFile)(process.execPath, ["--input-type=module", "-e", head + script], {
    cwd: packageRoot,
    env: { ...process.env, ...env },
    timeout: 60_000,
  });
}

describe("a backend that is asked for and cannot run", () => {
  let empty: string;
  beforeAll(async () => {
    empty = await mkdtemp(path.join(tmpdir(), "claimbook-native-"));
  });
  afterAll(() => rm(empty, { recursive: true, force: true }));

  test.each([
    ["node", "npm run setup:native"],
    ["node-gpu", "npm run setup:native -- --gpu"],
    ["webgpu", "npm run setup:native -- --webgpu"],
  ])(
    "%s, not set up, is an error with the command, and the one before stays active",
    async (name, command) => {
      const { error, active } = await inProcess(
        `await B.useBackend("cpu");
       say({ error: await failure(B.useBackend(${JSON.stringify(name)})), active: B.activeBackend() });`,
        { CLAIMBOOK_NATIVE: empty },
      );
      expect(error).toMatchObject({ kind: "could-not-run", message: expect.stringContaining(`"${name}"`) });
      expect(error.wayOut).toContain(command);
      expect(active).toBe("cpu");
    },
  );

  test("auto is wasm where nothing was set up", async () => {
    const script = "await B.useBackend('auto'); say(B.activeBackend());";
    expect(await inProcess(script, { CLAIMBOOK_NATIVE: empty })).toBe("wasm");
  });

  test("a binding that does not load is an error; auto goes past it and says so", async () => {
    const broken = path.join(empty, "broken");
    const home = path.join(broken, "node_modules/@tensorflow/tfjs-node");
    await mkdir(home, { recursive: true });
    await writeFile(path.join(home, "package.json"), '{"name":"@tensorflow/tfjs-node","version":"4.22.0"}');
    await writeFile(path.join(home, "index.js"), 'throw new Error("libtensorflow.so.2: cannot open");');
    await writeFile(path.join(broken, "node.json"), "{}");
    const { error, passed, active } = await inProcess(
      `const error = await failure(B.useBackend("node"));
       const passed = [];
       await B.useBackend("auto", { onPassedOver: (name, reason) => passed.push([name, reason.message]) });
       say({ error, passed, active: B.activeBackend() });`,
      { CLAIMBOOK_NATIVE: broken },
    );
    expect(error).toMatchObject({
      kind: "could-not-run",
      message: expect.stringContaining("does not load: libtensorflow.so.2: cannot open"),
      wayOut: "Build it again: npm run setup:native",
    });
    expect(passed).toEqual([["node", error.message]]);
    expect(active).toBe("wasm");
  });
});

describe.skipIf(findNative("node") === undefined)(
  "node (skipped where npm run setup:native was not run)",
  () => {
    test("is what auto takes, under its own name, and leaves the process's hooks alone", async () => {
      const result = await inProcess(
        `const tf = await B.useBackend("auto");
       const hooks = ["uncaughtException", "unhandledRejection"].map((hook) => process.listenerCount(hook));
       const product = tf.tidy(() => [...tf.matMul([[1, 2]], [[3], [4]]).dataSync()]);
       B.assertBackend("node");
       say({ active: B.activeBackend(), hooks, product, registered: tf.getBackend() });`,
      );
      expect(result).toEqual({ active: "node", hooks: [0, 0], product: [11], registered: "tensorflow" });
    });

    test.skipIf(findNative("node")?.ours !== true)("says nothing (the build of setup:native)", async () => {
      const { stderr } = await run(
        `const tf = await B.useBackend("node"); tf.ones([2]).add(1).dataSync();`,
        {},
      );
      expect(stderr).toBe("");
    });

    test("has tfjs-node's own functions, on the same tensors", async () => {
      const module = JSON.stringify(pathToFileURL(builtModule("tensor/index")).href);
      // One red pixel.
      const png =
        "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAIAAACQd1PeAAAADElEQVR4nGP4z8AAAAMBAQDJ/pLvAAAAAElFTkSuQmCC";
      const pixel = await inProcess(
        `const { nativeTensorflow } = await import(${module});
         const tf = await B.useBackend("node");
         const { node } = nativeTensorflow("node");
         const image = node.decodePng(Buffer.from(${JSON.stringify(png)}, "base64"));
         say([image instanceof tf.Tensor, image.shape, [...image.dataSync()]]);`,
      );
      expect(pixel).toEqual([true, [1, 1, 3], [255, 0, 0]]);
    });

    test("changes places with wasm and cpu", async () => {
      const active = await inProcess(
        `const active = [];
       for (const name of ["node", "wasm", "node", "cpu", "node"]) {
         const tf = await B.useBackend(name);
         active.push([B.activeBackend(), tf.tidy(() => tf.sum(tf.ones([2, 3])).dataSync()[0])]);
       }
       say(active);`,
      );
      expect(active).toEqual(["node", "wasm", "node", "cpu", "node"].map((name) => [name, 6]));
    });

    test("computes in several worker threads and the main one at once", async () => {
      const module = JSON.stringify(pathToFileURL(builtModule("tensor/backend")).href);
      const worker = `
      const { parentPort, workerData } = await import("node:worker_threads");
      const { useBackend } = await import(${module});
      const tf = await useBackend("node");
      const x = tf.fill([64, 64], workerData);
      for (let i = 0; i < 100; i++) {
        const sum = tf.tidy(() => tf.sum(tf.matMul(x, x)).dataSync()[0]);
        if (sum !== 64 ** 3 * workerData ** 2) throw new Error("thread " + workerData + " got " + sum);
      }
      x.dispose();
      parentPort.postMessage([workerData, tf.memory().numTensors]);`;
      const answers = await inProcess(
        `const { Worker } = await import("node:worker_threads");
       const threads = [1, 2, 3].map((workerData) => new Promise((resolve, reject) => {
         new Worker(${JSON.stringify(worker)}, { eval: true, workerData }).on("message", resolve).on("error", reject);
       }));
       const tf = await B.useBackend("node");
       for (let i = 0; i < 100; i++) tf.tidy(() => tf.matMul(tf.ones([64, 64]), tf.ones([64, 64])).dataSync());
       say(await Promise.all(threads));`,
      );
      expect(answers).toEqual([1, 2, 3].map((thread) => [thread, 0]));
    });
  },
);

describe.skipIf(findWebgpu() === undefined || process.platform !== "linux")(
  "webgpu (skipped where npm run setup:native -- --webgpu was not run, or this is not Linux)",
  () => {
    test("is an error without an adapter, and is never what auto takes unasked", async () => {
      const { error, active, navigator } = await inProcess(
        `const navigator = Object.getOwnPropertyDescriptor(globalThis, "navigator")?.value?.gpu;
         const error = await failure(B.useBackend("webgpu"));
         await B.useBackend("auto");
         say({ error, active: B.activeBackend(), navigator: String(navigator) });`,
        { VK_DRIVER_FILES: "/nonexistent", VK_ICD_FILENAMES: "/nonexistent" },
      );
      expect(error).toMatchObject({
        kind: "could-not-run",
        message: expect.stringContaining("no GPU adapter"),
      });
      expect(["node-gpu", "node", "wasm"]).toContain(active);
      expect(navigator).toBe("undefined");
    });
  },
);
