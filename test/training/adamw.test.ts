import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { EmbeddingTable } from "../../src/models/embedding-table.js";
import { FeatureTable } from "../../src/models/ngram-features.js";
import { AdamW } from "../../src/training/adamw.js";
import { DenseParameter } from "../../src/training/dense-parameter.js";
import { learningRateSchedule } from "../../src/training/schedule.js";

interface Reference {
  decay: number;
  dense: { start: number[]; steps: { rate: number; gradient: number[]; weights: number[] }[] };
  sparse: {
    buckets: number;
    dim: number;
    start: number[];
    steps: { rate: number; bags: number[][]; gradient: number[]; weights: number[] }[];
  };
}

/** Written by reference/adamw.py with PyTorch. */
const reference = JSON.parse(
  readFileSync(new URL("./reference/adamw.json", import.meta.url), "utf8"),
) as Reference;

function expectClose(got: Float32Array, expected: readonly number[]): void {
  expect(got).toHaveLength(expected.length);
  for (const [i, value] of expected.entries()) expect(Math.abs(got[i]! - value)).toBeLessThan(2e-6);
}

describe("AdamW", () => {
  test("moves dense weights as torch.optim.AdamW does", () => {
    const { start, steps } = reference.dense;
    const values = Float32Array.from(start);
    const parameter = new DenseParameter(values);
    const optimiser = new AdamW({ weightDecay: reference.decay });
    for (const { rate, gradient, weights } of steps) {
      parameter.update(Float32Array.from(gradient), optimiser.advance(rate).decayed);
      expectClose(values, weights);
    }
    expect(optimiser.steps).toBe(steps.length);
    expect(Math.abs(values[0]! - start[0]!)).toBeGreaterThan(1e-3);
  });

  test("moves the rows of a batch as torch.optim.SparseAdam with decay of these rows does", () => {
    const { buckets, dim, start, steps } = reference.sparse;
    const table = new EmbeddingTable(buckets, dim);
    table.weights.set(start);
    const optimiser = new AdamW({ weightDecay: reference.decay });
    for (const { rate, bags, gradient, weights } of steps) {
      const step = optimiser.advance(rate).decayed;
      table.update(
        FeatureTable.fromIds(bags),
        Int32Array.from(bags.keys()),
        Float32Array.from(gradient),
        step,
      );
      expectClose(table.weights, weights);
    }
    expect([...table.weights.subarray(4 * dim, 5 * dim)]).toEqual(
      start.slice(4 * dim, 5 * dim).map(Math.fround),
    );
  });

  test("does not decay where it is told not to", () => {
    const values = Float32Array.of(1, 2, 3);
    const optimiser = new AdamW();
    new DenseParameter(values).update(new Float32Array(3), optimiser.advance(0.1).plain);
    expect([...values]).toEqual([1, 2, 3]);
    new DenseParameter(values).update(new Float32Array(3), optimiser.advance(0.1).decayed);
    expectClose(values, [0.999, 1.998, 2.997]);
  });

  test.each([
    [{ beta1: 1 }, "beta1"],
    [{ beta2: -0.1 }, "beta2"],
    [{ epsilon: Number.NaN }, "epsilon"],
    [{ weightDecay: -1 }, "weightDecay"],
  ])("refuses %j", (wrong, where) => {
    expect(() => new AdamW(wrong)).toThrow(expect.objectContaining({ kind: "usage", where }));
  });
});

describe("learningRateSchedule", () => {
  test("rises to the peak, then falls, never to zero", () => {
    const rate = learningRateSchedule({ peak: 1, steps: 10, warmup: 0.4 });
    const rates = Array.from({ length: 10 }, (_, i) => rate(i + 1));
    const expected = [1 / 4, 2 / 4, 3 / 4, 1, 6 / 7, 5 / 7, 4 / 7, 3 / 7, 2 / 7, 1 / 7];
    for (const [i, value] of expected.entries()) expect(rates[i]).toBeCloseTo(value, 12);
  });

  test("starts at the peak without warm-up, and ends above the final share", () => {
    const rate = learningRateSchedule({ peak: 2, steps: 4, warmup: 0, final: 0.5 });
    expect([1, 2, 3, 4].map(rate)).toEqual([2, 1.75, 1.5, 1.25]);
  });

  test("falls along half a cosine wave", () => {
    const rate = learningRateSchedule({ peak: 1, steps: 8, warmup: 0.25, decay: "cosine" });
    const expected = [0.5, 1, ...[6, 5, 4, 3, 2, 1].map((left) => (1 - Math.cos((Math.PI * left) / 7)) / 2)];
    for (const [i, value] of expected.entries()) expect(rate(i + 1)).toBeCloseTo(value, 12);
  });

  test("serves a training of one step", () => {
    expect(learningRateSchedule({ peak: 3, steps: 1 })(1)).toBe(3);
  });
});
