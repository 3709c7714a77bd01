import fc from "fast-check";
import { beforeAll, describe, expect, it } from "vitest";
import { attention, attentionGradients } from "../../../src/models/transformer/ops/attention.js";
import { WasmHeap } from "../../../src/models/transformer/simd/heap.js";
import * as matrices from "../../../src/models/transformer/simd/matrix-ops.js";
import * as rows from "../../../src/models/transformer/simd/row-ops.js";
import { Random } from "../../../src/random.js";
import { useBackend } from "../../../src/tensor/backend.js";
import { tf } from "../../../src/tensor/tf.js";

let heap: WasmHeap;
beforeAll(async () => {
  await useBackend("wasm");
  heap = WasmHeap.active()!;
});

function numbers(size: number, random: Random, spread = 1): Float32Array {
  return Float32Array.from({ length: size }, () => random.normal() * spread);
}

/** erf to 1e-15 by its series, which converges for every x. */
function erf(x: number): number {
  if (Math.abs(x) > 6) return Math.sign(x);
  let term = x;
  let sum = x;
  for (let n = 1; n < 200; n++) {
    term *= (-x * x) / n;
    sum += term / (2 * n + 1);
  }
  return (2 / Math.sqrt(Math.PI)) * sum;
}

const greatest = (a: ArrayLike<number>, b: ArrayLike<number>) => {
  expect(a.length).toBe(b.length);
  let most = 0;
  for (let i = 0; i < a.length; i++) most = Math.max(most, Math.abs(a[i]! - b[i]!));
  return most;
};

describe("the wasm kernels", () => {
  it("are in use: without the backend's memory they would silently not be", () => {
    expect(heap).toBeInstanceOf(WasmHeap);
  });

  it("compute GELU and its gradient to 1e-6, tails and special values included", () => {
    const special = [0, -0, 1e-30, -1e-30, 5, -5, 13, -13, 40, -40, 1e4, -1e4];
    const x = Float32Array.from([...special, ...numbers(500, new Random(1), 2)]);
    const dy = numbers(x.length, new Random(2));
    const at = (v: number) => 0.5 * (1 + erf(v / Math.SQRT2));
    const density = (v: number) => Math.exp((-v * v) / 2) / Math.sqrt(2 * Math.PI);
    tf.tidy(() => {
      const [input, gradient] = [tf.tensor2d(x, [x.length / 4, 4]), tf.tensor2d(dy, [x.length / 4, 4])];
      const value = rows.gelu(heap, input).dataSync();
      expect(
        greatest(
          value,
          x.map((v) => v * at(v)),
        ),
      ).toBeLessThan(1e-6);
      const back = rows.geluGradient(heap, gradient, input).dataSync();
      expect(
        greatest(
          back,
          x.map((v, i) => dy[i]! * (at(v) + v * density(v))),
        ),
      ).toBeLessThan(2e-6);
    });
  });

  it("transpose matrices of every shape", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 41 }), fc.integer({ min: 1, max: 41 }), (height, width) => {
        tf.tidy(() => {
          const x = tf.tensor2d(numbers(height * width, new Random(height)), [height, width]);
          const found = matrices.transpose(heap, x);
          expect(found.shape).toEqual([width, height]);
          expect([...found.dataSync()]).toEqual([...tf.transpose(x).dataSync()]);
        });
      }),
    );
  });

  it("normalise rows and give the gradients of plain tensor operations", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 9 }), fc.integer({ min: 1, max: 10 }), (height, quarter) => {
        const width = 4 * quarter;
        const random = new Random(height * width);
        tf.tidy(() => {
          const matrix = () => tf.tensor2d(numbers(height * width, random), [height, width]);
          const vector = () => tf.tensor1d(numbers(width, random));
          const [x, dy, weight, bias] = [matrix(), matrix(), vector(), vector()];
          const plain = (a: tf.Tensor, w: tf.Tensor, b: tf.Tensor) => {
            const { mean, variance } = tf.moments(a, 1, true);
            const unit = tf.div(tf.sub(a, mean), tf.sqrt(tf.add(variance, 1e-5)));
            return tf.add(tf.mul(unit, w), b);
          };
          const { value, saved } = rows.layerNorm(heap, x, { weight, bias }, 1e-5);
          expect(greatest(value.dataSync(), plain(x, weight, bias).dataSync())).toBeLessThan(1e-5);
          const found = rows.layerNormGradients(heap, dy, saved, weight);
          const [byX, byWeight, byBias] = tf.grads(plain)([x, weight, bias], dy);
          for (const [a, b] of [
            [found.x, byX],
            [found.weight, byWeight],
            [found.bias, byBias],
          ]) {
            // Divided by standard deviations, which may be small with four numbers in a row.
            const size = 1 + Math.max(...b!.dataSync().map(Math.abs));
            expect(greatest(a!.dataSync(), b!.dataSync()) / size).toBeLessThan(1e-4);
          }
        });
      }),
    );
  });

  it("attend as plain tensor operations do, for any length, padding and number of heads", () => {
    const sizes = fc.record({
      texts: fc.integer({ min: 1, max: 3 }),
      length: fc.integer({ min: 1, max: 19 }),
      heads: fc.integer({ min: 1, max: 3 }),
      quarter: fc.integer({ min: 1, max: 4 }),
      seed: fc.nat(),
    });
    fc.assert(
      fc.property(sizes, ({ texts, length, heads, quarter, seed }) => {
        const random = new Random(seed);
        const width = 4 * quarter * heads;
        const shape = { texts, length, heads };
        tf.tidy(() => {
          const matrix = () => tf.tensor2d(numbers(texts * length * width, random), [texts * length, width]);
          const [q, k, v, dy] = [matrix(), matrix(), matrix(), matrix()];
          const marks = new Float32Array(texts * length);
          for (let text = 0; text < texts; text++) {
            const tokens = 1 + random.int(length);
            marks.fill(-1e9, text * length + tokens, (text + 1) * length);
          }
          const padding = tf.tensor4d(marks, [texts, 1, 1, length]);
          const found = attention(q, k, v, padding, shape);
          expect("q" in found.saved).toBe(true);
          const split = (x: tf.Tensor) =>
            tf.transpose(tf.reshape(x, [texts, length, heads, width / heads]), [0, 2, 1, 3]);
          const plain = (a: tf.Tensor, b: tf.Tensor, c: tf.Tensor) => {
            const scores = tf.mul(tf.matMul(split(a), split(b), false, true), 1 / Math.sqrt(width / heads));
            const shares = tf.softmax(tf.add(scores, padding));
            return tf.reshape(tf.transpose(tf.matMul(shares, split(c)), [0, 2, 1, 3]), q.shape);
          };
          expect(greatest(found.value.dataSync(), plain(q, k, v).dataSync())).toBeLessThan(1e-5);
          const back = attentionGradients(dy, found.saved, shape);
          const [byQ, byK, byV] = tf.grads(plain)([q, k, v], dy);
          expect(greatest(back.q.dataSync(), byQ!.dataSync())).toBeLessThan(1e-4);
          expect(greatest(back.k.dataSync(), byK!.dataSync())).toBeLessThan(1e-4);
          expect(greatest(back.v.dataSync(), byV!.dataSync())).toBeLessThan(1e-4);
        });
      }),
      { numRuns: 60 },
    );
  });

  it("say when the memory is used up", () => {
    const before = tf.memory().numTensors;
    expect(() => heap.make(2 ** 15, 2 ** 15)).toThrow("no memory left for 32768 x 32768 numbers");
    // Pages nobody writes to cost nothing.
    const taken: tf.Tensor[] = [];
    expect(() => {
      for (;;) taken.push(heap.make(2 ** 14, 2 ** 14));
    }).toThrow("no memory left for 16384 x 16384 numbers");
    expect(taken.length).toBeLessThanOrEqual(3);
    tf.dispose(taken);
    expect(tf.memory().numTensors).toBe(before);
  });
});
