import { mkdir, mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import type { TransformerEncoder } from "../../../src/models/transformer/index.js";
import { useBackend } from "../../../src/tensor/backend.js";
import { tf } from "../../../src/tensor/tf.js";
import {
  achievedRatio,
  crossLingual,
  logEntry,
  monolingual,
} from "../../../src/training/composition/index.js";
import { learningRateSchedule } from "../../../src/training/schedule.js";
import {
  checkpointWeights,
  type TransformerProgress,
  type TransformerTraining,
  trainTransformer,
  weightsHash,
} from "../../../src/training/transformer/index.js";
import { withMemoryAdvice } from "../../../src/training/transformer/step-errors.js";
import { evaluator } from "../../../src/training/transformer/validation.js";
import { smallEncoder, smallTexts, smallTraining } from "./small-task.js";

let folder: string;
const made: TransformerEncoder[] = [];

beforeAll(async () => {
  await useBackend("wasm");
});
beforeEach(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), "claimbook-train-"));
});
afterEach(async () => {
  for (const encoder of made.splice(0)) encoder.dispose();
  expect(tf.memory().numTensors).toBe(0);
  await rm(folder, { recursive: true });
});

async function setUp(overrides: Partial<TransformerTraining> = {}) {
  const encoder = await smallEncoder();
  made.push(encoder);
  return smallTraining(encoder, overrides);
}

const hashOf = async ({ encoder }: TransformerTraining) => weightsHash(await encoder.weights());
/** As safetensors files have them. */
const inOrder = <T extends { name: string }>(weights: T[]) =>
  weights.sort((a, b) => (a.name < b.name ? -1 : 1));
const last = <T>(items: readonly T[]) => items.at(-1)!;

describe("a transformer's training", () => {
  test("lowers the loss and brings texts of two languages together, unseen ones too", async () => {
    const texts = smallTexts(["aa", "bb"], 60, { negatives: 2 });
    const training = await setUp({
      datasets: [
        { name: "small", texts: texts.filter(({ group }) => group < 50), composition: crossLingual() },
      ],
      steps: 90,
      batchSize: 16,
    });
    const settings = {
      prefixes: { query: "query: ", passage: "passage: " },
      maxLength: { query: 64, passage: 256 },
      temperature: 0.05,
      chunk: 64,
    };
    const unseen = texts.filter(({ group }) => group >= 50);
    const measure = evaluator({ every: 1, metric: "map", texts: unseen, setting: "cross-lingual" }, settings);
    const before = await measure(training.encoder);
    const { losses, steps } = await trainTransformer(training);
    const mean = (part: Float32Array) => part.reduce((a, b) => a + b, 0) / part.length;
    expect(steps).toBe(90);
    expect(mean(losses.subarray(-10))).toBeLessThan(mean(losses.subarray(0, 10)) / 2);
    expect(before).toBeLessThan(0.6);
    expect(await measure(training.encoder)).toBeGreaterThan(0.85);
  });

  test("gives the same bytes for the same seed, others for another; chunks change only the rounding", async () => {
    const train = async (overrides: Partial<TransformerTraining>) => {
      const training = await setUp(overrides);
      const { losses } = await trainTransformer(training);
      return { losses, hash: await hashOf(training) };
    };
    const first = await train({ chunk: 100 });
    expect(await train({ chunk: 100 })).toEqual(first);
    expect((await train({ chunk: 100, seed: 2 })).hash).not.toBe(first.hash);
    const inChunks = await train({ chunk: 5 });
    for (const [i, loss] of first.losses.entries()) expect(inChunks.losses[i]! / loss).toBeCloseTo(1, 3);
  });

  test("tells after every step what it did", async () => {
    const seen: TransformerProgress[] = [];
    const batches: ReturnType<typeof logEntry>[] = [];
    const training = await setUp({
      steps: 6,
      decay: "cosine",
      warmup: 0.5,
      onProgress: (progress) => seen.push(progress),
      onBatch: (batch, step) => batches.push(logEntry(step, batch)),
    });
    const { losses, batchLog, achieved } = await trainTransformer(training);
    const rate = learningRateSchedule({ peak: 5e-3, steps: 6, warmup: 0.5, decay: "cosine" });
    expect(seen.map(({ step }) => step)).toEqual([1, 2, 3, 4, 5, 6]);
    expect(seen.map(({ loss }) => loss)).toEqual([...losses]);
    expect(seen.map(({ learningRate }) => learningRate)).toEqual([1, 2, 3, 4, 5, 6].map(rate));
    expect(seen.every(({ gradientNorm }) => gradientNorm > 0)).toBe(true);
    expect(batchLog).toEqual(batches);
    expect(last(seen).achieved).toEqual(achieved);
    expect(achieved).toEqual(achievedRatio(batchLog));
  });

  test("says which languages cannot fill a batch, and that texts were cut", async () => {
    const notices: string[] = [];
    const texts = [...smallTexts(["aa", "bb"], 20), ...smallTexts(["cc"], 5)];
    const training = await setUp({
      datasets: [{ name: "uneven", texts, composition: monolingual() }],
      steps: 2,
      maxLength: { query: 4, passage: 20 },
      onNotice: (notice) => notices.push(notice),
    });
    await trainTransformer(training);
    expect(notices[0]).toMatch(/^data set "uneven": .* from 2 of 3 .* cc \(5\)$/);
    expect(notices[1]).toMatch(/^\d+ texts of the batches were longer than maxLength/);
    expect(notices).toHaveLength(2);
  });

  test("refuses a data set that cannot fill a batch, or leaves it out and says so", async () => {
    const notices: string[] = [];
    const apart = smallTexts(["aa", "bb"], 20).map((text) =>
      text.locale === "aa" ? { ...text, passage: "" } : { ...text, queries: [] },
    );
    const datasets = [
      { name: "apart", texts: apart, composition: monolingual() },
      { name: "whole", texts: smallTexts(["aa"], 20), composition: monolingual() },
    ];
    const onNotice = (notice: string) => notices.push(notice);
    await expect(trainTransformer(await setUp({ datasets }))).rejects.toMatchObject({
      kind: "usage",
      where: 'data set "apart", batch composition',
    });
    const { batchLog } = await trainTransformer(
      await setUp({ datasets, steps: 3, unfit: "leave out", onNotice }),
    );
    expect(batchLog.map(({ languages }) => Object.keys(languages))).toEqual([
      ["aa>aa"],
      ["aa>aa"],
      ["aa>aa"],
    ]);
    expect(notices).toEqual([
      expect.stringMatching(/^data set "apart" is left out: a batch of 8 .* at most 0/),
    ]);
    const alone = await setUp({ datasets: datasets.slice(0, 1), unfit: "leave out" });
    await expect(trainTransformer(alone)).rejects.toMatchObject({ kind: "usage", where: "data sets" });
  });

  test("draws hard negatives, which make it harder", async () => {
    const first = async (negatives: number) => {
      const texts = smallTexts(["aa"], 20, { negatives: 3 });
      const training = await setUp({
        datasets: [{ name: "small", texts, composition: monolingual() }],
        steps: 1,
        negatives,
      });
      return (await trainTransformer(training)).losses[0]!;
    };
    const [none, one, three] = [await first(0), await first(1), await first(3)];
    expect(one).toBeGreaterThan(none);
    expect(three).toBeGreaterThan(one);
  });

  test.each<[Partial<TransformerTraining>, string]>([
    [{ steps: 0 }, "steps"],
    [{ batchSize: 1 }, "batchSize"],
    [{ chunk: 0 }, "chunk"],
    [{ negatives: -1 }, "negatives"],
    [{ temperature: 0 }, "temperature"],
    [{ clip: 0 }, "clip"],
    [{ learningRate: -1 }, "learningRate"],
    [{ decay: "square" as never }, "decay"],
    [{ adamw: { beta1: 2 } }, "beta1"],
    [{ datasets: [] }, "data sets"],
    [{ mixing: { temperature: 0 } }, "data sets"],
    [{ checkpoints: { folder: "x", keep: 0 } }, "checkpoints.keep"],
    [{ validation: { every: 0, metric: "loss", texts: [] } }, "validation.every"],
    [{ validation: { every: 1, metric: "map", texts: [] } }, "validation"],
  ])("refuses %j", async (wrong, where) => {
    await expect(trainTransformer(await setUp(wrong))).rejects.toMatchObject({ kind: "usage", where });
  });
});

describe("a training that is aborted", () => {
  test("leaves a checkpoint from which it goes on bit by bit", async () => {
    const whole = await setUp();
    const expected = await trainTransformer(whole);
    const stop = new AbortController();
    const checkpoints = { folder, every: 100 };
    const first = await setUp({
      checkpoints,
      signal: stop.signal,
      onProgress: ({ step }) => step === 3 && stop.abort(new Error("enough")),
    });
    await expect(trainTransformer(first)).rejects.toThrow("enough");
    expect(await readdir(folder)).toEqual(["step-00000003"]);
    const second = await setUp({ checkpoints });
    const { resumedAt, ...result } = await trainTransformer(second);
    expect(resumedAt).toBe(3);
    expect(result).toEqual(expected);
    expect(await hashOf(second)).toBe(await hashOf(whole));

    // Once more: it is over, and nothing is trained.
    const third = await setUp({ checkpoints, onBatch: () => expect.unreachable() });
    expect((await trainTransformer(third)).resumedAt).toBe(8);
    expect(await hashOf(third)).toBe(await hashOf(whole));
  });

  test("in an evaluation, too: the step before it is kept, and the evaluation made up for", async () => {
    const validation = {
      every: 2,
      metric: "loss",
      texts: smallTexts(["aa", "bb"], 40),
      batchSize: 8,
    } as const;
    const whole = await setUp({ validation });
    const expected = await trainTransformer(whole);
    const stop = new AbortController();
    const checkpoints = { folder, every: 100 };
    const first = await setUp({
      validation,
      checkpoints,
      signal: stop.signal,
      // Right before the evaluation after this step.
      onProgress: ({ step }) => step === 4 && stop.abort(new Error("enough")),
    });
    await expect(trainTransformer(first)).rejects.toThrow("enough");
    expect((await readdir(folder)).sort()).toEqual(["best-00000002", "step-00000004"]);
    const second = await setUp({ validation, checkpoints });
    const { resumedAt, ...result } = await trainTransformer(second);
    expect(resumedAt).toBe(4);
    expect(result).toEqual(expected);
    expect(await hashOf(second)).toBe(await hashOf(whole));
  });

  test("counts the texts that were cut as one that was not aborted does", async () => {
    const noticesOf = async (overrides: Partial<TransformerTraining>) => {
      const notices: string[] = [];
      const maxLength = { query: 4, passage: 4 };
      const training = await setUp({ maxLength, ...overrides, onNotice: (text) => notices.push(text) });
      await trainTransformer(training).catch(() => {});
      return notices;
    };
    const stop = new AbortController();
    const checkpoints = { folder };
    const [expected] = await noticesOf({});
    expect(expected).toMatch(/^\d+ texts of the batches were longer/);
    const onProgress = ({ step }: TransformerProgress) => step === 3 && stop.abort();
    expect(await noticesOf({ checkpoints, signal: stop.signal, onProgress })).toEqual([]);
    expect(await noticesOf({ checkpoints })).toEqual([expected]);
  });
});

describe("a loss that is no number", () => {
  test("stops, names step, languages and groups, and leaves the last good checkpoint and the weights", async () => {
    let groups: number[] = [];
    let before: ArrayLike<number>[] = [];
    const dense = () => training.encoder.parameters.dense.map(({ tensor }) => tensor.dataSync().slice());
    const training = await setUp({
      datasets: [{ name: "small", texts: smallTexts(["aa", "bb"], 40), composition: crossLingual() }],
      checkpoints: { folder, every: 2 },
      onBatch: ({ pairs }, step) => {
        if (step !== 6) return;
        training.encoder.parameters.tokens.weights.fill(Number.NaN);
        before = dense();
        groups = pairs.map(({ group }) => group);
      },
    });
    const error = await trainTransformer(training).catch((each) => each);
    expect(dense()).toEqual(before);
    expect(error).toMatchObject({ kind: "failed", where: "step 6" });
    expect(error.message).toMatch(/the training loss became NaN \(X-Y batch, (aa>bb|bb>aa) \(8\), groups /);
    expect(error.message).toContain(`groups ${groups.join(" ")})`);
    expect(error.wayOut).toContain(path.join(folder, "step-00000004"));
    // The poison is not in what was kept: it goes on from there and comes to its end.
    const again = await setUp({ datasets: training.datasets, checkpoints: { folder, every: 2 } });
    const { losses, resumedAt } = await trainTransformer(again);
    expect(resumedAt).toBe(4);
    expect(losses.every(Number.isFinite)).toBe(true);
  });
});

describe("checkpoints", () => {
  const checkpoints = () => ({ folder, every: 2, keep: 3 });

  test("the last good ones stay", async () => {
    await trainTransformer(await setUp({ checkpoints: checkpoints() }));
    expect((await readdir(folder)).sort()).toEqual(["step-00000004", "step-00000006", "step-00000008"]);
  });

  test("a damaged one is passed over with a notice; when all are damaged, that is an error", async () => {
    const whole = await setUp();
    const expected = await trainTransformer(whole);
    await trainTransformer(await setUp({ checkpoints: checkpoints() }));
    await writeFile(path.join(folder, "step-00000008", "model.safetensors"), "cut in the mid");
    await writeFile(path.join(folder, "step-00000006", "state.json"), '{"schema":"claimbook/tr');
    await rm(path.join(folder, "step-00000004", "optimiser.safetensors"));
    await expect(trainTransformer(await setUp({ checkpoints: checkpoints() }))).rejects.toMatchObject({
      kind: "could-not-run",
      where: folder,
      message: "all 3 checkpoints are damaged",
    });

    await rm(folder, { recursive: true });
    await trainTransformer(await setUp({ checkpoints: checkpoints() }));
    await writeFile(path.join(folder, "step-00000008", "model.safetensors"), "cut in the mid");
    const notices: string[] = [];
    const again = await setUp({ checkpoints: checkpoints(), onNotice: (notice) => notices.push(notice) });
    const { resumedAt, ...result } = await trainTransformer(again);
    expect(notices).toEqual([
      expect.stringMatching(/step-00000008 is not used: model.safetensors is damaged/),
    ]);
    expect(resumedAt).toBe(6);
    expect(result).toEqual(expected);
    expect(await hashOf(again)).toBe(await hashOf(whole));
    // Written anew in place of the damaged one.
    expect((await trainTransformer(await setUp({ checkpoints: checkpoints() }))).resumedAt).toBe(8);
  });

  test("are refused where there is no place for them, before any training is lost", async () => {
    await writeFile(path.join(folder, "file"), "in the way");
    const training = await setUp({ checkpoints: { folder: path.join(folder, "file"), every: 2 } });
    await expect(trainTransformer(training)).rejects.toMatchObject({
      kind: "could-not-run",
      where: path.join(folder, "file"),
    });
  });

  test("give their weights to who wants to mine or evaluate with them", async () => {
    await expect(checkpointWeights(folder)).rejects.toMatchObject({ kind: "could-not-run", where: folder });
    const training = await setUp({ checkpoints: checkpoints() });
    await trainTransformer(training);
    expect(weightsHash(await checkpointWeights(folder))).toBe(
      weightsHash(inOrder(await training.encoder.weights())),
    );
    await expect(checkpointWeights(folder, "best")).rejects.toThrow("there was no validation");
    const other = await setUp();
    other.encoder.assign(await checkpointWeights(folder));
    expect(await hashOf(other)).toBe(await hashOf(training));
  });

  test("what an interrupted write left is swept away and harms nothing", async () => {
    await trainTransformer(await setUp({ checkpoints: checkpoints() }));
    const before = (await readdir(folder)).sort();
    await mkdir(path.join(folder, ".step-00000010.0123456789ab.tmp"));
    await writeFile(path.join(folder, ".step-00000010.0123456789ab.tmp", "model.safetensors"), "half");
    await mkdir(path.join(folder, ".best-00000008.0123456789ab.old"));
    expect((await trainTransformer(await setUp({ checkpoints: checkpoints() }))).resumedAt).toBe(8);
    expect((await readdir(folder)).sort()).toEqual(before);
  });

  test("of a training with other settings are refused, naming what differs", async () => {
    await trainTransformer(await setUp({ checkpoints: checkpoints() }));
    const other = await setUp({
      checkpoints: checkpoints(),
      model: "another",
      learningRate: 1e-3,
      seed: 5,
      datasets: [{ name: "small", texts: smallTexts(["aa", "bb"], 41), composition: monolingual() }],
    });
    const error = await trainTransformer(other).catch((each) => each);
    expect(error).toMatchObject({ kind: "usage", where: path.join(folder, "step-00000008") });
    for (const difference of [
      "learningRate (0.005, now 0.001)",
      "seed (1, now 5)",
      'model ("not named", now "another")',
      'datasets.small.composition.name ("multilingual contrastive", now "monolingual")',
      "datasets.small.sha256 (",
    ]) {
      expect(error.message).toContain(difference);
    }
    expect(error.message).not.toContain("batchSize");
  });

  test("are left alone where nobody wants to go on from them", async () => {
    await trainTransformer(await setUp({ checkpoints: checkpoints() }));
    const before = (await readdir(folder)).sort();
    const training = await setUp({ checkpoints: { ...checkpoints(), resume: false } });
    await expect(trainTransformer(training)).rejects.toMatchObject({ kind: "usage", where: folder });
    expect((await readdir(folder)).sort()).toEqual(before);
  });
});

describe("early stopping", () => {
  /** A measure whose values are given: better until the third evaluation, then worse. */
  const measured = (values: number[], higherIsBetter = true) => {
    const left = [...values];
    return { name: "given", higherIsBetter, of: async () => left.shift()! };
  };

  test.each([
    ["in memory", false],
    ["in the folder of checkpoints", true],
  ])(
    "stops after so many evaluations without a new best, and brings the best weights back, kept %s",
    async (_, onDisk) => {
      let best = "";
      const training = await setUp({
        steps: 40,
        validation: { every: 2, patience: 3, metric: measured([0.1, 0.2, 0.5, 0.4, 0.5, 0.3, 0.9]) },
        ...(onDisk ? { checkpoints: { folder, every: 3 } } : {}),
        onProgress: ({ step }) => {
          if (step === 6) saving = hashOf(training).then((hash) => (best = hash));
        },
      });
      let saving: Promise<unknown> = Promise.resolve();
      const result = await trainTransformer(training);
      await saving;
      expect(result).toMatchObject({ steps: 12, stoppedEarly: true });
      expect(result.validation!.best).toEqual({ step: 6, value: 0.5 });
      expect(result.validation!.evaluations).toHaveLength(6);
      expect(await hashOf(training)).toBe(best);
      if (!onDisk) return;
      expect((await readdir(folder)).sort()).toEqual(["best-00000006", "step-00000009", "step-00000012"]);
      // Taken up again it is over: stopped, with the best weights.
      const again = await setUp({
        steps: 40,
        validation: { every: 2, patience: 3, metric: measured([]) },
        checkpoints: { folder, every: 3 },
        onBatch: () => expect.unreachable(),
      });
      expect(await trainTransformer(again)).toMatchObject({ steps: 12, stoppedEarly: true });
      expect(await hashOf(again)).toBe(best);
    },
  );

  test("can go by a loss, and never stops with endless patience", async () => {
    const training = await setUp({
      steps: 8,
      validation: {
        every: 2,
        patience: Number.POSITIVE_INFINITY,
        metric: measured([3, 2, Number.NaN, 4], false),
      },
    });
    const result = await trainTransformer(training);
    expect(result).toMatchObject({ steps: 8, stoppedEarly: false });
    expect(result.validation!.best).toEqual({ step: 4, value: 2 });
  });

  test("by validation loss and by mAP of the encoder itself", async () => {
    const texts = smallTexts(["aa", "bb"], 20, { seed: "validation" });
    for (const metric of ["map", "loss"] as const) {
      const training = await setUp({
        steps: 60,
        batchSize: 16,
        validation: { every: 20, metric, texts, ...(metric === "loss" ? { batchSize: 10 } : {}) },
      });
      const { validation } = await trainTransformer(training);
      const values = validation!.evaluations.map(({ value }) => value);
      expect(validation!.evaluations.map(({ step }) => step)).toEqual([20, 40, 60]);
      if (metric === "map") {
        expect(last(values)).toBeGreaterThan(values[0]!);
        expect(values.every((value) => value > 0 && value <= 1)).toBe(true);
      } else expect(last(values)).toBeLessThan(values[0]!);
    }
  });
});

describe("out of memory", () => {
  const sizes = { chunk: 64, batchSize: 100, texts: 300, longest: 256 };
  const advised = (error: unknown) =>
    withMemoryAdvice(error, 3, sizes) as { message: string; wayOut: string };

  test("of the backend becomes advice", async () => {
    const training = await setUp({ chunk: 4 });
    // The host's own allocation, of a size that no machine has.
    training.encoder.vectors = () => {
      throw new Error(`unreachable: ${new ArrayBuffer(2 ** 52).byteLength}`);
    };
    await expect(trainTransformer(training)).rejects.toMatchObject({
      kind: "could-not-run",
      where: "step 1",
      message: expect.stringMatching(/out of memory: Array buffer allocation failed/),
      wayOut: expect.stringMatching(/set chunk to 2 .*256 tokens .*smaller batches than 8; freeze/),
    });
  });

  // As the backends said it, measured with Node 20: node (TensorFlow 2.21), wasm, cpu.
  test.each([
    "Invalid TF_Status: 8\nMessage: OOM when allocating tensor with shape[1024,1024,128] and type float",
    "memory access out of bounds",
    "Aborted(). Build with -sASSERTIONS for more info.",
    "Array buffer allocation failed",
    "Invalid typed array length: 1099511627776",
  ])("is seen in %j", (message) => {
    expect(advised(new Error(message))).toMatchObject({ kind: "could-not-run", where: "step 3" });
    expect(withMemoryAdvice(new Error(message), 3, { ...sizes, chunk: 1 })).toMatchObject({
      wayOut: expect.not.stringContaining("chunk"),
    });
  });

  test("asks for half of what went through at a time, and for a new process where the backend is broken", () => {
    const of = (message: string, texts: number) =>
      withMemoryAdvice(new Error(message), 3, { ...sizes, texts }) as { message: string; wayOut: string };
    const native = of("Invalid TF_Status: 8\nMessage: OOM when allocating tensor", 300);
    expect(native.message).toBe("the backend ran out of memory: Message: OOM when allocating tensor");
    expect(native.wayOut).toMatch(/set chunk to 32 .*freeze the token embedding\.$/);
    const wasm = of("memory access out of bounds", 20);
    expect(wasm.wayOut).toMatch(/set chunk to 10 .* begin a new process\.$/);
  });

  test("is not seen in anything else", () => {
    const error = new Error("the shapes do not match");
    expect(advised(error)).toBe(error);
  });
});
