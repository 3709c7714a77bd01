import { readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { evaluateRun, type Qrels, type Run, rankDocuments } from "../../src/evaluation/run.js";

interface Case {
  name: string;
  qrels: Qrels;
  run: Run;
  pytrec_eval: Record<string, Record<string, number>>;
  ranx?: Record<string, Record<string, number>>;
}
const cases: Case[] = JSON.parse(readFileSync(new URL("reference/runs.json", import.meta.url), "utf8"));

describe("evaluateRun agrees to 1e-6", () => {
  for (const { name, qrels, run, pytrec_eval, ranx } of cases) {
    it(`with pytrec_eval: ${name}`, () => {
      const measures = Object.keys(pytrec_eval);
      const ours = evaluateRun(qrels, run, measures, { missing: "skip" });
      for (const measure of measures) {
        expect(Object.keys(ours.perQuery[measure]!).sort()).toEqual(
          Object.keys(pytrec_eval[measure]!).sort(),
        );
        for (const [query, value] of Object.entries(pytrec_eval[measure]!)) {
          expect(Math.abs(ours.perQuery[measure]![query]! - value), `${measure} of ${query}`).toBeLessThan(
            1e-6,
          );
        }
      }
    });
    if (ranx === undefined) continue;
    it(`with ranx: ${name}`, () => {
      const ours = evaluateRun(qrels, run, Object.keys(ranx));
      for (const [measure, values] of Object.entries(ranx)) {
        for (const [query, value] of Object.entries(values)) {
          expect(Math.abs(ours.perQuery[measure]![query]! - value), `${measure} of ${query}`).toBeLessThan(
            1e-6,
          );
        }
      }
    });
  }

  it("covers ties, graded levels, gaps and ids of many scripts", () => {
    expect(cases.map(({ name }) => name)).toEqual([
      "binary",
      "graded",
      "ties",
      "graded ties, many scripts in the ids",
      "ties in single precision",
      "gaps",
      "negative levels",
    ]);
  });
});

describe("evaluateRun", () => {
  const qrels = { found: { a: 1 }, missing: { a: 1 }, irrelevant: { a: 0 } };
  const run = { found: { a: 1 }, irrelevant: { a: 1 }, unjudged: { a: 1 } };

  it("counts a judged query that the run lacks as 0, or skips it when asked", () => {
    expect(evaluateRun(qrels, run, ["AP"])).toEqual({
      perQuery: { AP: { found: 1, missing: 0, irrelevant: 0 } },
      mean: { AP: 1 / 3 },
      n: 3,
    });
    expect(evaluateRun(qrels, run, ["AP"], { missing: "skip" }).mean.AP).toBe(1 / 2);
  });

  it("gives 0 at k = 0", () => {
    const { mean } = evaluateRun({ q: { a: 1 } }, { q: { a: 1 } }, [
      "nDCG@0",
      "Recall@0",
      "P@0",
      "Success@0",
      "RR@0",
    ]);
    expect(mean).toEqual({ "nDCG@0": 0, "Recall@0": 0, "P@0": 0, "Success@0": 0, "RR@0": 0 });
  });

  it("says what it cannot evaluate", () => {
    expect(() => evaluateRun(qrels, run, ["bprefs"])).toThrow(/no measure is called "bprefs"/);
    expect(() => evaluateRun(qrels, run, ["P"])).toThrow(/no measure is called "P"/);
    expect(() => evaluateRun({}, run, ["AP"])).toThrow(/none of the judged queries/);
    expect(() => evaluateRun(qrels, { found: { a: Number.NaN } }, ["AP"])).toThrow(
      /document "a" is not a number/,
    );
  });

  it("keeps every measure in 0..1, and perfect rankings at 1", () => {
    const levels = fc.dictionary(fc.string({ maxLength: 3 }), fc.integer({ min: -1, max: 3 }), {
      maxKeys: 12,
    });
    const scores = fc.dictionary(fc.string({ maxLength: 3 }), fc.integer({ min: 0, max: 4 }), {
      maxKeys: 12,
    });
    const measures = ["AP", "RR", "nDCG", "nDCG@3", "Recall@3", "P@3", "R@1"];
    fc.assert(
      fc.property(levels, scores, (judged, found) => {
        fc.pre(Object.keys(judged).length > 0);
        for (const value of Object.values(evaluateRun({ q: judged }, { q: found }, measures).mean)) {
          expect(value).toBeGreaterThanOrEqual(0);
          expect(value).toBeLessThanOrEqual(1 + 1e-12);
        }
        if (!Object.values(judged).some((level) => level >= 1)) return;
        const perfect = evaluateRun({ q: judged }, { q: judged }, ["AP", "RR", "nDCG", "nDCG@3", "R@1"]);
        for (const value of Object.values(perfect.mean)) expect(value).toBeCloseTo(1, 12);
      }),
      { seed: 5, numRuns: 300 },
    );
  });

  it("orders equal scores by id, greatest bytes first", () => {
    expect(rankDocuments({ "\uff5a": 1, "\u{1f600}": 1, z: 1, a: 2 })).toEqual([
      "a",
      "\u{1f600}",
      "\uff5a",
      "z",
    ]);
  });
});
