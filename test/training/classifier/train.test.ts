import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { Random } from "../../../src/random.js";
import { useBackend } from "../../../src/tensor/backend.js";
import { tf } from "../../../src/tensor/tf.js";
import {
  type ClassifierTraining,
  type LabelledPair,
  trainClassifier,
} from "../../../src/training/classifier/index.js";
import { smallClassifier, smallFolder } from "../../models/classifier/small-classifier.js";

let folder: string;
let checkpoints: string;
beforeAll(async () => {
  await useBackend("wasm");
  folder = await smallFolder();
  checkpoints = await mkdtemp(path.join(tmpdir(), "checkpoints-"));
});
afterAll(async () => {
  await rm(folder, { recursive: true });
  await rm(checkpoints, { recursive: true });
});

/** The label is told by the first number of the second text. */
async function examples(classifier: Awaited<ReturnType<typeof smallClassifier>>, count: number) {
  const random = new Random(5);
  const label = Array.from({ length: count }, (_, i) => i % 3);
  const texts = label.map((each) => {
    const others = Array.from({ length: random.int(4) }, () => 4 + random.int(35));
    return [String(4 + random.int(35)), [4 + each * 12 + random.int(12), ...others].join(" ")] as const;
  });
  const tokens = await classifier.tokens(texts, { maxLength: 16 });
  return tokens.map((each, i): LabelledPair => ({ tokens: each, label: label[i]! }));
}

const settings = {
  seed: 1,
  batchSize: 12,
  learningRate: 3e-3,
  headLearningRate: 3e-3,
  hide: 0.1,
  hideWith: 3,
};

describe("trainClassifier", () => {
  it("learns what tells the labels apart, and leaves no tensor and the frozen layer alone", async () => {
    const classifier = await smallClassifier(folder);
    const pairs = await examples(classifier, 240);
    const before = await classifier.weights();
    const tensors = tf.memory().numTensors;
    const { losses } = await trainClassifier({
      classifier,
      epochs: Array.from({ length: 12 }, () => pairs),
      from: 1,
      ...settings,
      learningRate: 1e-2,
      headLearningRate: 1e-2,
      hide: 0,
    });
    expect(tf.memory().numTensors).toBe(tensors);
    const logits = await classifier.logits(pairs.map(({ tokens }) => tokens));
    expect(tf.memory().numTensors).toBe(tensors);
    const right = pairs.filter(({ label }, i) => {
      const row = [...logits.subarray(i * 3, i * 3 + 3)];
      return row.indexOf(Math.max(...row)) === label;
    });
    expect(right.length).toBeGreaterThan(190);
    expect(losses.at(-1)!).toBeLessThan(losses[0]! / 2);
    const after = await classifier.weights();
    const moved = after.filter(({ values }, i) => values.some((value, j) => value !== before[i]!.values[j]));
    expect(moved.every(({ name }) => /^(encoder\.layer\.1|pooler|classifier)\./.test(name))).toBe(true);
    expect(moved.length).toBeGreaterThan(18);
    classifier.dispose();
  });

  it("moves a lower layer less where the rate decays by layer", async () => {
    const moved = async (layerDecay: number) => {
      const classifier = await smallClassifier(folder);
      const pairs = await examples(classifier, 24);
      const before = await classifier.weights();
      await trainClassifier({ classifier, epochs: [pairs], ...settings, hide: 0, layerDecay });
      const after = await classifier.weights();
      classifier.dispose();
      return [0, 1].map((layer) =>
        after
          .map(({ name, values }, i) => ({
            name,
            by: values.map((value, j) => value - before[i]!.values[j]!),
          }))
          .filter(({ name }) => name.startsWith(`encoder.layer.${layer}.`) && name.endsWith("value.weight"))
          .reduce((sum, { by }) => sum + Math.hypot(...by), 0),
      );
    };
    const [even, decayed] = [await moved(1), await moved(0.1)];
    expect(decayed[0]! / even[0]!).toBeCloseTo(0.1, 1);
    expect(decayed[1]! / even[1]!).toBeCloseTo(1, 1);
  });

  it("goes on bit by bit where it was stopped", async () => {
    const run = async (more: Partial<ClassifierTraining>) => {
      const classifier = await smallClassifier(folder);
      const pairs = await examples(classifier, 60);
      try {
        const result = await trainClassifier({ classifier, epochs: [pairs, pairs], ...settings, ...more });
        return { ...result, weights: await classifier.weights() };
      } finally {
        classifier.dispose();
      }
    };
    const whole = await run({});
    const stop = new AbortController();
    const stored = { folder: checkpoints, every: 4, configuration: { data: 1 } };
    await expect(
      run({
        checkpoints: stored,
        signal: stop.signal,
        onProgress: ({ step }) => step === 6 && stop.abort(new Error("enough")),
      }),
    ).rejects.toThrow("enough");
    const rest = await run({ checkpoints: stored });
    expect(rest.resumedAt).toBe(6);
    expect(rest.losses).toEqual(whole.losses);
    expect(rest.weights).toEqual(whole.weights);
    await expect(run({ checkpoints: { ...stored, configuration: { data: 2 } } })).rejects.toMatchObject({
      kind: "usage",
      message: expect.stringContaining("data was 1, now it is 2"),
    });
  });

  it("learns the same with the frozen layer remembered", async () => {
    const run = async (below?: Map<string, Float32Array>) => {
      const classifier = await smallClassifier(folder);
      const pairs = await examples(classifier, 60);
      const tensors = tf.memory().numTensors;
      const { losses } = await trainClassifier({
        classifier,
        epochs: [pairs, pairs, pairs],
        from: 1,
        ...settings,
        hide: 0,
        ...(below ? { below } : {}),
      });
      expect(tf.memory().numTensors).toBe(tensors);
      classifier.dispose();
      return losses;
    };
    const memory = new Map<string, Float32Array>();
    const plain = await run();
    const remembered = await run(memory);
    for (const [i, loss] of remembered.entries()) expect(Math.abs(loss - plain[i]!)).toBeLessThan(1e-4);
    // Pairs that are the same texts share a place.
    expect(memory.size).toBeGreaterThan(30);
    expect(memory.size).toBeLessThanOrEqual(60);
  });

  it("names the step at which it diverged", async () => {
    const classifier = await smallClassifier(folder);
    const pairs = await examples(classifier, 24);
    await expect(
      trainClassifier({ classifier, epochs: [pairs], ...settings, loss: { weights: [Number.NaN, 1, 1] } }),
    ).rejects.toMatchObject({ kind: "failed", where: "step 1" });
    await expect(trainClassifier({ classifier, epochs: [[]], ...settings })).rejects.toMatchObject({
      kind: "usage",
    });
    classifier.dispose();
  });
});
