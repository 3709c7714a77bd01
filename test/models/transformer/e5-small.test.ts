import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { loadEncoder, type TransformerEncoder } from "../../../src/models/transformer/index.js";
import { useBackend } from "../../../src/tensor/backend.js";
import { unpack } from "./reference.js";

const root = path.resolve(import.meta.dirname, "../../..");
const folder = path.join(root, ".cache/models/multilingual-e5-small");
const present = existsSync(path.join(folder, "model.safetensors"));
const why = present ? "" : " (skipped: its weights are not in .cache/models)";

const reference: { text: string; ids: number[]; vector: string }[] = JSON.parse(
  readFileSync(path.join(root, "test/reference/e5-small.json"), "utf8"),
);
/** The first nine say the same in as many languages. */
const languages = 9;

describe.skipIf(!present)(`multilingual-e5-small${why}`, () => {
  let encoder: TransformerEncoder;
  let vectors: Float32Array;
  beforeAll(async () => {
    await useBackend();
    encoder = await loadEncoder(folder);
    vectors = await encoder.encode(
      reference.map(({ text }) => text),
      { prefix: "query: " },
    );
  });
  afterAll(() => encoder?.dispose());

  it("gives PyTorch's vectors to 1e-5", () => {
    const expected = reference.flatMap(({ vector }) => [...unpack(vector)]);
    expect(vectors.length).toBe(expected.length);
    expect(Math.max(...vectors.map((value, i) => Math.abs(value - expected[i]!)))).toBeLessThanOrEqual(1e-5);
  });

  it("gives Python's token ids", async () => {
    for (const { text, ids } of reference) {
      expect([...(await encoder.tokenize([text], { prefix: "query: " })).ids]).toEqual(ids);
    }
  });

  it("finds the same sentence in nine languages more alike than any two others", () => {
    const cosine = (a: number, b: number) => {
      const [left, right] = [a, b].map((i) => vectors.subarray(i * encoder.dim, (i + 1) * encoder.dim));
      return left!.reduce((sum, value, i) => sum + value * right![i]!, 0);
    };
    const same: number[] = [];
    const different: number[] = [];
    for (let a = 0; a < reference.length; a++) {
      for (let b = 0; b < a; b++) (a < languages ? same : different).push(cosine(a, b));
    }
    const mean = (values: number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
    expect(mean(same)).toBeGreaterThan(0.87);
    expect(mean(different)).toBeLessThan(0.8);
    expect(Math.min(...same)).toBeGreaterThan(Math.max(...different));
  });
});
