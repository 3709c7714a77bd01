import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { EmbeddingTable } from "../../src/models/embedding-table.js";
import { FeatureTable } from "../../src/models/ngram-features.js";
import type { AdamCoefficients } from "../../src/tensor/simd/adam-coefficients.js";

const f32 = Math.fround;

/** The same in plain JavaScript, one number at a time, each operation rounded to single precision. */
class PlainTable {
  readonly first: Float32Array;
  readonly second: Float32Array;
  constructor(
    readonly weights: Float32Array,
    readonly dim: number,
  ) {
    this.first = new Float32Array(weights.length);
    this.second = new Float32Array(weights.length);
  }

  bags(lists: readonly (readonly number[])[]): Float32Array {
    const out = new Float32Array(lists.length * this.dim);
    for (const [i, ids] of lists.entries()) {
      for (let j = 0; j < this.dim; j++) {
        let sum = 0;
        for (const id of ids) sum = f32(sum + this.weights[id * this.dim + j]!);
        out[i * this.dim + j] = sum * f32(1 / ids.length);
      }
    }
    return out;
  }

  update(lists: readonly (readonly number[])[], gradient: Float32Array, step: AdamCoefficients): void {
    const sums = new Map<number, Float32Array>();
    for (const [i, ids] of lists.entries()) {
      const part = gradient.subarray(i * this.dim, (i + 1) * this.dim).map((g) => g * f32(1 / ids.length));
      for (const id of ids) {
        const sum = sums.get(id);
        sums.set(id, sum ? sum.map((s, j) => s + part[j]!) : part);
      }
    }
    for (const [id, sum] of sums) {
      for (const [j, g] of sum.entries()) {
        const p = id * this.dim + j;
        const m = f32(f32(f32(step.beta1) * this.first[p]!) + f32(f32(1 - step.beta1) * g));
        const v = f32(f32(f32(step.beta2) * this.second[p]!) + f32(f32(1 - step.beta2) * f32(g * g)));
        const below = f32(f32(f32(Math.sqrt(v)) * f32(step.secondScale)) + f32(step.epsilon));
        this.first[p] = m;
        this.second[p] = v;
        this.weights[p] = f32(this.weights[p]! * f32(step.keep)) - f32(f32(f32(step.stepSize) * m) / below);
      }
    }
  }
}

const step = (number: number): AdamCoefficients => ({
  beta1: 0.9,
  beta2: 0.999,
  stepSize: 0.01 / number,
  secondScale: 3 / number,
  epsilon: 1e-8,
  keep: 0.9999,
});

const number = fc.integer({ min: -(2 ** 20), max: 2 ** 20 }).map((n) => f32(n / 2 ** 18));

describe("EmbeddingTable", () => {
  test("gives bit for bit what plain single precision arithmetic gives", () => {
    const cases = fc
      .record({ buckets: fc.integer({ min: 1, max: 20 }), quarter: fc.integer({ min: 1, max: 19 }) })
      .chain(({ buckets, quarter }) =>
        fc.record({
          buckets: fc.constant(buckets),
          dim: fc.constant(4 * quarter),
          start: fc.array(number, { minLength: 7, maxLength: 7 }),
          batches: fc.array(
            fc.array(fc.array(fc.nat(buckets - 1), { minLength: 1, maxLength: 12 }), {
              minLength: 1,
              maxLength: 5,
            }),
            { minLength: 1, maxLength: 4 },
          ),
        }),
      );
    fc.assert(
      fc.property(cases, ({ buckets, dim, start, batches }) => {
        const table = new EmbeddingTable(buckets, dim);
        for (let p = 0; p < table.weights.length; p++) table.weights[p] = start[p % 7]! / ((p % 11) + 1);
        const plain = new PlainTable(table.weights.slice(), dim);
        for (const [i, lists] of batches.entries()) {
          const features = FeatureTable.fromIds(lists);
          const rows = Int32Array.from(lists.keys());
          const out = new Float32Array(lists.length * dim);
          table.bags(features, rows, out);
          expect(out).toEqual(plain.bags(lists));
          const gradient = out.map((value, j) => value * start[(i + j) % 7]!);
          table.update(features, rows, gradient, step(i + 1));
          plain.update(lists, gradient, step(i + 1));
          expect(table.weights.slice()).toEqual(plain.weights);
        }
      }),
      { numRuns: 40 },
    );
  });

  test("moves only the rows that were used", () => {
    const table = new EmbeddingTable(5, 8);
    table.weights.fill(1);
    table.update(
      FeatureTable.fromIds([[3, 3], [1]]),
      Int32Array.of(1, 0),
      new Float32Array(16).fill(1),
      step(1),
    );
    for (const row of [0, 2, 4]) {
      expect(table.weights.subarray(row * 8, row * 8 + 8).every((value) => value === 1)).toBe(true);
    }
    for (const row of [1, 3]) expect(table.weights[row * 8]).toBeLessThan(1);
  });

  test("reads any choice of texts, in any order", () => {
    const table = new EmbeddingTable(4, 4);
    table.weights.set(Float32Array.from({ length: 16 }, (_, i) => i));
    const out = new Float32Array(8);
    table.bags(FeatureTable.fromIds([[0], [1, 3], [2]]), Int32Array.of(2, 1), out);
    expect([...out]).toEqual([8, 9, 10, 11, 8, 9, 10, 11]);
  });

  test.each([0, 3, 6, -4, 4.5])("refuses vectors of length %d", (dim) => {
    expect(() => new EmbeddingTable(8, dim)).toThrow(
      expect.objectContaining({ kind: "usage", where: "dim" }),
    );
  });

  test("refuses what does not fit into memory, and too many texts at a time", () => {
    expect(() => new EmbeddingTable(2 ** 22, 128)).toThrow(/4194304 x 128 numbers would need 6\.\d GiB/);
    const table = new EmbeddingTable(1, 4);
    const rows = new Int32Array(20_000);
    expect(() => table.bags(FeatureTable.fromIds([[0]]), rows, new Float32Array(80_000))).toThrow(
      "20000 texts",
    );
  });
});
