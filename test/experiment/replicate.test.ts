import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Captions, captions } from "../../src/datasets/index.js";
import { type ReplicateOptions, replicate } from "../../src/experiment/index.js";
import { installKernelHost } from "../../src/kernel/host-api.js";
import { ValueStore } from "../../src/step/index.js";
import { achievedRatio, crossLingual, hybrid, monolingual } from "../../src/training/composition/index.js";

let data: Captions;
let folder: string;
const before = process.env.CLAIMBOOK_CACHE;
/** Small enough for seconds: three languages, a tiny encoder. */
const small = (): Omit<ReplicateOptions, "batches"> => ({
  data,
  seeds: [1, 2],
  budget: { steps: 60, batchSize: 32 },
  encoder: { buckets: 2 ** 12, dim: 32, hidden: 32 },
});

beforeAll(async () => {
  data = await captions({ locales: ["en", "el", "th"], testPictures: 30, validationPictures: 5 });
  folder = mkdtempSync(path.join(tmpdir(), "claimbook-replicate-"));
  process.env.CLAIMBOOK_CACHE = folder;
});
afterAll(() => {
  if (before === undefined) delete process.env.CLAIMBOOK_CACHE;
  else process.env.CLAIMBOOK_CACHE = before;
  rmSync(folder, { recursive: true, force: true });
});

describe("replicate", () => {
  const batches = { "X-X": monolingual(), Hybrid: hybrid({ alpha: 0.5 }) };

  test("trains every composition with every seed in worker threads, and gives the same values again", async () => {
    const first = await replicate({ ...small(), batches });
    expect(first.runs.map(({ method, seed }) => `${method} ${seed}`)).toEqual([
      "X-X 1",
      "Hybrid 1",
      "X-X 2",
      "Hybrid 2",
    ]);
    const log = first.batchLog("Hybrid", 2);
    expect(log.map(({ step }) => step)).toEqual(Array.from({ length: 60 }, (_, i) => i + 1));
    expect(achievedRatio(log)).toEqual(first.runs.at(-1)!.achieved);
    expect(first.batchLog("X-X", 1).every(({ kind }) => kind === "X-X")).toBe(true);
    for (const run of first.runs) expect(run.loss.at(-1)!).toBeLessThan(run.loss[0]!);

    rmSync(folder, { recursive: true });
    const again = await replicate({ ...small(), batches, workers: 1 });
    expect(again.runs.map((run) => run.weightsHash)).toEqual(first.runs.map((run) => run.weightsHash));
    expect(again.map("Hybrid", { setting: "multilingual" }).toJSON()).toEqual(
      first.map("Hybrid", { setting: "multilingual" }).toJSON(),
    );
  });

  test("keeps finished trainings, and trains only what is new", async () => {
    const kept = readdirSync(folder).length;
    expect(kept).toBeGreaterThan(0);
    await replicate({ ...small(), batches });
    expect(readdirSync(folder)).toHaveLength(kept);
    expect((await new ValueStore(folder).list()).map(({ name }) => name).sort()).toEqual([
      "training Hybrid, seed 1",
      "training Hybrid, seed 2",
      "training X-X, seed 1",
      "training X-X, seed 2",
    ]);
    await replicate({ ...small(), batches: { ...batches, "X-Y": crossLingual() } });
    expect(readdirSync(folder)).toHaveLength(kept + 2);
  });

  test("stops when its cell is interrupted", async () => {
    const abort = new AbortController();
    installKernelHost({
      broadcast: () => {},
      cell: () => undefined,
      signal: () => abort.signal,
      lookup: () => undefined,
      project: process.cwd(),
      input: () => Promise.reject(new Error("nobody to ask")),
    });
    setTimeout(() => abort.abort(new Error("interrupted here")), 1500);
    await expect(
      replicate({ ...small(), batches, budget: { steps: 1_000_000, batchSize: 32 } }),
    ).rejects.toThrow("interrupted here");
  });

  test.each([
    [{ batches: {} }, /no batch composition/],
    [{ seeds: [] }, /no seed/],
    [{ seeds: [3, 3] }, /seed occurs twice/],
  ])("refuses what makes no sense: %j", async (wrong, message) => {
    await expect(replicate({ ...small(), batches, ...wrong } as ReplicateOptions)).rejects.toThrow(message);
  });
});
