import { describe, expect, test } from "vitest";
import { claim, resetClaims } from "../../src/claims/index.js";
import { queryValues, weightedMean } from "../../src/evaluation/index.js";
import { headline, methodsTable, Results } from "../../src/experiment/index.js";
import { achieved, queryFacts, rankTable } from "./rank-tables.js";

const locales = ["am", "de", "ka"];
const skills = { "X-X": 0.1, "X-Y": 0.5, Hybrid: 0.52 };
const runs = [1, 2, 3].flatMap((seed) =>
  Object.entries(skills).map(([method, skill], m) => ({
    method,
    seed,
    ranks: rankTable(60, 3, 100, skill, 10 * seed + m),
    loss: [3, 2, 1],
    achieved: achieved(0.5),
    batchLog: new Uint8Array(),
    weightsHash: "",
  })),
);
const results = new Results(runs, queryFacts(60, locales), 7);

describe("a measured value", () => {
  test("is the mean over seeds of the measure that the evaluation computes", () => {
    const expected = runs
      .filter((run) => run.method === "X-Y")
      .map(({ ranks }) => {
        const { values, weights } = queryValues(ranks, "AP", "cross-lingual");
        return weightedMean(values, weights);
      });
    const mean = expected.reduce((a, b) => a + b, 0) / expected.length;
    const measured = results.map("X-Y", { setting: "cross-lingual" });
    expect(measured.value).toBeCloseTo(mean, 10);
    expect(measured.n).toBe(180);
    expect(measured.interval![0]).toBeLessThan(mean);
    expect(measured.interval![1]).toBeGreaterThan(mean);
  });

  test("says in its name what was chosen", () => {
    expect(results.map("Hybrid", { setting: "monolingual", scriptGroup: "rare" }).name).toBe(
      "Monolingual mAP(Hybrid, rare scripts)",
    );
    expect(results.rankDistance("X-X", { split: "unseen pictures" }).name).toBe(
      "Rank distance(X-X, unseen pictures)",
    );
  });

  test("counts only the chosen queries", () => {
    expect(results.map("Hybrid", { setting: "monolingual", split: "unseen queries" }).n).toBe(90);
    expect(results.map("Hybrid", { setting: "monolingual", scriptGroup: "common" }).n).toBe(60);
    expect(results.map("Hybrid", { setting: "monolingual", locale: "ka" }).n).toBe(60);
  });

  test.each([
    [() => results.map("Hybird", { setting: "monolingual" }), /Hybird/, /X-X, X-Y, Hybrid/],
    [
      () => results.map("Hybrid", { setting: "monolingual", split: "seen" }),
      /seen/,
      /unseen queries, unseen pictures/,
    ],
    [() => results.measure("Hybrid", { setting: "monolingual", measure: "mAPP" }), /mAPP/, /nDCG@k/],
  ])("of something that is not there is an error that says what is: %#", (ask, what, wayOut) => {
    expect(ask).toThrow(what);
    try {
      ask();
    } catch (error) {
      expect((error as { wayOut: string }).wayOut).toMatch(wayOut);
    }
  });
});

describe("a comparison of two values", () => {
  test("holds outside the noise, fails on the wrong side of it, and is inconclusive inside it", () => {
    const map = (method: string) => results.map(method, { setting: "cross-lingual" });
    expect(map("X-Y").isAbove(map("X-X")).verdict).toBe("holds");
    expect(map("X-X").isAbove(map("X-Y")).verdict).toBe("fails");
    expect(map("Hybrid").isAbove(map("X-Y")).verdict).toBe("inconclusive");
  });

  test("is the same from both sides, with the sign turned", () => {
    const [a, b] = ["X-X", "X-Y"].map((method) => results.rankDistance(method));
    const there = a!.isAbove(b!);
    const back = b!.isBelow(a!);
    expect(there.difference).toBeCloseTo(-back.difference, 12);
    expect(there.interval![0]).toBeCloseTo(-back.interval![1], 12);
    expect(there.p).toBe(back.p);
    expect(there.verdict).toBe(back.verdict);
  });

  test("is corrected over the whole family: all pairs of methods on the four figures", () => {
    const check = results
      .map("X-Y", { setting: "monolingual" })
      .isAbove(results.map("X-X", { setting: "monolingual" }));
    expect(results.familySize()).toBe(3 * headline.length);
    expect(check.level).toBeCloseTo(1 - 0.05 / 12, 12);
    expect(check.correction).toContain("12 comparisons");
  });

  test("of values that are not paired judges by their own difference, without an interval", () => {
    const check = results
      .map("X-Y", { setting: "monolingual" })
      .isAbove(results.map("X-Y", { setting: "monolingual", scriptGroup: "rare" }));
    expect(check.interval).toBeUndefined();
  });

  test("can be claimed", () => {
    resetClaims();
    const handle = claim({
      id: "crosses",
      text: "Crossing languages in training helps to cross them in search.",
      measured: results
        .map("X-Y", { setting: "cross-lingual" })
        .isAbove(results.map("X-X", { setting: "cross-lingual" })),
    });
    expect(handle.measured.verdict).toBe("holds");
    expect(handle.measured.checks[0]!.left).toMatchObject({ n: 180, unit: "queries" });
  });
});

describe("tables", () => {
  const table = methodsTable(results, { rare: { scriptGroup: "rare" }, common: { scriptGroup: "common" } });

  test("have every method in every group, with interval and sample size", () => {
    expect(table.rows.map(({ group, label }) => `${group} ${label}`)).toEqual([
      "rare X-X",
      "rare X-Y",
      "rare Hybrid",
      "common X-X",
      "common X-Y",
      "common Hybrid",
    ]);
    for (const { cells } of table.rows) {
      expect(Object.keys(cells)).toEqual(headline.map(({ key }) => key));
      for (const { value, interval, n } of Object.values(cells)) {
        expect(interval![0]).toBeLessThanOrEqual(value);
        expect(interval![1]).toBeGreaterThanOrEqual(value);
        expect(n).toBeGreaterThan(0);
      }
    }
  });

  test("carry all pairs of methods, tested", () => {
    expect(table.comparisons).toHaveLength(2 * 3 * headline.length);
    for (const { p, pCorrected } of table.comparisons) expect(pCorrected).toBeGreaterThanOrEqual(p);
  });

  test("show themselves as the value of a cell", () => {
    const frame = results.table({ title: "By method" }) as unknown as Record<
      symbol,
      () => Record<string, unknown>
    >;
    const bundle = frame[Symbol.for("Jupyter.display")]!();
    expect(bundle["application/vnd.claimbook.results+json"]).toMatchObject({ title: "By method" });
    expect(bundle["text/plain"]).toContain("Hybrid");
  });
});
