import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { ClaimLabel, ClaimPair } from "../../../../src/datasets/claims/index.js";
import { crossEncoder } from "../../../../src/literature/entailment/cross-encoder/index.js";
import {
  baseEpochs,
  calibrationPairs,
  domainEpochs,
  evenWeights,
  judgementScores,
  keepApart,
  plainEpoch,
  saveJudge,
  trainJudge,
} from "../../../../src/literature/entailment/cross-encoder/recipe/index.js";
import { pairedClaims } from "../../../../src/literature/entailment/cross-encoder/recipe/paired-claims.js";
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

describe("baseEpochs and domainEpochs", () => {
  const citint = pairs.slice(0, 120).map((pair) => ({
    ...pair,
    dataSet: "citint",
    claim: `The rate of ${pair.claim} is higher after ${pair.id} weeks.`,
  }));
  const covidfact = pairs.slice(120).filter(({ label }) => label !== "not found");
  const data = { citint, covidfact, verdicts: [] };
  const [first, second] = baseEpochs(data, 7, 2);

  it("have the judged pairs, supported claims turned round, and claims beside evidence of others", () => {
    const ids = new Set(first!.map(({ id }) => id));
    for (const { id } of [...citint, ...covidfact]) expect(ids).toContain(id);
    const own = new Map([...citint, ...covidfact].map((pair) => [pair.id, pair]));
    const turned = first!.filter(({ id }) => / (?:direction|negation|number)$/.test(id));
    expect(turned.length).toBeGreaterThan(citint.length / 4);
    for (const { id, claim, evidence, label } of turned) {
      const plain = own.get(id.split(" ")[0]!)!;
      expect([plain.label, label]).toEqual(["supported", "contradicted"]);
      expect(claim).not.toBe(plain.claim);
      expect(evidence).toEqual(plain.evidence);
    }
    const beside = first!.filter(({ id }) => id.includes(" beside "));
    expect(beside).toHaveLength(1300);
    expect(beside.every(({ label }) => label === "not found")).toBe(true);
  });

  it("differ from epoch to epoch, and are the same again from the same seed", () => {
    expect(second).not.toEqual(first);
    expect(baseEpochs(data, 7, 2)).toEqual([first, second]);
  });

  it("of a domain have all its pairs in each, and a share of the others", () => {
    const domain = pairs.map((pair) => ({ ...pair, dataSet: "domain" }));
    const epochs = domainEpochs(domain, data, 1, 3);
    expect(epochs).toHaveLength(3);
    for (const epoch of epochs) {
      expect(epoch.slice(0, domain.length)).toEqual(domain);
      const others = epoch.slice(domain.length);
      expect(others.length).toBeGreaterThan(0);
      expect(others.every(({ dataSet, label }) => dataSet !== "domain" && label !== "not found")).toBe(true);
    }
  });

  it("leave out pairs without evidence", () => {
    const empty = citint.map((pair) => ({ ...pair, evidence: [] }));
    const some = domainEpochs(empty, { citint: empty, covidfact }, 1, 1)[0]!;
    expect(some.every(({ evidence }) => evidence.length > 0)).toBe(true);
  });
});

describe("plainEpoch", () => {
  const citint = pairs.slice(0, 120).map((pair) => ({
    ...pair,
    dataSet: "citint",
    evidence: [
      `In ${topics[0]} the rate of cases is higher after ${pair.id} weeks than before.`,
      ...pair.evidence,
    ],
  }));
  const covidfact = pairs.slice(120).filter(({ label }) => label !== "not found");
  const epoch = plainEpoch({ citint, covidfact, verdicts: [] }, 4);

  it("sets sentences beside themselves, as they stand and turned", () => {
    const plain = epoch.filter(({ id }) => / (?:as it stands|shortened|reordered)$/.test(id));
    const turned = epoch.filter(({ id }) => /^g\d+ (?:direction|negation|number)$/.test(id));
    expect(plain.length).toBeGreaterThan(50);
    expect(turned.length).toBeGreaterThan(50);
    expect(plain.every(({ label }) => label === "supported")).toBe(true);
    expect(turned.every(({ label }) => label === "contradicted")).toBe(true);
  });

  it("takes words out of about half of their evidence, whatever the label", () => {
    const whole = new Set(citint.flatMap(({ evidence }) => evidence));
    for (const label of ["supported", "contradicted"]) {
      const own = epoch.filter((pair) => /^g\d+ [a-z ]+$/.test(pair.id) && pair.label === label);
      const thinned = own.filter(({ evidence }) => evidence.some((sentence) => !whole.has(sentence)));
      expect(thinned.length / own.length).toBeGreaterThan(0.3);
      expect(thinned.length / own.length).toBeLessThan(0.7);
    }
  });

  it("is the same again from the same seed", () => {
    expect(plainEpoch({ citint, covidfact, verdicts: [] }, 4)).toEqual(epoch);
  });
});

describe("evenWeights", () => {
  it("lets all labels that occur weigh the same", () => {
    const counts = [6, 3, 0];
    const examples = counts.flatMap((count, label) => Array.from({ length: count }, () => ({ label })));
    const weights = evenWeights(examples);
    expect(weights[0]! * 6).toBeCloseTo(weights[1]! * 3, 12);
    expect(weights[0]! * 6 + weights[1]! * 3).toBeCloseTo(9, 12);
    expect(weights[2]).toBe(0);
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

  it.each([false, true])(
    "trains, calibrates (own domain: %s) and saves a judge that judges the same when it is loaded",
    async (ownDomain) => {
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
        layerDecay: 0.9,
        balanced: true,
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
        ownDomain,
      });
      expect(file.bias?.length).toBe(ownDomain ? 3 : undefined);
      expect(file.temperature).toBeGreaterThanOrEqual(0.05);
      expect(file.temperature).toBeLessThanOrEqual(20);
      const found = await judge.judge(apart);
      await saveJudge(out, classifier, file);
      const loaded = await crossEncoder(out, { tokenizer: numberTokenizer });
      expect(await loaded.judge(apart)).toEqual(found);
      loaded.dispose();
      judge.dispose();
      expect(tf.memory().numTensors).toBe(tensors);
    },
  );
});
