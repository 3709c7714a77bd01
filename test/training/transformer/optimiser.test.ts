import { readFileSync } from "node:fs";
import { afterEach, beforeAll, describe, expect, test } from "vitest";
import { useBackend } from "../../../src/tensor/backend.js";
import { tf } from "../../../src/tensor/tf.js";
import { findNative } from "../../../src/tensor/tfjs-node.js";
import { AdamW } from "../../../src/training/adamw.js";
import { Optimiser } from "../../../src/training/transformer/optimiser.js";
import { TokenMoments } from "../../../src/training/transformer/token-moments.js";

type ByName = Record<string, number[]>;
interface Reference {
  decay: number;
  sparse: {
    buckets: number;
    dim: number;
    start: number[];
    steps: { rate: number; bags: number[][]; gradient: number[]; weights: number[] }[];
  };
  clipped: {
    shapes: Record<string, number[]>;
    start: ByName;
    steps: { rate: number; norm: number; gradients: ByName; weights: ByName }[];
  };
}

/** Written by ../reference/adamw.py with PyTorch. */
const reference = JSON.parse(
  readFileSync(new URL("../reference/adamw.json", import.meta.url), "utf8"),
) as Reference;

function expectClose(got: ArrayLike<number>, expected: readonly number[]): void {
  expect(got).toHaveLength(expected.length);
  for (const [i, value] of expected.entries()) expect(Math.abs(got[i]! - value)).toBeLessThan(2e-6);
}

function variable(values: readonly number[], shape: number[]): tf.Variable {
  return tf.tidy(() => tf.variable(tf.tensor([...values], shape)));
}

const noTokens = { rows: new Int32Array(0), values: new Float32Array(0) };

const native = findNative("node") !== undefined;
const backends: [string, boolean, string][] = [
  ["wasm", true, ""],
  ["cpu", true, ""],
  ["node", native, native ? "" : " (skipped: npm run setup:native has not run)"],
];

describe.each(backends)("dense weights on the %s backend", (backend, present, why) => {
  describe.skipIf(!present)(`as PyTorch's${why}`, () => {
    beforeAll(async () => {
      await useBackend(backend);
    });
    afterEach(() => {
      expect(tf.memory().numTensors).toBe(0);
    });
    const { shapes, start, steps } = reference.clipped;

    function setUp({ clip = 1 }: { clip?: number | undefined } = {}) {
      const dense = Object.entries(shapes).map(([name, shape]) => ({
        name,
        decays: name !== "bias",
        tensor: variable(start[name]!, shape),
      }));
      const tokens = { name: "tokens", rows: 4, dim: 4, weights: new Float32Array(16).fill(1) };
      const optimiser = new Optimiser({ dense, tokens }, { clip, weightDecay: reference.decay });
      const gradients = (i: number) => ({
        dense: dense.map(({ name }) => tf.tensor(steps[i]!.gradients[name]!, shapes[name]!)),
        tokens: noTokens,
      });
      const end = () => {
        optimiser.dispose();
        tf.dispose(dense.map(({ tensor }) => tensor));
      };
      return { dense, tokens, optimiser, gradients, end };
    }

    async function step({ optimiser, gradients }: ReturnType<typeof setUp>, i: number) {
      const given = gradients(i);
      const norm = await optimiser.norm(given);
      optimiser.apply(given, norm, steps[i]!.rate);
      tf.dispose(given.dense);
      return norm;
    }

    test("move as torch.optim.AdamW moves them after clip_grad_norm_, biases without decay", async () => {
      const task = setUp();
      for (const [i, { norm, weights }] of steps.entries()) {
        expect((await step(task, i)) / norm).toBeCloseTo(1, 6);
        for (const { name, tensor } of task.dense) expectClose(tensor.dataSync(), weights[name]!);
      }
      expect(steps.some(({ norm }) => norm > 1) && steps.some(({ norm }) => norm < 1)).toBe(true);
      task.end();
    });

    test("move otherwise without clipping", async () => {
      const task = setUp({ clip: 1e9 });
      for (const i of [0, 1, 2, 3]) await step(task, i);
      const difference = Math.abs(task.dense[0]!.tensor.dataSync()[0]! - steps[3]!.weights.weight![0]!);
      expect(difference).toBeGreaterThan(1e-5);
      task.end();
    });

    test("go on from stored moments bit by bit", async () => {
      const [whole, first, second] = [0, 1, 2].map(() => setUp());
      for (const i of steps.keys()) await step(whole!, i);
      for (const i of [0, 1, 2]) await step(first!, i);
      const moments = await first!.optimiser.moments();
      for (const [i, { tensor }] of second!.dense.entries()) {
        tf.tidy(() => tensor.assign(first!.dense[i]!.tensor.clone()));
      }
      second!.optimiser.restore(JSON.parse(JSON.stringify(first!.optimiser.adamw.state())), moments);
      for (let i = 3; i < steps.length; i++) await step(second!, i);
      for (const [i, { tensor }] of whole!.dense.entries()) {
        expect(second!.dense[i]!.tensor.dataSync()).toEqual(tensor.dataSync());
      }
      expect(() => second!.optimiser.restore(first!.optimiser.adamw.state(), moments.slice(0, -1))).toThrow(
        'no moments "second/',
      );
      for (const task of [whole!, first!, second!]) task.end();
    });

    test("the norm counts token rows, and is not finite where a gradient is not", async () => {
      const task = setUp();
      const given = task.gradients(0);
      const tokens = { rows: Int32Array.of(1), values: Float32Array.of(3, 0, 4, 0) };
      const dense = await task.optimiser.norm(given);
      expect(await task.optimiser.norm({ ...given, tokens })).toBeCloseTo(Math.hypot(dense, 5), 5);
      const bad = { ...tokens, values: Float32Array.of(Number.NaN, 0, 0, 0) };
      expect(await task.optimiser.norm({ ...given, tokens: bad })).toBeNaN();
      tf.dispose(given.dense);
      task.end();
    });
  });
});

describe("token rows", () => {
  const { buckets: rows, dim, start, steps } = reference.sparse;
  const table = () => ({ name: "tokens", rows, dim, weights: Float32Array.from(start) });
  /** By row what the bags' means pass on. */
  function gradientOf({ bags, gradient }: (typeof steps)[number]) {
    const used = Int32Array.from(new Set(bags.flat())).sort();
    const values = new Float32Array(used.length * dim);
    for (const [b, bag] of bags.entries()) {
      for (const row of bag) {
        for (let j = 0; j < dim; j++)
          values[used.indexOf(row) * dim + j]! += gradient[b * dim + j]! / bag.length;
      }
    }
    return { used, values };
  }

  test("move as torch.optim.SparseAdam with decay of the used rows moves them", () => {
    const tokens = table();
    const moments = new TokenMoments(tokens);
    const adamw = new AdamW({ weightDecay: reference.decay });
    for (const each of steps) {
      const { used, values } = gradientOf(each);
      moments.update(used, values, adamw.advance(each.rate).decayed, 1);
      expectClose(tokens.weights, each.weights);
    }
    // Row 4 is never used: it neither moves nor has moments.
    expect([...tokens.weights.subarray(4 * dim, 5 * dim)]).toEqual(
      start.slice(4 * dim, 5 * dim).map(Math.fround),
    );
    expect([...moments.state().rows].sort()).toEqual([0, 1, 2, 3, 5]);
  });

  test("go on from stored moments bit by bit, clipped too", () => {
    const [whole, parts] = [table(), table()];
    const [all, first] = [new TokenMoments(whole), new TokenMoments(parts)];
    const second = new TokenMoments(parts);
    const adamw = new AdamW();
    for (const [i, each] of steps.entries()) {
      const { used, values } = gradientOf(each);
      const { decayed } = adamw.advance(each.rate);
      all.update(used, values, decayed, 0.3);
      if (i === 4) second.restore(first.state());
      (i < 4 ? first : second).update(used, values, decayed, 0.3);
    }
    expect(parts.weights).toEqual(whole.weights);
  });

  test("work for more rows than fit into the kernel's memory at once, of a length that is no multiple of four", () => {
    const many = 2500;
    const weights = Float32Array.from({ length: many * 3 }, (_, i) => i / 1000);
    const large = { name: "tokens", rows: many, dim: 3, weights: weights.slice() };
    const moments = new TokenMoments(large);
    const adamw = new AdamW({ weightDecay: 0 });
    const values = Float32Array.from({ length: many * 3 }, (_, i) => (i % 2 === 0 ? 1 : -1));
    moments.update(
      Int32Array.from({ length: many }, (_, i) => i),
      values,
      adamw.advance(0.1).decayed,
      1,
    );
    // The first step of Adam moves by the learning rate against the sign.
    for (const i of weights.keys())
      expect(large.weights[i]! - weights[i]!).toBeCloseTo(i % 2 === 0 ? -0.1 : 0.1, 5);
  });
});
