import { describe, expect, test } from "vitest";
import { distanceScores } from "../../src/experiment/distance-scores.js";
import { monolingualScores } from "../../src/experiment/judged-scores.js";
import { resourceScores } from "../../src/experiment/resource-scores.js";
import { Results } from "../../src/experiment/results.js";
import { Scores } from "../../src/experiment/scores.js";
import { shiftScores } from "../../src/experiment/shift-scores.js";
import { inWords, withInterval } from "../../src/experiment/wording.js";
import { listed } from "../../src/listed.js";
import { achieved, queryFacts, rankTable } from "./rank-tables.js";

const locales = ["am", "de", "ka"];
const pictures = 30;

/** Two methods of given skill, two seeds each. */
function results(skills: Record<string, number>, salt = 0): Results {
  const runs = Object.entries(skills).flatMap(([method, skill], m) =>
    [1, 2].map((seed) => ({
      method,
      seed,
      ranks: rankTable(pictures, locales.length, 50, skill, 100 * salt + 10 * m + seed),
      loss: [1],
      achieved: achieved(0.5),
      batchLog: new Uint8Array(),
      weightsHash: "",
    })),
  );
  return new Results(runs, queryFacts(pictures, locales), 1);
}

describe("Scores", () => {
  const row = (value: number) => Float64Array.from({ length: 40 }, (_, q) => value + (q % 4) / 100);
  const scores = new Scores(
    {
      a: {
        label: "A",
        better: "higher",
        digits: 3,
        clusters: Array.from({ length: 40 }, (_, q) => q),
        values: { low: [row(0.1)], high: [row(0.3)] },
      },
    },
    1,
  );

  test("a clear difference holds in one direction and fails in the other, equal values are inconclusive", () => {
    const [low, high] = ["low", "high"].map((method) => scores.measure("a", method));
    expect(high!.isAbove(low!).verdict).toBe("holds");
    expect(low!.isAbove(high!).verdict).toBe("fails");
    expect(high!.isAbove(low!).difference).toBeCloseTo(0.2, 12);
    expect(low!.isAbove(high!).difference).toBeCloseTo(-0.2, 12);
    expect(high!.n).toBe(40);
  });

  test("the table has every figure with interval and n, and the paired comparisons", () => {
    const table = scores.resultsTable({ id: "t", title: "T" });
    expect(table.rows.map(({ label }) => label)).toEqual(["low", "high"]);
    expect(table.rows[1]!.cells.a).toMatchObject({
      n: 40,
      interval: [expect.any(Number), expect.any(Number)],
    });
    expect(table.comparisons).toHaveLength(1);
  });

  test("an unknown score or method is named, with those that there are", () => {
    expect(() => scores.measure("b", "low")).toThrow(/"b"/);
    expect(() => scores.measure("a", "none")).toThrow(/"none"/);
  });
});

describe("shiftScores", () => {
  // Skilled in its own domain, unskilled in the other: the shift costs what it was made to cost.
  const own = results({ good: 0.9, poor: 0.2 }, 1);
  const other = results({ good: 0.3, poor: 0.1 }, 2);
  const cells = [
    { training: "x", test: "x", results: own },
    { training: "y", test: "x", results: other },
    { training: "x", test: "y", results: other },
    { training: "y", test: "y", results: own },
  ];
  const scores = shiftScores(cells, { setting: "monolingual" });

  test("the loss is the in-domain figure less the shifted one, over all queries of both domains", () => {
    for (const method of ["good", "poor"]) {
      const [inside, outside, lost] = ["in-domain", "shifted", "cost"].map((key) =>
        scores.measure(key, method),
      );
      expect(lost!.value).toBeCloseTo(inside!.value - outside!.value, 12);
      expect(inside!.n).toBe(2 * pictures * locales.length);
      expect(inside!.value).toBeCloseTo(own.map(method, { setting: "monolingual" }).value, 12);
    }
    expect(scores.measure("cost", "good").isBelow(scores.measure("cost", "poor")).verdict).toBe("fails");
    expect(scores.measure("cost", "good").isAbove(0).verdict).toBe("holds");
  });

  test("queries that are not about the test domain do not count", () => {
    const half = own.queries.map((_, q) => q < (pictures * locales.length) / 2);
    const kept = shiftScores(
      cells.slice(0, 2).map((cell) => ({ ...cell, keep: half })),
      { setting: "monolingual" },
    );
    expect(kept.measure("in-domain", "good").n).toBe((pictures * locales.length) / 2);
  });

  test("a test domain without a model of its own is refused", () => {
    expect(() => shiftScores(cells.slice(1, 2), { setting: "monolingual" })).toThrow(/in and out/);
  });
});

describe("distanceScores", () => {
  const measured = results({ one: 0.5, two: 0.5 });
  const far = (a: string, b: string) => (a === "ka" || b === "ka" ? 1 : 0.2);

  test("queries count that have near and distant pools, each with the difference of its own", () => {
    const scores = distanceScores(measured, { distance: far, cut: 0.5 });
    // Everything is far from ka: its queries have no near pool.
    expect(scores.measure("near", "one").n).toBe(pictures * 2);
    const [near, distant, lost] = ["near", "distant", "cost"].map((key) => scores.measure(key, "one").value);
    expect(lost).toBeCloseTo(near! - distant!, 12);
  });

  test("pairs and splits are chosen; nothing left to compare is an error", () => {
    const scores = distanceScores(measured, { distance: far, cut: 0.5, split: "unseen queries" });
    expect(scores.measure("near", "one").n).toBe(pictures);
    expect(() => distanceScores(measured, { distance: far, cut: 2 })).toThrow(/near and distant/);
    expect(() => distanceScores(measured, { distance: () => undefined, cut: 0.5 })).toThrow(
      /near and distant/,
    );
  });
});

test("resource classes are pooled over sets; a class that nobody asks in has no score", () => {
  const sets = [results({ one: 0.5 }, 1), results({ one: 0.5 }, 2)];
  const scores = resourceScores(sets, { low: [0, 2], middle: [3, 3], high: [4, 5] });
  expect(Object.keys(scores.scores)).toEqual(["low", "high"]);
  expect(scores.measure("low", "one").n).toBe(2 * pictures * 2);
  expect(scores.measure("high", "one").n).toBe(2 * pictures);
});

test("nDCG@10 and Recall@100 are of the query's own language", () => {
  const scores = monolingualScores(results({ one: 1 }), { locale: "de" });
  expect(scores.measure("ndcg", "one")).toMatchObject({ value: 1, n: pictures });
  expect(scores.measure("recall", "one").value).toBe(1);
});

test("prose has values with their intervals, verdicts and lists", () => {
  expect(withInterval({ value: -0.1234, interval: [-0.2, 0.1] }, 2)).toBe("−0.12 [−0.20, 0.10]");
  // What rounds to zero has no sign.
  expect(withInterval({ value: -0.0001, interval: [-0.004, 0.004] }, 2)).toBe("0.00 [0.00, 0.00]");
  expect(withInterval({ value: 3, interval: undefined }, 0)).toBe("3");
  expect((["holds", "fails", "inconclusive"] as const).map((verdict) => inWords({ verdict }))).toEqual([
    "better than",
    "worse than",
    "no different, within the noise, from",
  ]);
  expect([[], ["a"], ["a", "b"], ["a", "b", "c"]].map(listed)).toEqual(["", "a", "a and b", "a, b and c"]);
});
