import { describe, expect, test } from "vitest";
import type { RankTable } from "../../src/evaluation/index.js";
import { distanceCorrelation } from "../../src/experiment/index.js";
import { Results } from "../../src/experiment/results.js";
import { achieved } from "./rank-tables.js";

const locales = ["de", "en", "ka", "th", "tr"];
/** As if the languages lay on a line. */
const distance = (a: string, b: string) => Math.abs(locales.indexOf(a) - locales.indexOf(b));

/** Every query finds the passage of another language at a rank that the rule gives. */
function table(rank: (from: number, to: number, question: number) => number): RankTable {
  const questions = 10;
  const count = locales.length;
  const queryCount = questions * count;
  const entries = Array.from({ length: queryCount * count }, (_, e) => {
    const query = Math.floor(e / count);
    return rank(query % count, e % count, Math.floor(query / count));
  });
  return {
    queryCount,
    localeCount: count,
    queryLocale: Int32Array.from({ length: queryCount }, (_, q) => q % count),
    queryGroup: Int32Array.from({ length: queryCount }, (_, q) => Math.floor(q / count)),
    offsets: Int32Array.from({ length: queryCount + 1 }, (_, q) => q * count),
    candidate: new Int32Array(entries.length),
    locale: Int32Array.from(entries, (_, e) => e % count),
    inLocale: Int32Array.from(entries),
    pooled: Int32Array.from(entries),
  };
}

function results(ranks: RankTable): Results {
  const run = {
    method: "X-X",
    seed: 1,
    ranks,
    loss: [],
    achieved: achieved(1),
    batchLog: new Uint8Array(),
    weightsHash: "",
  };
  const facts = Array.from(ranks.queryLocale, (locale) => ({
    split: "all",
    locale: locales[locale]!,
    script: "Latin",
    scriptGroup: "common" as const,
  }));
  return new Results([run], facts, 1);
}

describe("cross-lingual retrieval and distance", () => {
  test("go against one another where far passages are found late", () => {
    const found = distanceCorrelation(results(table((from, to) => 1 + Math.abs(from - to))), "X-X", distance);
    expect(found.value).toBeCloseTo(-1, 12);
    expect(found.pairs).toHaveLength(20);
    expect(found.pairs.find((pair) => pair.query === "de" && pair.pool === "ka")).toEqual({
      query: "de",
      pool: "ka",
      distance: 2,
      value: expect.closeTo(1 / 3, 12),
    });
    expect(found.p).toBeLessThan(0.01);
    // Both directions of a pair are one unit.
    expect(found.clusters).toBe(10);
  });

  test("have nothing to do with one another where ranks do not depend on it", () => {
    const found = distanceCorrelation(
      results(table((from, to, question) => 1 + ((7 * from + 3 * to + 5 * question) % 11))),
      "X-X",
      distance,
    );
    expect(found.interval[0]).toBeLessThan(0);
    expect(found.interval[1]).toBeGreaterThan(0);
  });

  test("leaves out pairs without a known distance, and refuses when too few are left", () => {
    const ranks = results(table((from, to) => 1 + Math.abs(from - to)));
    const known = (a: string, b: string) => (a === "th" || b === "th" ? undefined : distance(a, b));
    expect(distanceCorrelation(ranks, "X-X", known).pairs).toHaveLength(12);
    expect(() => distanceCorrelation(ranks, "X-X", () => Number.NaN)).toThrow(/0 pairs of languages/);
    expect(() => distanceCorrelation(ranks, "Y-Y", distance)).toThrow(/"Y-Y"/);
  });
});
