import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { ClaimLabel, ClaimPair } from "../../../../src/datasets/claims/index.js";
import type { CorpusData } from "../../../../src/datasets/parallel/parallel-corpus.js";
import { crossEncoder } from "../../../../src/literature/entailment/cross-encoder/index.js";
import {
  baseEpochs,
  calibrationPairs,
  judgementScores,
  keepApart,
  saveJudge,
  trainJudge,
  translationEpoch,
} from "../../../../src/literature/entailment/cross-encoder/recipe/index.js";
import { pairedClaims } from "../../../../src/literature/entailment/cross-encoder/recipe/paired-claims.js";
import { translatedPairs } from "../../../../src/literature/entailment/cross-encoder/recipe/translated-pairs.js";
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

describe("pairedClaims", () => {
  const verdict = (claim: string, document: string, label: ClaimLabel) => ({ claim, document, label });

  it("sets claims of one document against each other where they are about one thing", () => {
    const pairs = pairedClaims([
      verdict("Drug A lowers pain in mice.", "1", "supported"),
      verdict("Drug A raises pain in mice.", "1", "contradicted"),
      verdict("Drug A lowers pain in old mice.", "1", "supported"),
      verdict("Nothing is known of gene B.", "1", "contradicted"),
      verdict("Drug A raises pain in mice.", "2", "contradicted"),
      verdict("Drug A lowers pain in mice.", "2", "not found"),
    ]);
    const shown = pairs.map(({ claim, evidence, label }) => `${claim} <- ${evidence[0]}: ${label}`);
    expect(shown.sort()).toEqual([
      "Drug A lowers pain in mice. <- Drug A lowers pain in old mice.: supported",
      "Drug A lowers pain in mice. <- Drug A raises pain in mice.: contradicted",
      "Drug A lowers pain in old mice. <- Drug A lowers pain in mice.: supported",
      "Drug A lowers pain in old mice. <- Drug A raises pain in mice.: contradicted",
      "Drug A raises pain in mice. <- Drug A lowers pain in mice.: contradicted",
      "Drug A raises pain in mice. <- Drug A lowers pain in old mice.: contradicted",
    ]);
  });
});

describe("baseEpochs", () => {
  const citint = pairs.slice(0, 120).map((pair) => ({
    ...pair,
    dataSet: "citint",
    evidence: [
      `In ${topics[0]} the rate of cases is higher after ${pair.id} weeks than before.`,
      ...pair.evidence,
    ],
  }));
  const covidfact = pairs
    .slice(120)
    .filter(({ label }) => label !== "not found")
    .flatMap((pair) => (pair.label === "contradicted" ? [pair, { ...pair, id: `${pair.id}b` }] : [pair]));
  const [first, second] = baseEpochs({ citint, covidfact, verdicts: [] }, 7);

  it("begins with sentences beside themselves and turned, each label as often", () => {
    for (const label of ["supported", "contradicted"]) {
      expect(first!.some((pair) => pair.label === label)).toBe(true);
    }
    expect(first!.every(({ dataSet }) => dataSet === "made")).toBe(true);
    const share = first!.filter(({ label }) => label === "not found").length / first!.length;
    expect(share).toBeCloseTo(1 / 3, 1);
  });

  it("goes on with all judged pairs, and as many edits as claims they were made of", () => {
    const ids = new Set(second!.map(({ id }) => id));
    for (const { id } of citint) expect(ids).toContain(id);
    const covid = second!.filter(({ dataSet }) => dataSet === "made" || dataSet === "covidfact");
    expect(covid.length).toBeGreaterThan(0);
    expect(baseEpochs({ citint, covidfact, verdicts: [] }, 7)[1]).toEqual(second);
    const edits = covidfact.filter(({ label }) => label === "contradicted").map(({ id }) => id);
    expect(edits.filter((id) => ids.has(id))).toHaveLength(edits.length / 2);
  });
});

describe("translatedPairs and translationEpoch", () => {
  const count = 60;
  const english = (i: number) => `The number of new cases is higher in region ${i} than last year.`;
  const corpus: CorpusData = {
    locales: ["de", "en", "fr"],
    sentences: Array.from({ length: count }, (_, i) => ({
      id: `d${Math.floor(i / 10)}:${i % 10}`,
      document: `d${Math.floor(i / 10)}`,
      split: "training" as const,
    })),
    texts: ["de", "en", "fr"].map(
      (locale) =>
        new Map(
          Array.from({ length: count }, (_, i) => [i, locale === "en" ? english(i) : `${locale} ${i}`]),
        ),
    ),
  };
  const made = translatedPairs(corpus, new Random(2));

  it("sets sentences beside translations of themselves, turned or not, and of neighbours", () => {
    const kinds = { supported: 0, contradicted: 0, "not found": 0 };
    const sides = new Set<boolean>();
    for (const { claim, evidence, label, group } of made) {
      kinds[label]++;
      const claimIsEnglish = claim.startsWith("The");
      sides.add(claimIsEnglish);
      const [here, there] = claimIsEnglish ? [claim, evidence[0]!] : [evidence[0]!, claim];
      expect(there).toMatch(/^(de|fr) \d+$/);
      const place = Number(there.split(" ")[1]);
      expect(group).toBe(`d${Math.floor(place / 10)}`);
      if (label === "supported") expect(here).toBe(english(place));
      if (label === "contradicted") expect(here).not.toBe(english(place));
      if (label === "not found") {
        const other = Number(/region (\d+)/.exec(here)![1]);
        expect(Math.abs(other - place)).toBeGreaterThan(0);
        expect(Math.abs(other - place)).toBeLessThanOrEqual(2);
      }
    }
    expect(kinds).toEqual({ supported: count, contradicted: count, "not found": count });
    expect(sides.size).toBe(2);
  });

  it("go with a share of the judged pairs", () => {
    const citint = pairs.slice(0, 120).map((pair) => ({ ...pair, dataSet: "citint" }));
    const covidfact = pairs.slice(120).filter(({ label }) => label !== "not found");
    const epoch = translationEpoch({ citint, covidfact, verdicts: [] }, corpus, 3);
    const sets = new Set(epoch.map(({ dataSet }) => dataSet));
    expect(sets).toEqual(new Set(["translations", "citint", "made"]));
    expect(epoch.filter(({ dataSet }) => dataSet === "translations")).toHaveLength(3 * count);
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
