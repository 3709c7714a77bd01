import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { candidates, trainingTexts } from "../../src/datasets/caption-data.js";
import type { ParallelRetrieval, ParallelTraining } from "../../src/datasets/index.js";
import { captions } from "../../src/datasets/index.js";
import { type ModelReplicateOptions, type Replication, replicate } from "../../src/experiment/index.js";
import { loadEncoder } from "../../src/models/transformer/index.js";
import { useBackend } from "../../src/tensor/backend.js";
import { hybrid, monolingual } from "../../src/training/composition/index.js";
import { smallModel } from "./small-model.js";

let folder: string;
let options: ModelReplicateOptions;
const before = process.env.CLAIMBOOK_CACHE;

beforeAll(async () => {
  folder = mkdtempSync(path.join(tmpdir(), "claimbook-replicate-model-"));
  process.env.CLAIMBOOK_CACHE = path.join(folder, "cache");
  const { data, record } = await captions({ locales: ["en", "el"], testPictures: 30, validationPictures: 5 });
  const locales = data.locales.map(({ locale }) => locale);
  const { texts, ids, groups, locales: poolLocales } = candidates(data);
  const relevant = Array.from({ length: Math.max(...groups) + 1 }, (_, group) =>
    Int32Array.from([...groups.keys()].filter((i) => groups[i] === group)),
  );
  const asked = data.evaluation.slice(0, 80);
  const evaluation: ParallelRetrieval = {
    record: { ...record, name: "captions to find" },
    locales,
    queries: {
      ids: asked.map((_, i) => `q${i}`),
      texts: asked.map(({ text }) => text),
      locales: Int32Array.from(asked, ({ locale }) => locale),
      groups: Int32Array.from(asked, ({ picture }) => picture),
    },
    candidates: { ids, texts, locales: poolLocales },
    relevant,
  };
  const training: ParallelTraining = {
    record,
    locales,
    texts: [...trainingTexts(data)].filter(({ group }) => group < 400),
  };
  const model = path.join(folder, "model");
  await useBackend("wasm");
  await smallModel(model, [
    ...training.texts.flatMap(({ queries, passage }) => [...queries, passage]),
    ...texts,
  ]);
  options = {
    model,
    data: { training: [training], evaluation: { captions: evaluation } },
    batches: { "X-X": monolingual(), Hybrid: hybrid({ alpha: 0.5 }) },
    seeds: [1],
    budget: { steps: 4, batchSize: 8 },
    learningRate: 1e-3,
    maxLength: { query: 24, passage: 24 },
    backend: "wasm",
    // Captions of the evaluation are training texts on purpose: nothing is proved here, and little is left without.
    leaks: "keep",
  };
}, 120_000);
afterAll(() => {
  if (before === undefined) delete process.env.CLAIMBOOK_CACHE;
  else process.env.CLAIMBOOK_CACHE = before;
  rmSync(folder, { recursive: true, force: true });
});

describe("replicate with a pretrained model", () => {
  let first: Replication;

  test("fine-tunes in processes of their own and evaluates before and after", async () => {
    const seen = new Set<string>();
    first = await replicate({
      ...options,
      saveTo: path.join(folder, "tuned"),
      onProgress: ({ method }, { phase }) => seen.add(`${method}: ${phase}`),
    });
    expect([...seen].sort()).toEqual([
      "Hybrid: evaluating",
      "Hybrid: training",
      "X-X: evaluating",
      "X-X: training",
      "before fine-tuning: evaluating",
    ]);
    const { captions } = first.results;
    expect(captions!.methods).toEqual(["X-X", "Hybrid"]);
    expect(captions!.batchLog("X-X", 1)).toHaveLength(4);
    expect(first.before.captions!.runs).toHaveLength(1);
    const hashes = [...captions!.runs, ...first.before.captions!.runs].map((run) => run.weightsHash);
    expect(new Set(hashes).size).toBe(3);
    expect(first.leakage?.leakages).toHaveLength(1);
    expect(first.resultsTable(1).rows.map(({ label }) => label)).toEqual([
      "before fine-tuning",
      "X-X",
      "Hybrid",
    ]);
  });

  test("saves what was fine-tuned, and leaves no checkpoint of a finished training", async () => {
    const encoder = await loadEncoder(path.join(folder, "tuned", "Hybrid-seed1"));
    expect((await encoder.encode(["hello"])).length).toBe(encoder.dim);
    encoder.dispose();
    const left = path.join(folder, "cache", "trainings");
    expect(existsSync(left) ? readdirSync(left) : []).toEqual([]);
  });

  test("takes finished trainings from the store, and gives the same numbers when it computes anew", async () => {
    const started: string[] = [];
    const again = await replicate({ ...options, onProgress: ({ method }) => started.push(method) });
    expect(started).toEqual([]);
    expect(again.resultsTable(2)).toEqual(first.resultsTable(2));
    process.env.CLAIMBOOK_REUSE = "never";
    try {
      const anew = await replicate({
        ...options,
        before: false,
        batches: { Hybrid: hybrid({ alpha: 0.5 }) },
      });
      const [run] = anew.results.captions!.runs;
      expect(run!.weightsHash).toBe(first.results.captions!.runs[1]!.weightsHash);
      expect(run!.ranks).toEqual(first.results.captions!.runs[1]!.ranks);
    } finally {
      delete process.env.CLAIMBOOK_REUSE;
    }
  });

  test("goes on at a checkpoint after an interruption, and ends where it would have", async () => {
    const more = {
      ...options,
      before: false,
      batches: { Hybrid: hybrid({ alpha: 0.5 }) },
      budget: { steps: 12, batchSize: 8 },
      checkpointEvery: 2,
    };
    const whole = await replicate({ ...more, temperature: 0.06 });
    const stop = new AbortController();
    process.env.CLAIMBOOK_CACHE = path.join(folder, "interrupted");
    await expect(
      replicate({
        ...more,
        temperature: 0.06,
        signal: stop.signal,
        onProgress: (_, { step }) => {
          if (step === 5) stop.abort(new Error("enough"));
        },
      }),
    ).rejects.toThrow("enough");
    const steps: number[] = [];
    const resumed = await replicate({
      ...more,
      temperature: 0.06,
      onProgress: (_, { phase, step }) => phase === "training" && steps.push(step),
    });
    expect(steps[0]).toBeGreaterThan(5);
    expect(resumed.results.captions!.runs[0]!.weightsHash).toBe(whole.results.captions!.runs[0]!.weightsHash);
    expect(resumed.results.captions!.batchLog("Hybrid", 1)).toEqual(
      whole.results.captions!.batchLog("Hybrid", 1),
    );
    process.env.CLAIMBOOK_CACHE = path.join(folder, "cache");
  });
});

test.each<[string, Partial<ModelReplicateOptions>, RegExp]>([
  ["no composition", { batches: {} }, /no batch composition/],
  ["no seed", { seeds: [] }, /no seed/],
  ["no steps", { budget: { steps: 0 } }, /steps must be/],
  ["a folder without a model", { model: tmpdir() }, /config\.json|no model/],
])("%s is refused before anything is trained", async (_, change, said) => {
  await expect(replicate({ ...options, ...change })).rejects.toThrow(said);
});

test("an unknown backend is told as the training's error", async () => {
  await expect(replicate({ ...options, backend: "abacus", before: false })).rejects.toThrow(
    /no tensor backend is called "abacus"/,
  );
});

test("the model's own files are left as they were", () => {
  expect(JSON.parse(readFileSync(path.join(options.model, "config.json"), "utf8"))).toMatchObject({
    model_type: "bert",
  });
});
