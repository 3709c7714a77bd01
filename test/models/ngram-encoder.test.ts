import { beforeAll, describe, expect, test } from "vitest";
import { NgramEncoder } from "../../src/models/ngram-encoder.js";
import { Random } from "../../src/random.js";
import { useBackend } from "../../src/tensor/backend.js";
import { tf } from "../../src/tensor/tf.js";

const small = { buckets: 1000, dim: 16, hidden: 24 };
const texts = ["red apple", "ቀይ ፖም", "ಕೆಂಪು ಸೇಬು", "", "😀", "red apple"];

beforeAll(async () => {
  await useBackend("wasm");
});

describe.each([24, 0])("NgramEncoder with hidden %i", (hidden) => {
  const encoder = NgramEncoder.create({ ...small, hidden }, new Random(3));

  test("gives vectors of length 1, the same for the same text, whatever the batch", () => {
    const vectors = encoder.encode(texts);
    expect(vectors).toHaveLength(texts.length * 16);
    for (let i = 0; i < texts.length; i++) {
      const row = vectors.subarray(i * 16, (i + 1) * 16);
      expect(Math.hypot(...row)).toBeCloseTo(1, 5);
    }
    expect(vectors.slice(0, 16)).toEqual(vectors.slice(-16));
    expect(encoder.encode(encoder.features(texts), 4)).toEqual(vectors);
    expect(tf.memory().numTensors).toBe(0);
  });

  test("survives export and import", () => {
    const copy = NgramEncoder.fromWeights(encoder.config, encoder.weights());
    expect(copy.weightsHash()).toBe(encoder.weightsHash());
    expect(copy.encode(texts)).toEqual(encoder.encode(texts));
  });
});

describe("NgramEncoder", () => {
  test("starts with the same weights for the same seed only, uniform round zero", () => {
    const one = NgramEncoder.create(small, new Random(1));
    expect(NgramEncoder.create(small, new Random(1)).weightsHash()).toBe(one.weightsHash());
    expect(NgramEncoder.create(small, 1).weightsHash()).toBe(one.weightsHash());
    expect(NgramEncoder.create(small, new Random(2)).weightsHash()).not.toBe(one.weightsHash());
    const { values } = one.weights()[0]!;
    const mean = values.reduce((a, b) => a + b) / values.length;
    const variance = values.reduce((a, b) => a + (b - mean) ** 2, 0) / values.length;
    expect(Math.abs(mean)).toBeLessThan(0.001);
    expect(Math.sqrt(variance)).toBeCloseTo(0.03, 3);
    expect(new Set(values).size).toBeGreaterThan(values.length * 0.99);
  });

  test("exports copies, so that later training does not change them", () => {
    const encoder = NgramEncoder.create(small, new Random(1));
    const { values } = encoder.weights()[0]!;
    const before = values[0];
    encoder.embedding.weights.fill(0);
    expect(values[0]).toBe(before);
    expect(values.buffer.byteLength).toBe(4 * values.length);
  });

  test("refuses weights of another configuration, naming the first that differs", () => {
    const encoder = NgramEncoder.create(small, new Random(1));
    expect(() => NgramEncoder.fromWeights({ ...encoder.config, hidden: 20 }, encoder.weights())).toThrow(
      expect.objectContaining({ kind: "could-not-run", where: "hidden.weight" }),
    );
  });

  test("refuses a hidden layer of a negative width", () => {
    expect(() => NgramEncoder.create({ ...small, hidden: -1 }, new Random(1))).toThrow(/hidden/);
  });
});
