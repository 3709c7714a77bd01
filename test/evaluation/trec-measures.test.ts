import { readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { binaryPreference } from "../../src/evaluation/judged-metrics.js";
import { parseMeasure } from "../../src/evaluation/measure.js";
import { evaluateRun, PreparedRun, type Qrels, type Run, rankDocuments } from "../../src/evaluation/run.js";
import { RunJudge } from "../../src/evaluation/run-judge.js";
import { expandMeasures } from "../../src/evaluation/trec/measure-names.js";

type Values = Record<string, Record<string, number>>;
interface Case {
  qrels: Qrels;
  run: Run;
  /** Levels from here on are relevant. */
  level: number;
  /** Query -> measure -> value. */
  pytrec_eval: Values;
  ranx: Values;
}
const { cases }: { cases: Case[] } = JSON.parse(
  readFileSync(new URL("fixtures/random-runs.json", import.meta.url), "utf8"),
);

/** pytrec_eval gives the logarithm that trec_eval averages. */
const ofQuery = (measure: string, value: number) =>
  measure.startsWith("gm_") ? Math.log(Math.max(value, 1e-5)) : value;

describe("random runs with ties, missing and empty queries", () => {
  it("have every measure of trec_eval that is offered", () => {
    const measures = new Set(
      cases.flatMap(({ pytrec_eval }) => Object.values(pytrec_eval).flatMap(Object.keys)),
    );
    for (const measure of ["map", "bpref", "infAP", "Rprec", "11pt_avg", "set_F", "P_5", "ndcg_cut_10"]) {
      expect(measures).toContain(measure);
    }
    expect(measures.size).toBeGreaterThan(45);
    expect(new Set(cases.map(({ level }) => level)).size).toBeGreaterThan(2);
  });

  for (const peer of ["pytrec_eval", "ranx"] as const) {
    it(`give ${peer}'s values to 1e-9`, () => {
      let compared = 0;
      for (const { qrels, run, level, [peer]: theirs } of cases) {
        const measures = [...new Set(Object.values(theirs).flatMap(Object.keys))];
        if (measures.length === 0) continue;
        const options = { missing: "skip", relevanceLevel: level } as const;
        const { perQuery } = evaluateRun(qrels, run, measures, options);
        for (const [query, own] of Object.entries(theirs)) {
          for (const [measure, value] of Object.entries(own)) {
            const ours = ofQuery(measure, perQuery[measure]![query]!);
            expect(Math.abs(ours - value), `${measure} of ${query}`).toBeLessThan(1e-9);
            compared++;
          }
        }
      }
      expect(compared).toBeGreaterThan(500);
    });
  }

  it("have the same values when they are prepared first", () => {
    const measures = ["map", "bpref", "ndcg", "num_ret", "infAP"];
    for (const { qrels, run } of cases) {
      const options = { missing: "zero" } as const;
      expect(evaluateRun(qrels, new PreparedRun(run), measures, options)).toEqual(
        evaluateRun(qrels, run, measures, options),
      );
    }
    expect(() => new PreparedRun({ q: { a: Number.NaN } })).toThrow(/document "a" is not a number/);
  });

  it("skip the same queries", () => {
    for (const { qrels, run, pytrec_eval } of cases) {
      const { perQuery, n } = evaluateRun(qrels, run, ["map"], { missing: "skip" });
      expect(Object.keys(perQuery.map!).sort()).toEqual(Object.keys(pytrec_eval).sort());
      expect(n).toBe(Object.keys(pytrec_eval).length);
    }
  });
});

describe("RunJudge", () => {
  const id = fc.string({ unit: fc.constantFrom("a", "b", "é", "\uff5a", "\u{1f600}"), maxLength: 3 });
  it("finds the ranks that a sort of the whole run finds", () => {
    const judge = new RunJudge();
    fc.assert(
      fc.property(
        fc.dictionary(id, fc.integer({ min: -1, max: 3 })),
        fc.dictionary(
          id,
          fc.oneof(fc.integer({ min: 0, max: 3 }), fc.constant(0.1), fc.constant(0.1 + 1e-12)),
        ),
        (levels, scores) => {
          judge.judge("q", levels, scores);
          const order = rankDocuments(scores);
          const relevant = order.filter((doc) => (levels[doc] ?? 0) >= 1);
          expect(judge.ranks).toEqual(relevant.map((doc) => 1 + order.indexOf(doc)));
          expect(judge.graded.gains).toEqual(relevant.map((doc) => levels[doc]));
          expect(judge.retrieved).toBe(order.length);
          expect(judge.relevant).toBe(Object.values(levels).filter((level) => level >= 1).length);
          const ahead = (doc: string, is: (level: number | undefined) => boolean) =>
            order.slice(0, order.indexOf(doc)).filter((other) => is(levels[other])).length;
          expect(judge.judged.ahead).toEqual(relevant.map((doc) => ahead(doc, (level) => level === 0)));
          expect(judge.judged.unjudgedAhead).toEqual(
            relevant.map((doc) => ahead(doc, (level) => level === -1)),
          );
        },
      ),
      { numRuns: 1000, seed: 8 },
    );
  });

  it("takes ids that are names of what every object has", () => {
    const { perQuery } = evaluateRun(
      JSON.parse('{"q": {"constructor": 1, "toString": 1, "__proto__": 1}}'),
      JSON.parse('{"q": {"__proto__": 3, "valueOf": 2, "constructor": 1}}'),
      ["map", "recall.5"],
    );
    expect(perQuery["recall.5"]!.q).toBeCloseTo(2 / 3, 12);
    expect(perQuery.map!.q).toBeCloseTo((1 + 2 / 3) / 3, 12);
  });

  it("sums counts, takes the geometric mean of gm_map, and counts what is missing", () => {
    const qrels = { a: { x: 1, y: 1 }, b: { x: 1 } };
    const run = { a: { x: 2, z: 1 } };
    expect(evaluateRun(qrels, run, ["num_q", "num_ret", "num_rel", "num_rel_ret", "gm_map"]).mean).toEqual({
      num_q: 2,
      num_ret: 2,
      num_rel: 3,
      num_rel_ret: 1,
      gm_map: Math.exp((Math.log(0.5) + Math.log(1e-5)) / 2),
    });
  });
});

describe("binaryPreference", () => {
  it("is the worked example: two of three relevant found behind one and two of four non-relevant ones", () => {
    expect(binaryPreference([1, 2], 3, 4)).toBeCloseTo((2 / 3 + 1 / 3) / 3, 12);
    expect(binaryPreference([], 0, 4)).toBe(0);
    expect(binaryPreference([5], 1, 1)).toBe(0);
  });
});

describe("measure names", () => {
  it.each([
    ["map", "AP"],
    ["mAP", "AP"],
    ["recip_rank", "RR"],
    ["ndcg_cut.10", "nDCG@10"],
    ["ndcg_cut_10", "nDCG@10"],
    ["nDCG@10", "nDCG@10"],
    ["recall.100", "Recall@100"],
    ["R@10", "Recall@10"],
    ["R@1", "Success@1"],
    ["success_5", "Success@5"],
    ["P.5", "P@5"],
    ["map_cut.10", "AP@10"],
    ["Rprec", "Rprec"],
    ["infAP", "infAP"],
    ["iprec_at_recall_0.10", "iprec_at_recall_0.10"],
    ["iprec_at_recall..5", "iprec_at_recall_0.50"],
  ])("%s is %s", (name, canonical) => expect(parseMeasure(name).name).toBe(canonical));

  it.each(["P", "success", "R", "ndcg_cut.x", "constructor", "iprec_at_recall_1.5", "map.1.2", ""])(
    "refuses %j",
    (name) => expect(() => parseMeasure(name)).toThrow(/no measure is called/),
  );

  it("expand to what trec_eval prints", () => {
    expect(expandMeasures("P.5,10")).toEqual(["P_5", "P_10"]);
    expect(expandMeasures("success")).toEqual(["success_1", "success_5", "success_10"]);
    expect(expandMeasures("iprec_at_recall").slice(0, 2)).toEqual([
      "iprec_at_recall_0.00",
      "iprec_at_recall_0.10",
    ]);
    expect(expandMeasures("nDCG@10")).toEqual(["nDCG@10"]);
    expect(expandMeasures("official")).toHaveLength(9 + 11 + 9);
    expect(() => expandMeasures("P.x")).toThrow(/no measure is called "P.x"/);
    expect(() => expandMeasures("runid")).toThrow(/no measure/);
  });
});
