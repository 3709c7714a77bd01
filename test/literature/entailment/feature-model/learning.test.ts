import { describe, expect, test } from "vitest";
import type { ClaimPair } from "../../../../src/datasets/claims/index.js";
import {
  calibrated,
  fitCalibration,
  fitTemperature,
} from "../../../../src/literature/entailment/feature-model/calibration.js";
import { cutVerdict, macroF1, tuneCuts } from "../../../../src/literature/entailment/feature-model/cuts.js";
import {
  fitSoftmax,
  scoresOf,
  softmax,
} from "../../../../src/literature/entailment/feature-model/softmax.js";
import {
  reordered,
  shortened,
} from "../../../../src/literature/entailment/feature-model/training/reworded.js";
import { strangersPairs } from "../../../../src/literature/entailment/feature-model/training/strangers.js";
import { trainFeatureModel } from "../../../../src/literature/entailment/feature-model/training/train.js";
import {
  turnedClaims,
  turnedPairs,
} from "../../../../src/literature/entailment/feature-model/training/turned-pairs.js";
import {
  directionTurned,
  negationTurned,
  numberChanged,
} from "../../../../src/literature/entailment/feature-model/training/turned-sentence.js";
import { Random } from "../../../../src/random.js";

/** Three classes whose log-odds are linear in two numbers, drawn from those very probabilities. */
function drawn(count: number, seed: number) {
  const random = new Random(seed);
  const rows: number[][] = [];
  const labels: number[] = [];
  for (let i = 0; i < count; i++) {
    const row = [random.normal(), random.normal()];
    const shares = softmax([1.5 * row[0]!, 1.5 * row[1]!, 0.5]);
    const at = random.float();
    rows.push(row);
    labels.push(at < shares[0]! ? 0 : at < shares[0]! + shares[1]! ? 1 : 2);
  }
  return { rows, labels, weights: rows.map(() => 1) };
}

describe("softmax regression", () => {
  test("finds the odds that the rows were drawn from", () => {
    const { rows, labels, weights } = drawn(6000, 1);
    const model = fitSoftmax(["a", "b"], rows, labels, weights, 3, { penalty: 1e-6, steps: 500 });
    const slope = (k: number, j: number) => model.weights[k]![j]! / model.scale[j]!;
    expect(slope(0, 0) - slope(2, 0)).toBeCloseTo(1.5, 0);
    expect(slope(1, 1) - slope(2, 1)).toBeCloseTo(1.5, 0);
    const [supported, , notFound] = softmax(scoresOf(model, { a: 2, b: 0 }));
    expect(supported! / notFound!).toBeCloseTo(Math.exp(2.5), -1);
  });

  test("the same rows give the same model, bit for bit", () => {
    const { rows, labels, weights } = drawn(200, 2);
    const train = () => fitSoftmax(["a", "b"], rows, labels, weights, 3, { penalty: 0.01, steps: 50 });
    expect(train()).toEqual(train());
  });
});

describe("calibration", () => {
  test("undoes overconfidence and a shift of the classes", () => {
    const { rows, labels } = drawn(4000, 3);
    const scores = rows.map(([a, b]) => [4.5 * a!, 4.5 * b!, 3.5]);
    const { temperature, bias } = fitCalibration(scores, labels);
    expect(temperature).toBeCloseTo(3, 0);
    const means = [0, 1, 2].map(
      (k) => scores.reduce((sum, row) => sum + calibrated(row, { temperature, bias })[k]!, 0) / scores.length,
    );
    for (const k of [0, 1, 2]) {
      expect(means[k]).toBeCloseTo(labels.filter((label) => label === k).length / labels.length, 1);
    }
  });
});

describe("temperature and cuts", () => {
  test("the temperature alone undoes overconfidence, whatever the shares of the classes", () => {
    const { rows, labels } = drawn(4000, 4);
    const kept = rows.flatMap((row, i) => (labels[i] === 2 && i % 5 > 0 ? [] : [{ row, label: labels[i]! }]));
    const temperature = fitTemperature([
      { scores: kept.map(({ row: [a, b] }) => [3 * a!, 3 * b!, 1]), labels: kept.map(({ label }) => label) },
    ]);
    expect(temperature).toBeGreaterThan(1.6);
    expect(temperature).toBeLessThan(2.6);
  });

  test("cuts are worth something where one class drowns another, and never cost on what they were tuned on", () => {
    const { rows, labels } = drawn(3000, 5);
    const shares = rows.map(([a, b]) => softmax([0.5 * a!, 0.5 * b!, 2]));
    const set = { shares, labels };
    const cuts = tuneCuts([set], { balanced: false });
    expect(macroF1(set, cuts, false)).toBeGreaterThan(macroF1(set, [0, 0, 0], false) + 0.1);
    expect(cuts[0]).toBeGreaterThan(0.5);
  });

  test("without cuts the verdict is the most probable one, and a tie goes to the more careful", () => {
    expect(cutVerdict([0.5, 0.3, 0.2], [0, 0, 0])).toBe(0);
    expect(cutVerdict([0.4, 0.4, 0.2], [0, 0, 0])).toBe(1);
    expect(cutVerdict([1 / 3, 1 / 3, 1 / 3], [0, 0, 0])).toBe(2);
    expect(cutVerdict([0.3, 0.2, 0.5], [0.6, 0, 0])).toBe(0);
    expect(cutVerdict([0, 1, 0], [2, -0.6, 0])).toBe(1);
  });
});

describe("made pairs", () => {
  const random = () => new Random(1);
  test.each([
    ["Treatment increased survival in mice.", "Treatment decreased survival in mice."],
    ["Higher doses were tested.", "Lower doses were tested."],
  ])("a direction turned: %s", (from, to) => {
    expect(directionTurned(from, random())).toBe(to);
  });
  test.each([
    ["Cells were not affected.", "Cells were affected."],
    ["The drug is safe.", "The drug is not safe."],
  ])("a negation turned: %s", (from, to) => {
    expect(negationTurned(from, random())).toBe(to);
  });
  test("a number changed keeps its form", () => {
    const changed = numberChanged("It fell by 31.1 % in a year.", random())!;
    expect(changed).toMatch(/^It fell by \d+\.\d % in a year\.$/);
    expect(changed).not.toContain("31.1");
  });
  test("a sentence without anything to turn stays out", () => {
    expect(directionTurned("Mice ate cheese.", random())).toBeUndefined();
    expect(numberChanged("Mice ate cheese.", random())).toBeUndefined();
  });
  test("shortened and reordered sentences say the same", () => {
    expect(shortened("However, treated mice lived longer (see Fig. 2) than controls did.")).toBe(
      "Treated mice lived longer than controls did.",
    );
    expect(reordered("In treated mice, survival was longer than in controls.")).toBe(
      "Survival was longer than in controls in treated mice.",
    );
  });

  const pairs: ClaimPair[] = Array.from({ length: 8 }, (_, i) => ({
    dataSet: "citint",
    id: String(i),
    group: `g${i >> 1}`,
    claim: `Dose ${i} increased growth of culture ${"abcdefgh"[i]} by ${10 + i}% in spring.`,
    evidence: [
      `In the spring trial number ${i}, the dose increased growth of the culture ${"abcdefgh"[i]} by ${10 + i}% overall.`,
    ],
    label: i % 3 === 0 ? "contradicted" : "supported",
  }));

  test("a supported claim turned round is contradicted by its own evidence", () => {
    const made = turnedClaims(pairs, new Random(4));
    expect(made.length).toBeGreaterThan(0);
    for (const { claim, evidence, label } of made) {
      expect(label).toBe("contradicted");
      const before = pairs.find((pair) => pair.evidence === evidence)!;
      expect(before.label).toBe("supported");
      expect(claim).not.toBe(before.claim);
    }
  });

  test("strangers' evidence is of another group", () => {
    const groupOf = new Map(pairs.map(({ evidence, group }) => [evidence[0], group]));
    const made = strangersPairs(pairs, new Random(2));
    expect(made).toHaveLength(pairs.length);
    for (const { evidence, group, label } of made) {
      expect(label).toBe("not found");
      expect(groupOf.get(evidence[0])).not.toBe(group);
    }
  });

  test("claims made of a source stay in its group, and training on them is repeatable", () => {
    const sources = pairs.map(({ group, evidence }) => ({ group, sentences: evidence }));
    const made = turnedPairs(sources, new Random(3));
    expect(new Set(made.map(({ change }) => change))).toContain("direction");
    for (const { group, evidence } of made) {
      expect(pairs.some((pair) => pair.group === group && pair.evidence[0] === evidence[0])).toBe(true);
    }
    const train = () =>
      JSON.stringify(
        trainFeatureModel({
          citint: pairs,
          covidfact: pairs.map((pair) => ({ ...pair, dataSet: "covidfact" })),
        }),
      );
    expect(train()).toBe(train());
  });
});
