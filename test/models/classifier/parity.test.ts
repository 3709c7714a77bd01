import { readFileSync } from "node:fs";
import { rm } from "node:fs/promises";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { PairClassifier } from "../../../src/models/classifier/index.js";
import { useBackend } from "../../../src/tensor/backend.js";
import { tf } from "../../../src/tensor/tf.js";
import { findNative } from "../../../src/tensor/tfjs-node.js";
import { crossEntropy } from "../../../src/training/classifier/index.js";
import { unpack } from "../transformer/reference.js";
import { smallClassifier, smallFolder } from "./small-classifier.js";

const reference: {
  pairs: [number[], number[]][];
  targets: number[];
  weights: number[];
  smoothing: number;
  logits: string;
  loss: number;
  gradients: Record<string, string>;
} = JSON.parse(readFileSync(path.join(import.meta.dirname, "../../reference/classifier.json"), "utf8"));

const native = findNative("node") !== undefined;
const backends: [string, boolean, string][] = [
  ["wasm", true, ""],
  ["cpu", true, ""],
  ["node", native, native ? "" : " (skipped: npm run setup:native has not run)"],
];

const far = (found: ArrayLike<number>, expected: Float32Array) => {
  expect(found.length).toBe(expected.length);
  let [difference, size] = [0, 0];
  for (const [i, value] of expected.entries()) {
    difference += (found[i]! - value) ** 2;
    size += value ** 2;
  }
  return Math.sqrt(difference / size);
};

describe.each(backends)("a pair classifier against PyTorch on %s", (backend, present, why) => {
  describe.skipIf(!present)(`logits, loss and gradients${why}`, () => {
    let folder: string;
    let classifier: PairClassifier;
    beforeAll(async () => {
      await useBackend(backend);
      folder = await smallFolder();
      classifier = await smallClassifier(folder);
    });
    afterAll(async () => {
      classifier.dispose();
      await rm(folder, { recursive: true });
    });
    const batch = async () => {
      const texts = reference.pairs.map(([a, b]) => [a.join(" "), b.join(" ")] as const);
      return classifier.batch(await classifier.tokens(texts, { maxLength: 16, firstLength: 8 }));
    };
    const options = { weights: reference.weights, smoothing: reference.smoothing };

    it("gives the same logits and loss to 1e-5", async () => {
      const pass = classifier.pass(await batch());
      const logits = await pass.logits.data<"float32">();
      pass.dispose();
      expect(far(logits, unpack(reference.logits))).toBeLessThan(1e-5);
      expect(crossEntropy(logits, reference.targets, options).loss).toBeCloseTo(reference.loss, 5);
    });

    it.each([
      ["all layers", 0],
      ["the last layer", 1],
      ["the head", 2],
    ])("gives the same gradient by every weight of %s to 1e-4, and leaves no tensor", async (_, from) => {
      const before = tf.memory().numTensors;
      const pass = classifier.pass(await batch(), from);
      const { gradient } = crossEntropy(await pass.logits.data<"float32">(), reference.targets, options);
      const byLogits = tf.tensor2d(gradient, pass.logits.shape);
      const found = pass.backward(byLogits);
      const expected = Object.keys(reference.gradients).filter(
        (name) => !name.startsWith("encoder.") || Number(name.split(".")[2]) >= from,
      );
      expect(Object.keys(found).sort()).toEqual(expected.sort());
      for (const name of expected) {
        const values = unpack(reference.gradients[name]!);
        // The attention's key bias moves nothing: its gradient is 0, and rounding is all there is.
        if (name.endsWith("key.bias")) {
          expect(Math.max(...(await found[name]!.data()).map(Math.abs))).toBeLessThan(1e-6);
        } else expect(far(await found[name]!.data(), values), name).toBeLessThan(1e-4);
      }
      tf.dispose(found);
      byLogits.dispose();
      pass.dispose();
      expect(tf.memory().numTensors).toBe(before);
    });
  });
});
