import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { afterEach, beforeEach, expect, expectTypeOf, test, vi } from "vitest";
import { step, stepCache } from "../../src/index.js";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(`${tmpdir()}/claimbook-api-`);
  vi.stubEnv("CLAIMBOOK_CACHE", folder);
  vi.stubEnv("CLAIMBOOK_REUSE", "");
});
afterEach(() => {
  vi.unstubAllEnvs();
  rmSync(folder, { recursive: true, force: true });
});

class Model {
  constructor(readonly weights: Float32Array) {}
}

test("a step has the type of what its function gives", async () => {
  let ran = 0;
  const count = () => ran++;
  const run = async (seed: number) => {
    const plain = await step(
      "plain",
      { inputs: { seed, count: 0 } },
      async (signal, { inputs, progress }) => {
        expectTypeOf(inputs.seed).toEqualTypeOf<number>();
        expectTypeOf(signal).toEqualTypeOf<AbortSignal>();
        progress(0.5, "half way");
        count();
        return { loss: [inputs.seed] };
      },
    );
    expectTypeOf(plain).toEqualTypeOf<{ loss: number[] }>();
    return plain;
  };
  expect(await run(1)).toEqual({ loss: [1] });
  expect(await run(1)).toEqual({ loss: [1] });
  expect(ran).toBe(1);
  expect(await run(2)).toEqual({ loss: [2] });
  expect(ran).toBe(2);
  expect((await stepCache().list()).map(({ name }) => name)).toEqual(["plain", "plain"]);
});

test("without options, and with a stored form", async () => {
  const short = await step("short", () => "done");
  expectTypeOf(short).toEqualTypeOf<string>();
  const model = await step(
    "model",
    { stored: { to: (made: Model) => made.weights, from: (weights: Float32Array) => new Model(weights) } },
    async () => new Model(Float32Array.of(1)),
  );
  expectTypeOf(model).toEqualTypeOf<Model>();
  expect(model).toEqual(new Model(Float32Array.of(1)));
});

test("a signal of one's own ends it", async () => {
  const stop = new AbortController();
  const running = step("long", { signal: stop.signal }, () => new Promise<number>(() => {}));
  stop.abort(new Error("enough"));
  await expect(running).rejects.toThrow("enough");
  expect(await stepCache().list()).toEqual([]);
});
