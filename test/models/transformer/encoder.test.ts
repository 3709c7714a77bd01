import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createEncoder, type TransformerEncoder } from "../../../src/models/transformer/index.js";
import { padTokens } from "../../../src/models/transformer/token-batch.js";
import { Random } from "../../../src/random.js";
import { useBackend } from "../../../src/tensor/backend.js";
import { tf } from "../../../src/tensor/tf.js";
import { infoNce, referenceBatches } from "./reference.js";
import { wordTokenizer } from "./word-tokenizer.js";

const sizes = { vocabulary: 40, hidden: 16, layers: 2, heads: 2, intermediate: 24, positions: 16 };

function sentences(many: number): string[] {
  const random = new Random(3);
  const words = ["the", "cat", "sleeps", "on", "a", "sofa", "während", "ночь", "猫"];
  return Array.from({ length: many }, () =>
    Array.from({ length: 1 + random.int(13) }, () => random.pick(words)).join(" "),
  );
}

describe.each(["wasm", "cpu"])("encode on %s", (backend) => {
  let encoder: TransformerEncoder;
  beforeAll(async () => {
    await useBackend(backend);
    encoder = await createEncoder(sizes, 1, { tokenizer: wordTokenizer(40) });
  });
  afterAll(() => encoder.dispose());

  it("gives each text the vector it has alone, bit by bit, in the order of the texts", async () => {
    const texts = sentences(60);
    const before = tf.memory().numTensors;
    const together = await encoder.encode(texts, { tokens: 64 });
    expect(tf.memory().numTensors).toBe(before);
    for (const [index, text] of texts.entries()) {
      const alone = await encoder.encode([text]);
      expect([...alone]).toEqual([...together.subarray(16 * index, 16 * (index + 1))]);
    }
    const length = Math.hypot(...together.subarray(0, 16));
    expect(length).toBeCloseTo(1, 6);
  });

  it("is the same whatever a batch holds, and puts the prefix before every text", async () => {
    const texts = sentences(30);
    const large = await encoder.encode(texts, { prefix: "query: " });
    const small = await encoder.encode(texts, { prefix: "query: ", batch: 4 });
    expect([...small]).toEqual([...large]);
    const written = await encoder.encode(texts.map((text) => `query: ${text}`));
    expect([...written]).toEqual([...large]);
    expect([...(await encoder.encode(texts))]).not.toEqual([...large]);
  });
});

describe("an encoder", () => {
  let encoder: TransformerEncoder;
  beforeAll(async () => {
    await useBackend();
    encoder = await createEncoder(sizes, 1, { tokenizer: wordTokenizer(40) });
  });
  afterAll(() => encoder.dispose());

  it("counts once how many texts were cut at the positions or at maxLength", async () => {
    const notices: number[] = [];
    const onTruncated = (texts: number) => notices.push(texts);
    const long = "a ".repeat(40).trim();
    const vectors = await encoder.encode([long, "short", `${long} end`], { onTruncated });
    expect(notices).toEqual([2]);
    expect([...vectors.subarray(0, 16)]).toEqual([...vectors.subarray(32)]);
    await encoder.encode(["short"], { onTruncated });
    expect(notices).toEqual([2]);
    await encoder.encode(["one two three four"], { onTruncated, maxLength: 4 });
    expect(notices).toEqual([2, 1]);
    expect((await encoder.tokenize([long])).truncated).toBe(1);
    expect((await encoder.tokenize([long])).length).toBe(16);
  });

  it("lets others run, tells how far it is, and stops when told to", async () => {
    const texts = sentences(40);
    const done: number[] = [];
    let turns = 0;
    let running = true;
    const turn = () => {
      turns++;
      if (running) setImmediate(turn);
    };
    setImmediate(turn);
    await encoder.encode(texts, { batch: 5, onProgress: (many) => done.push(many) });
    running = false;
    expect(done).toEqual([5, 10, 15, 20, 25, 30, 35, 40]);
    expect(turns).toBeGreaterThanOrEqual(7);

    const stop = new AbortController();
    const before = tf.memory().numTensors;
    const stopped: number[] = [];
    const encoding = encoder.encode(texts, {
      batch: 5,
      signal: stop.signal,
      onProgress: (many) => {
        stopped.push(many);
        if (many === 15) stop.abort(new Error("enough"));
      },
    });
    await expect(encoding).rejects.toThrow("enough");
    expect(stopped).toEqual([5, 10, 15]);
    expect(tf.memory().numTensors).toBe(before);
  });

  it("has the same weights from the same seed, normal within two standard deviations", async () => {
    const again = await createEncoder(sizes, new Random(1));
    const other = await createEncoder(sizes, 2);
    const [first, second, third] = await Promise.all([encoder.weights(), again.weights(), other.weights()]);
    expect(second).toEqual(first);
    expect(third).not.toEqual(first);
    again.dispose();
    other.dispose();
    const wide = await createEncoder({ ...sizes, vocabulary: 5000 }, 1);
    const table = wide.parameters.tokens.weights;
    wide.dispose();
    const used = table.subarray(16);
    expect([...table.subarray(0, 16)]).toEqual(new Array(16).fill(0));
    expect(Math.max(...used.map(Math.abs))).toBeLessThanOrEqual(0.04);
    const mean = used.reduce((sum, value) => sum + value, 0) / used.length;
    const deviation = Math.sqrt(used.reduce((sum, value) => sum + value ** 2, 0) / used.length);
    expect(Math.abs(mean)).toBeLessThan(3e-4);
    // What is left of it when the tails are cut off: 0.880 of a normal distribution's, 0.889 of our sum of eight.
    expect(deviation / 0.02).toBeCloseTo(0.888, 2);
  });

  it("gives no gradient by frozen tokens, and the same by everything else", async () => {
    const frozen = await createEncoder(sizes, 1, { tokens: "frozen" });
    const batches = referenceBatches("LaBSE");
    const [free, fixed] = [
      await encoder.valueAndGradients(batches, infoNce),
      await frozen.valueAndGradients(batches, infoNce),
    ];
    expect(fixed.loss).toBe(free.loss);
    expect(fixed.gradients.tokens.rows.length + fixed.gradients.tokens.values.length).toBe(0);
    expect(free.gradients.tokens.rows.length).toBeGreaterThan(0);
    for (const [index, tensor] of free.gradients.dense.entries()) {
      expect([...(await fixed.gradients.dense[index]!.data())]).toEqual([...(await tensor.data())]);
    }
    tf.dispose([free.gradients.dense, fixed.gradients.dense]);
    frozen.dispose();
  });

  it("gives gradients by the rows in use only, ascending, none by padding", async () => {
    const batch = padTokens([Int32Array.of(1, 30, 7, 30, 2), Int32Array.of(1, 9, 2)], 0);
    const { gradients } = await encoder.valueAndGradients(
      [batch],
      ([vectors]) => tf.sum(tf.slice(vectors!, [0, 0], [2, 3])) as tf.Scalar,
    );
    tf.dispose(gradients.dense);
    const { rows, values } = gradients.tokens;
    expect([...rows]).toEqual([0, 1, 2, 7, 9, 30]);
    const size = (row: number) => Math.hypot(...values.subarray(16 * row, 16 * (row + 1)));
    expect(size(0)).toBe(0);
    for (const row of [1, 2, 3, 4, 5]) expect(size(row)).toBeGreaterThan(0);
  });

  it("leaves no tensor behind when the loss throws", async () => {
    const before = tf.memory().numTensors;
    const failing = encoder.valueAndGradients(referenceBatches("LaBSE"), () => {
      throw new Error("no loss");
    });
    await expect(failing).rejects.toThrow("no loss");
    expect(tf.memory().numTensors).toBe(before);
  });

  it("takes weights back, all or none", async () => {
    const stored = await encoder.weights();
    const other = await createEncoder(sizes, 9);
    other.assign(stored);
    expect(await other.weights()).toEqual(stored);
    const bad = stored.map((each, index) =>
      index === 5
        ? { ...each, shape: [1], values: new Float32Array(1) }
        : { ...each, values: each.values.map((v) => v + 1) },
    );
    expect(() => other.assign(bad)).toThrow(
      `"${stored[5]!.name}" of shape ${stored[5]!.shape.join(" x ")}, and have one of 1`,
    );
    expect(() => other.assign(stored.slice(1))).toThrow("and have none");
    expect(await other.weights()).toEqual(stored);
    other.dispose();
  });

  it.each([
    ["an id beyond the vocabulary", [Int32Array.of(1, 40, 2)], "token id 40 is no row of a vocabulary of 40"],
    ["a negative id", [Int32Array.of(1, -1, 2)], "token id -1"],
    ["more tokens than positions", [new Int32Array(17).fill(1)], "17 tokens are more than the 16"],
    ["no texts", [], "no batch of 0 texts"],
  ])("refuses %s", (_, texts, message) => {
    expect(() => encoder.vectors(padTokens(texts, 0))).toThrow(message);
  });

  it("says so when it has no tokenizer, or one with more tokens than rows", async () => {
    const bare = await createEncoder(sizes, 1);
    await expect(bare.tokenize(["a"])).rejects.toThrow("no tokenizer");
    bare.dispose();
    await expect(createEncoder(sizes, 1, { tokenizer: wordTokenizer(41) })).rejects.toThrow(
      "wrong vocabulary: the tokenizer has 41 tokens, the model's embedding 40 rows",
    );
  });

  it.each([
    [{ heads: 3 }, "16 hidden units do not divide into 3 heads"],
    [{ layers: 0 }, "layers must be a whole number from 1 on"],
    [{ positions: 2 }, "2 positions leave no room"],
    [{ padId: 40 }, "padId 40 is no row"],
    [{ layerNormEpsilon: 0 }, "layerNormEpsilon must be above 0"],
  ])("refuses sizes %j", async (change, message) => {
    await expect(createEncoder({ ...sizes, ...change }, 1)).rejects.toThrow(message);
  });
});
