import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import {
  loadClassifier,
  type PairClassifier,
  startClassifier,
} from "../../../src/models/classifier/index.js";
import { useBackend } from "../../../src/tensor/backend.js";
import { tf } from "../../../src/tensor/tf.js";
import { crossEntropy } from "../../../src/training/classifier/index.js";
import { labels, numberTokenizer, smallFolder } from "./small-classifier.js";

const texts = [
  ["5 6 7", "8 9 10 11"],
  ["12", "13 14"],
  ["20 21", "22"],
] as const;
const targets = [0, 1, 2];

describe.each(["cpu", "wasm"])("a classifier that also compares its two texts, on %s", (backend) => {
  let folder: string;
  let out: string;
  let classifier: PairClassifier;
  beforeAll(async () => {
    await useBackend(backend);
    folder = await smallFolder();
    out = await mkdtemp(path.join(tmpdir(), "compared-"));
    classifier = await startClassifier(folder, labels, 3, { tokenizer: numberTokenizer, comparison: true });
  });
  afterAll(async () => {
    classifier.dispose();
    await rm(folder, { recursive: true });
    await rm(out, { recursive: true });
  });
  const batch = async () => classifier.batch(await classifier.tokens(texts, { maxLength: 16 }));
  const lossNow = async () => {
    const pass = classifier.pass(await batch());
    const { loss } = crossEntropy(await pass.logits.data<"float32">(), targets);
    pass.dispose();
    return loss;
  };

  it("has the gradient that small steps along it show", async () => {
    // A last layer that starts near 0 would let hardly anything through.
    const { head, layers } = classifier.trained(1);
    for (const { name, tensor } of head) {
      if (!/^(?:classifier|comparison)\.weight$/.test(name)) continue;
      tf.tidy(() => tensor.assign(tf.mul(tensor, 20)));
    }
    const pass = classifier.pass(await batch(), 1);
    const { gradient } = crossEntropy(await pass.logits.data<"float32">(), targets);
    const byLogits = tf.tensor2d(gradient, pass.logits.shape);
    const found = pass.backward(byLogits);
    pass.dispose();
    const weights = [...head, ...layers.flat()].filter(({ name }) => !name.endsWith("key.bias"));
    expect(weights.map(({ name }) => name)).toContain("comparison.weight");
    for (const { name, tensor } of weights) {
      const along = found[name]!;
      const [squares] = await tf.tidy(() => tf.sum(tf.square(along))).data();
      const move = (size: number) =>
        tf.tidy(() => tensor.assign(tf.add(tensor, tf.mul(along, size / squares!))));
      // In the direction of the gradient g, over g^2: the loss changes by the size of the step.
      const size = 2e-3 * Math.min(1, Math.sqrt(squares!) * 10);
      move(size);
      const above = await lossNow();
      move(-2 * size);
      const below = await lossNow();
      move(size);
      expect((above - below) / (2 * size), name).toBeCloseTo(1, 1);
    }
    tf.dispose([found, byLogits]);
  });

  it("leaves no tensor", async () => {
    const before = tf.memory().numTensors;
    const pass = classifier.pass(await batch(), 0);
    const byLogits = tf.ones<tf.Rank.R2>(pass.logits.shape);
    tf.dispose(pass.backward(byLogits));
    byLogits.dispose();
    pass.dispose();
    expect(tf.memory().numTensors).toBe(before);
  });

  it("tells texts apart by what is in them, not by the padding beside them", async () => {
    const tokens = await classifier.tokens(texts, { maxLength: 16 });
    const together = await classifier.logits(tokens);
    for (const [row, each] of tokens.entries()) {
      const alone = await classifier.logits([each]);
      for (const [label, value] of alone.entries()) expect(together[row * 3 + label]).toBeCloseTo(value, 4);
    }
  });

  it("judges the same after it was saved and loaded, and says that it is not Python's class", async () => {
    const tokens = await classifier.tokens(texts, { maxLength: 16 });
    const expected = await classifier.logits(tokens);
    await classifier.save(out);
    const loaded = await loadClassifier(out, { tokenizer: numberTokenizer });
    expect([...(await loaded.logits(tokens))]).toEqual([...expected]);
    expect(loaded.config.comparison).toBe(true);
    loaded.dispose();
    const { default: json } = await import(path.join(out, "config.json"), { with: { type: "json" } });
    expect(json.architectures).toEqual(["ClaimbookPairClassifier"]);
  });
});
