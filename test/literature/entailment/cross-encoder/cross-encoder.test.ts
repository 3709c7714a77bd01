import { mkdir, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import {
  type CrossEncoder,
  closestFirst,
  crossEncoder,
  crossEncoderFolder,
  crossEncoderName,
  findCrossEncoder,
  judgeFileName,
  judgeSchema,
} from "../../../../src/literature/entailment/cross-encoder/index.js";
import {
  pickedLogits,
  probabilities,
} from "../../../../src/literature/entailment/cross-encoder/probabilities.js";
import { useBackend } from "../../../../src/tensor/backend.js";
import { tf } from "../../../../src/tensor/tf.js";
import { numberTokenizer, smallFolder } from "../../../models/classifier/small-classifier.js";

const file = { schema: judgeSchema, temperature: 2, maxLength: 16, training: {} };
const write = (folder: string, json: unknown) =>
  writeFile(path.join(folder, judgeFileName), typeof json === "string" ? json : JSON.stringify(json));

let folder: string;
let judge: CrossEncoder;
beforeAll(async () => {
  await useBackend("wasm");
  folder = await smallFolder();
  await write(folder, file);
  judge = await crossEncoder(folder, { tokenizer: numberTokenizer });
});
afterAll(async () => {
  judge.dispose();
  await rm(folder, { recursive: true });
});

const pairs = Array.from({ length: 30 }, (_, i) => ({
  claim: `${4 + (i % 30)} 5`,
  evidence: Array.from({ length: i % 4 }, (_, j) => `${6 + ((i * 7 + j) % 30)} 9 ${10 + j}`),
}));

describe("CrossEncoder", () => {
  it("gives probabilities in the order of the pairs, whatever is beside them", async () => {
    const found = await judge.judge(pairs);
    expect(found).toHaveLength(pairs.length);
    for (const [index, each] of found.entries()) {
      expect(each.supported + each.contradicted + each.notFound).toBeCloseTo(1, 9);
      const [alone] = await judge.judge([pairs[index]!]);
      expect(alone!.supported).toBeCloseTo(each.supported, 5);
      expect(alone!.notFound).toBeCloseTo(each.notFound, 5);
    }
    expect(new Set(found.map(({ supported }) => supported.toFixed(6))).size).toBeGreaterThan(15);
  });

  it("finds nothing where there is no evidence", async () => {
    expect(
      await judge.judge([
        { claim: "4", evidence: [] },
        { claim: "4", evidence: [" "] },
      ]),
    ).toEqual([
      { supported: 0, contradicted: 0, notFound: 1 },
      { supported: 0, contradicted: 0, notFound: 1 },
    ]);
  });

  it("reads long evidence in windows, with what is most like the claim in the first", async () => {
    const long = ["20 21 22 23 24 25 26 21 22 23 24 25", "7 8 9"];
    const [windows] = await judge.logits([{ claim: "7 8 9", evidence: long }]);
    expect(windows!.length).toBeGreaterThan(1);
    const [other] = await judge.logits([{ claim: "7 8 9", evidence: [...long].reverse() }]);
    expect(other).toEqual(windows);
    const [judged] = await judge.judge([{ claim: "7 8 9", evidence: long }]);
    expect(judged).toEqual(probabilities(windows!, { temperature: 2 }));
  });

  it("leaves no tensor, and stops when it is told to", async () => {
    const before = tf.memory().numTensors;
    await judge.judge(pairs);
    expect(tf.memory().numTensors).toBe(before);
    await expect(judge.judge(pairs, AbortSignal.abort(new Error("enough")))).rejects.toThrow("enough");
    const stop = new AbortController();
    const many = Array.from({ length: 300 }, (_, i) => pairs[1 + (i % 3)]!);
    await expect(judge.judge(many, stop.signal, () => stop.abort(new Error("enough")))).rejects.toThrow(
      "enough",
    );
    expect(tf.memory().numTensors).toBe(before);
  });

  it.each([
    ["no JSON", "{", /cannot be read/],
    ["another schema", { ...file, schema: "x" }, /schema/],
    ["no temperature", { ...file, temperature: 0 }, /temperature/],
    ["no length", { ...file, maxLength: "all" }, /maxLength/],
  ])("names its own file when that is broken: %s", async (_, json, message) => {
    const broken = await smallFolder();
    await write(broken, json);
    await expect(crossEncoder(broken, { tokenizer: numberTokenizer })).rejects.toMatchObject({
      kind: "could-not-run",
      where: path.join(broken, judgeFileName),
      message: expect.stringMatching(message),
    });
    await rm(broken, { recursive: true });
  });
});

describe("crossEncoderFolder", () => {
  it("finds the model below CLAIMBOOK_MODELS, and says how it is trained where it is not there", async () => {
    expect(findCrossEncoder({})).toBeUndefined();
    expect(() => crossEncoderFolder({})).toThrow(
      expect.objectContaining({
        kind: "could-not-run",
        wayOut: expect.stringContaining("train-cross-encoder.mjs"),
      }),
    );
    expect(() => crossEncoderFolder({ CLAIMBOOK_MODELS: folder })).toThrow(
      expect.objectContaining({ where: `CLAIMBOOK_MODELS=${folder}` }),
    );
    const home = path.join(folder, crossEncoderName);
    await mkdir(home);
    await write(home, file);
    expect(crossEncoderFolder({ CLAIMBOOK_MODELS: path.basename(folder) }, path.dirname(folder))).toBe(home);
  });
});

describe("closestFirst", () => {
  it.each([
    ["Vitamin D lowers risk.", ["Masks help.", "Risk was lower with vitamin D."], [1, 0]],
    ["睡眠は大切です。", ["野菜を食べる。", "大切なのは睡眠です。"], [1, 0]],
    ["A b c.", ["x y z.", "u v w."], [0, 1]],
    ["", ["x", "y"], [0, 1]],
  ])("for %j", (claim, sentences, order) => {
    expect(closestFirst(claim, sentences)).toEqual(order.map((index) => sentences[index]));
  });
});

describe("probabilities", () => {
  it("takes the window that says most of the claim, the first of equals", () => {
    expect(
      pickedLogits([
        [0, 0, 3],
        [2, 0, 0],
        [0, 2, 0],
      ]),
    ).toEqual([2, 0, 0]);
    expect(pickedLogits([])).toBeUndefined();
    const { supported, contradicted, notFound } = probabilities([[Math.log(2), 0, 0]], { temperature: 1 });
    expect(supported).toBeCloseTo(0.5, 9);
    expect(contradicted).toBeCloseTo(0.25, 9);
    expect(notFound).toBeCloseTo(0.25, 9);
    expect(probabilities([[8, 0, 0]], { temperature: 4 }).supported).toBeLessThan(
      probabilities([[8, 0, 0]], { temperature: 1 }).supported,
    );
  });
});
