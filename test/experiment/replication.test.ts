import { describe, expect, test } from "vitest";
import { Replication, type RunResult } from "../../src/experiment/index.js";
import { Results } from "../../src/experiment/results.js";
import { resultsText } from "../../src/tables/results-view.js";
import { achieved, queryFacts, rankTable } from "./rank-tables.js";

const locales = ["am", "de", "ka"];

/** Methods whose skill in finding the right passage is known. */
function results(skills: Record<string, number>): Results {
  const runs: RunResult[] = Object.entries(skills).flatMap(([method, skill], m) =>
    [1, 2].map((seed) => ({
      method,
      seed,
      ranks: rankTable(60, locales.length, 200, skill, 10 * m + seed),
      loss: [1, 0.5],
      achieved: achieved(0.5),
      batchLog: new Uint8Array(),
      weightsHash: "",
    })),
  );
  return new Results(runs, queryFacts(60, locales), 1);
}

const better = { "X-X": 0.2, "X-Y": 0.2, Hybrid: 0.7, Contrastive: 0.4 };

function replication(skills: Record<string, number>): Replication {
  return new Replication({
    model: "a small encoder",
    results: { "XQuAD-R": results(skills) },
    before: { "XQuAD-R": results({ untrained: 0.01 }) },
    paperModel: "XLM-R",
  });
}

describe("the paper's cells", () => {
  test("stand beside what was measured, as printed", () => {
    const cells = replication(better).cells(1);
    // Three methods of the paper in three settings; it has no contrastive batches.
    expect(cells).toHaveLength(9);
    expect(cells.find((c) => c.method === "Hybrid" && c.figure.setting === "cross-lingual")?.value).toBe(
      0.705,
    );
    expect(
      replication(better)
        .cells(2)
        .map(({ method, value }) => [method, value]),
    ).toEqual([
      ["X-X", 410],
      ["X-Y", 295],
      ["Hybrid", 287],
    ]);
  });

  test("hold where the difference from X-X came out again", () => {
    const cells = replication(better).cells();
    const hybrid = cells.filter(({ method }) => method === "Hybrid");
    expect(hybrid.map(({ verdict }) => verdict)).toEqual(["holds", "holds", "holds", "holds"]);
    for (const { difference } of hybrid) {
      expect(Math.sign(difference!.measured)).toBe(Math.sign(difference!.printed));
    }
  });

  test("fail where the opposite came out, and are inconclusive inside the noise", () => {
    const cells = replication({ "X-X": 0.7, "X-Y": 0.7, Hybrid: 0.2 }).cells();
    const of = (method: string) => cells.filter((c) => c.method === method).map(({ verdict }) => verdict);
    expect(of("Hybrid")).toEqual(["fails", "fails", "fails", "fails"]);
    expect(of("X-Y")).toEqual(["inconclusive", "inconclusive", "inconclusive", "inconclusive"]);
    expect(of("X-X")).toEqual(["not checked", "not checked", "not checked", "not checked"]);
  });

  test("a figure that the paper prints alike holds when nothing was found", () => {
    // MLQA-R, XLM-R, monolingual: 0.648 for X-X and for hybrid batches.
    const same = new Replication({
      model: "m",
      results: { "MLQA-R": results({ "X-X": 0.5, Hybrid: 0.5 }) },
      paperModel: "XLM-R",
    });
    const cell = same.cells(1).find((c) => c.method === "Hybrid" && c.figure.setting === "monolingual");
    expect(cell?.difference?.printed).toBe(0);
    expect(cell?.verdict).toBe("holds");
  });

  test("are counted", () => {
    expect(replication(better).verdicts()).toMatchObject({ "not checked": 4 });
  });
});

describe("a table", () => {
  test("has the model before fine-tuning, every method, and the paper's values with their marks", () => {
    const text = resultsText(replication(better).resultsTable(1));
    expect(text).toMatch(/before fine-tuning/);
    expect(text).toMatch(/Hybrid .*¦ 0\.798 ✓.*¦ 0\.705 ✓.*¦ 0\.593 ✓/);
    expect(text).toMatch(/Contrastive(?!.*¦)/);
    expect(text).toMatch(/arXiv:2408\.10536, Table 1, XLM-R/);
  });

  test("shows itself in a notebook", () => {
    const frame = replication(better).table(2) as unknown as Record<symbol, () => Record<string, unknown>>;
    const bundle = frame[Symbol.for("Jupyter.display")]!();
    expect(bundle["application/vnd.claimbook.results+json"]).toMatchObject({
      reported: { source: "arXiv:2408.10536, Table 2, XLM-R" },
    });
  });

  test("of other data has no values of the paper", () => {
    const other = new Replication({ model: "m", results: { NTREX: results(better) }, paperModel: "LaBSE" });
    expect(other.cells()).toEqual([]);
    expect(other.resultsTable(1).reported).toBeUndefined();
  });
});
