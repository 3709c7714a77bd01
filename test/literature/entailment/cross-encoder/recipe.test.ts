import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { ClaimLabel, ClaimPair } from "../../../../src/datasets/claims/index.js";
import { crossEncoder } from "../../../../src/literature/entailment/cross-encoder/index.js";
import {
  baseEpochs,
  calibrationPairs,
  judgementScores,
  keepApart,
  saveJudge,
  trainJudge,
} from "../../../../src/literature/entailment/cross-encoder/recipe/index.js";
import { UnrelatedEvidence } from "../../../../src/literature/entailment/cross-encoder/recipe/unrelated.js";
import { Random } from "../../../../src/random.js";
import { useBackend } from "../../../../src/tensor/backend.js";
import { tf } from "../../../../src/tensor/tf.js";
import {
  numberTokenizer,
  smallClassifier,
  smallFolder,
} from "../../../models/classifier/small-classifier.js";

const topics = ["masks spread air", "vitamin sleep diet", "vaccine dose trial", "gene cell protein"];
/** Numbered texts on four topics; three pairs of one evidence are a group. */
const pairs = Array.from({ length: 240 }, (_, i): ClaimPair => {
  const group = Math.floor(i / 3);
  return {
    dataSet: "made",
    id: String(i),
    group: `g${group}`,
    claim: `claim ${i} of ${topics[group % 4]}`,
    evidence: [`${topics[group % 4]} evidence${group}`],
    label: i % 3 === 0 ? "supported" : i % 3 === 1 ? "contradicted" : "not found",
  };
});

describe("UnrelatedEvidence", () => {
  const drawn = new UnrelatedEvidence(pairs).draw(300, 0.25, new Random(1));

  it("puts claims beside evidence of other groups, mostly on their topic", () => {
    const own = new Map(pairs.map(({ claim, group }) => [claim, group]));
    const groups = new Map(pairs.map(({ evidence, group }) => [evidence[0]!, group]));
    expect(drawn).toHaveLength(300);
    expect(drawn.every(({ label }) => label === "not found")).toBe(true);
    expect(drawn.filter(({ claim, evidence }) => own.get(claim) === groups.get(evidence[0]!))).toEqual([]);
    const onTopic = drawn.filter(({ claim, evidence }) =>
      topics.some((topic) => claim.includes(topic) && evidence[0]!.includes(topic)),
    );
    expect(onTopic.length / 300).toBeGreaterThan(0.7);
    expect(onTopic.length / 300).toBeLessThan(0.95);
  });

  it("draws the same again from the same seed", () => {
    expect(new UnrelatedEvidence(pairs).draw(300, 0.25, new Random(1))).toEqual(drawn);
  });
});

describe("baseEpochs", () => {
  it("is a third not found, has all supported edits' originals and other edits each time", () => {
    const [citint, covid] = [
      pairs.slice(0, 120),
      pairs.slice(120).filter(({ label }) => label !== "not found"),
    ];
    const more = covid.flatMap((pair) =>
      pair.label === "contradicted"
        ? [pair, { ...pair, id: `${pair.id}b`, claim: `${pair.claim} again` }]
        : [pair],
    );
    const epochs = baseEpochs(citint, more, 2, 7);
    for (const epoch of epochs) {
      const share = epoch.filter(({ label }) => label === "not found").length / epoch.length;
      expect(share).toBeCloseTo(1 / 3, 1);
      const ids = new Set(epoch.map(({ id }) => id));
      for (const { id, label } of [...citint, ...covid]) if (label === "supported") expect(ids).toContain(id);
    }
    const edits = (epoch: readonly ClaimPair[]) => epoch.filter(({ label }) => label === "contradicted");
    expect(edits(epochs[0]!).map(({ id }) => id)).not.toEqual(edits(epochs[1]!).map(({ id }) => id));
  });
});

describe("keepApart and calibrationPairs", () => {
  it("keep groups whole, and add pairs that are not found", () => {
    const { train, apart } = keepApart(pairs);
    const groups = new Set(train.map(({ group }) => group));
    expect(apart.some(({ group }) => groups.has(group))).toBe(false);
    expect([train.length, apart.length]).toEqual([216, 24]);
    expect(calibrationPairs([apart, apart], 1)).toHaveLength(72);
  });
});

describe("judgementScores", () => {
  it("computes F1, calibration error and Brier score of a small case", () => {
    const sure = { supported: 0.8, contradicted: 0.1, notFound: 0.1 };
    const against = { supported: 0.2, contradicted: 0.7, notFound: 0.1 };
    const labels: ClaimLabel[] = ["supported", "not found", "contradicted", "contradicted"];
    const scores = judgementScores([sure, sure, against, sure], labels);
    expect(scores.confusion).toEqual([
      [1, 0, 0],
      [1, 1, 0],
      [1, 0, 0],
    ]);
    expect(scores.f1.supported).toBeCloseTo(0.5, 9);
    expect(scores.f1.contradicted).toBeCloseTo(2 / 3, 9);
    expect(scores.f1["not found"]).toBe(0);
    expect(scores.macroF1).toBeCloseTo((0.5 + 2 / 3) / 3, 9);
    expect(scores.accuracy).toBe(0.5);
    expect(scores.contradictedPrecision).toBe(1);
    // Three at 0.8, of which one is right; one at 0.7, right.
    expect(scores.ece).toBeCloseTo((Math.abs(2.4 - 1) + Math.abs(0.7 - 1)) / 4, 9);
    expect(scores.brier).toBeCloseTo((0.06 + (0.64 + 0.01 + 0.81) * 2 + 0.14) / 4, 9);
  });
});

describe("trainJudge", () => {
  let folder: string;
  let out: string;
  beforeAll(async () => {
    await useBackend("wasm");
    folder = await smallFolder();
    out = await mkdtemp(path.join(tmpdir(), "judge-"));
  });
  afterAll(async () => {
    await rm(folder, { recursive: true });
    await rm(out, { recursive: true });
  });

  it("trains, calibrates and saves a judge that judges the same when it is loaded", async () => {
    const numbered = pairs.map((pair, i) => ({
      ...pair,
      claim: `${4 + (i % 20)}`,
      evidence: [`${4 + ((i * 3) % 30)} ${4 + (i % 3) * 12}`],
    }));
    const tensors = tf.memory().numTensors;
    const classifier = await smallClassifier(folder);
    const recipe = {
      maxLength: 16,
      from: 0,
      batchSize: 16,
      learningRate: 3e-3,
      headLearningRate: 3e-3,
      smoothing: 0.05,
      hide: 0,
      seed: 1,
    };
    const { train, apart } = keepApart(numbered);
    const { judge, file } = await trainJudge({
      classifier,
      recipe,
      epochs: [train, train],
      calibration: apart,
    });
    expect(file.temperature).toBeGreaterThanOrEqual(0.05);
    expect(file.temperature).toBeLessThanOrEqual(20);
    const found = await judge.judge(apart);
    await saveJudge(out, classifier, file);
    const loaded = await crossEncoder(out, { tokenizer: numberTokenizer });
    expect(await loaded.judge(apart)).toEqual(found);
    loaded.dispose();
    judge.dispose();
    expect(tf.memory().numTensors).toBe(tensors);
  });
});
