import fc from "fast-check";
import { afterEach, beforeAll, describe, expect, test } from "vitest";
import type { EncoderGradients, TokenBatch } from "../../../src/models/text-encoder.js";
import type { TransformerEncoder } from "../../../src/models/transformer/index.js";
import { useBackend } from "../../../src/tensor/backend.js";
import { tf } from "../../../src/tensor/tf.js";
import { infoNceLoss } from "../../../src/training/info-nce.js";
import { contrastiveLoss, contrastivePass } from "../../../src/training/transformer/grad-cache.js";
import { mergeTokenRows } from "../../../src/training/transformer/gradient-sum.js";
import { tokenChunks } from "../../../src/training/transformer/token-chunks.js";
import { smallEncoder, smallTexts } from "./small-task.js";

const temperature = 0.1;

async function triplets(encoder: TransformerEncoder, pairs: number) {
  const texts = smallTexts(["aa"], pairs, { negatives: 1 });
  return {
    queries: await encoder.tokenize(texts.map(({ queries }, i) => queries[i % 2]!)),
    passages: await encoder.tokenize(
      texts.map(({ passage }, i) =>
        passage
          .split(" ")
          .slice(0, 1 + (i % 4))
          .join(" "),
      ),
    ),
    negatives: await encoder.tokenize(texts.map(({ negatives }) => negatives![0]!)),
  };
}

function largestDifference(a: ArrayLike<number>, b: ArrayLike<number>): number {
  expect(a.length).toBe(b.length);
  let scale = 1e-12;
  let most = 0;
  for (let i = 0; i < a.length; i++) {
    scale = Math.max(scale, Math.abs(b[i]!));
    most = Math.max(most, Math.abs(a[i]! - b[i]!));
  }
  return most / scale;
}

/** By row; without the padding's, which is only there where something is padded, and has no gradient. */
function usedRows({ rows, values }: EncoderGradients["tokens"]): Map<number, number[]> {
  const dim = values.length / rows.length;
  const all = Array.from(rows, (row, i) => ({ row, values: [...values.subarray(i * dim, (i + 1) * dim)] }));
  const padding = all.find(({ row }) => row === 0);
  if (padding !== undefined) expect(padding.values.every((value) => value === 0)).toBe(true);
  return new Map(all.filter(({ row }) => row !== 0).map((each) => [each.row, each.values]));
}

describe.each(["wasm", "cpu"])("a batch in chunks on the %s backend", (backend) => {
  let encoder: TransformerEncoder;
  let alive = 0;
  beforeAll(async () => {
    await useBackend(backend);
    encoder = await smallEncoder();
    alive = tf.memory().numTensors;
    return () => encoder.dispose();
  });
  afterEach(() => {
    expect(tf.memory().numTensors).toBe(alive);
  });

  test.each([1, 5])("of %i texts has the loss and gradients of one pass", async (chunk) => {
    const tokens = await triplets(encoder, 7);
    const whole = await contrastivePass(encoder, tokens, { temperature, chunk: 100 });
    const parts = await contrastivePass(encoder, tokens, { temperature, chunk });
    expect(Math.abs(parts.loss - whole.loss) / whole.loss).toBeLessThan(1e-6);
    expect(await contrastiveLoss(encoder, tokens, { temperature, chunk })).toBeCloseTo(whole.loss, 5);
    for (const [i, gradient] of whole.gradients.dense.entries()) {
      const expected = gradient.dataSync();
      // Key biases have no gradient but rounding: softmax does not change when all scores do alike.
      if (/attention\.self\.key\.bias$/.test(encoder.parameters.dense[i]!.name)) continue;
      expect(largestDifference(parts.gradients.dense[i]!.dataSync(), expected)).toBeLessThan(2e-4);
    }
    const expected = usedRows(whole.gradients.tokens);
    const got = usedRows(parts.gradients.tokens);
    expect([...got.keys()]).toEqual([...expected.keys()]);
    expect(largestDifference([...got.values()].flat(), [...expected.values()].flat())).toBeLessThan(1e-4);
    tf.dispose([whole.gradients.dense, parts.gradients.dense]);
  });

  test("needs memory for a chunk, not for the batch", async () => {
    const tokens = await triplets(encoder, 30);
    const most = async (chunk: number) => {
      let bytes = 0;
      const before = tf.memory().numBytes;
      // What a pass has kept for its gradient is there when its loss is computed.
      const watched = Object.create(encoder) as TransformerEncoder;
      watched.vectors = (batch) => encoder.vectors(batch);
      watched.valueAndGradients = (batches, loss) =>
        encoder.valueAndGradients(batches, (vectors) => {
          bytes = Math.max(bytes, tf.memory().numBytes - before);
          return loss(vectors);
        });
      const { gradients } = await contrastivePass(watched, tokens, { temperature, chunk });
      tf.dispose(gradients.dense);
      return bytes;
    };
    expect(await most(6)).toBeLessThan((await most(100)) / 5);
  });

  test("hard negatives are candidates of every query", async () => {
    const tokens = await triplets(encoder, 5);
    const [queries, passages, negatives] = [tokens.queries, tokens.passages, tokens.negatives].map((batch) =>
      encoder.vectors(batch).arraySync(),
    ) as [number[][], number[][], number[][]];
    const dot = (a: number[], b: number[]) =>
      a.reduce((sum, value, i) => sum + value * b[i]!, 0) / temperature;
    const expected =
      queries
        .map((query, i) => {
          const sum = [...passages, ...negatives].reduce((all, each) => all + Math.exp(dot(query, each)), 0);
          return Math.log(sum) - dot(query, passages[i]!);
        })
        .reduce((a, b) => a + b, 0) / 5;
    const { loss, gradients } = await contrastivePass(encoder, tokens, { temperature, chunk: 4 });
    expect(loss).toBeCloseTo(expected, 4);
    tf.dispose(gradients.dense);
    // `arraySync` leaves the vectors themselves.
    expect(tf.memory().numTensors).toBe(alive + 3);
    alive += 3;
  });

  test("the written-out gradient is that of automatic differentiation, with more candidates than queries", () => {
    tf.tidy(() => {
      const [q, c] = [
        tf.randomUniform([3, 4], -1, 1, "float32", 5),
        tf.randomUniform([8, 4], -1, 1, "float32", 6),
      ];
      const plain = (a: tf.Tensor, b: tf.Tensor) => {
        const scores = tf.div(tf.matMul(a as tf.Tensor2D, tf.transpose(b)), temperature);
        return tf.mean(tf.sub(tf.logSumExp(scores, 1), tf.sum(tf.mul(scores, tf.eye(3, 8)), 1))) as tf.Scalar;
      };
      const own = (a: tf.Tensor, b: tf.Tensor) =>
        infoNceLoss(a as tf.Tensor2D, b as tf.Tensor2D, temperature);
      const [expected, got] = [tf.valueAndGrads(plain)([q, c]), tf.valueAndGrads(own)([q, c])];
      expect(got.value.dataSync()[0]).toBeCloseTo(expected.value.dataSync()[0]!, 5);
      for (const i of [0, 1]) {
        expect(largestDifference(got.grads[i]!.dataSync(), expected.grads[i]!.dataSync())).toBeLessThan(1e-5);
      }
    });
  });
});

describe("tokenChunks", () => {
  const batches = fc
    .record({
      lengths: fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1, maxLength: 20 }),
      most: fc.integer({ min: 1, max: 25 }),
    })
    .map(({ lengths, most }) => {
      const length = Math.max(...lengths);
      const batch: TokenBatch = {
        size: lengths.length,
        length,
        ids: new Int32Array(lengths.length * length),
        mask: new Uint8Array(lengths.length * length),
        truncated: 0,
      };
      for (const [row, many] of lengths.entries()) {
        for (let t = 0; t < many; t++) {
          batch.ids[row * length + t] = 100 * row + t + 1;
          batch.mask[row * length + t] = 1;
        }
      }
      return { batch, lengths, most };
    });

  test("has every text once, whole, in chunks that are as long as their longest text", () => {
    fc.assert(
      fc.property(batches, ({ batch, lengths, most }) => {
        const chunks = tokenChunks(batch, most);
        expect(chunks.flatMap(({ rows }) => [...rows]).sort((a, b) => a - b)).toEqual([...lengths.keys()]);
        for (const { tokens, rows } of chunks) {
          expect(rows.length).toBeLessThanOrEqual(most);
          expect(tokens.size).toBe(rows.length);
          expect(tokens.length).toBe(Math.max(...Array.from(rows, (row) => lengths[row]!)));
          for (const [i, row] of rows.entries()) {
            const own = tokens.ids.subarray(i * tokens.length, (i + 1) * tokens.length);
            expect([...own].filter((id) => id > 0)).toEqual(
              Array.from({ length: lengths[row]! }, (_, t) => 100 * row + t + 1),
            );
            const marks = tokens.mask.subarray(i * tokens.length, (i + 1) * tokens.length);
            expect(marks.reduce((a, b) => a + b, 0)).toBe(lengths[row]);
          }
        }
      }),
    );
  });
});

describe("mergeTokenRows", () => {
  test("adds up what the parts have for a row", () => {
    const part = (rows: number[], values: number[]) => ({
      rows: Int32Array.from(rows),
      values: Float32Array.from(values),
    });
    const merged = mergeTokenRows([part([2, 5], [1, 2, 3, 4]), part([], []), part([0, 5], [10, 20, 30, 40])]);
    expect([...merged.rows]).toEqual([0, 2, 5]);
    expect([...merged.values]).toEqual([10, 20, 1, 2, 33, 44]);
  });
});
