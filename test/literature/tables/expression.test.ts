import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { Ajv } from "ajv";
import { describe, expect, test } from "vitest";
import { checkTables } from "../../../src/literature/consistency/index.js";
import {
  cellTables,
  checkClaimAgainstTables,
  evaluate,
  expressionJsonSchema,
  readExpression,
  TableChecker,
  type TableExpression,
  tablesOfFacts,
  tablesOfTidyCsv,
  wordsOf,
} from "../../../src/literature/tables/index.js";
import { readTableFacts } from "../../../src/literature/tables/printed/facts.js";
import { packageRoot } from "../../../src/paths.js";
import { grid } from "./grid.js";

const tables = cellTables("w", [
  grid(
    "1",
    "Accuracy",
    "Method | A | B | C\nX | 61.2 | 70.4 | 50.0\nY | 58.8 | 69.0 | 50.0\nZ | 40.0 | 71.0 | 49.0",
  ),
]);
const scope = { tables: ["1"], where: {} };
const compare = (change: object): TableExpression =>
  readExpression({
    kind: "comparison",
    scope,
    quantifier: "every",
    subject: { row: ["X"] },
    relation: "better",
    objects: [{ row: ["Y"] }],
    ...change,
  });

describe("a table expression", () => {
  test.each<[string, TableExpression, string, string]>([
    [
      "every",
      compare({}),
      "holds with exceptions",
      "X is better than Y in every case (Table 1): 2 of 3 cases",
    ],
    [
      "some",
      compare({ quantifier: "some" }),
      "holds",
      "X is better than Y in some case (Table 1): 2 of 3 cases",
    ],
    [
      "most",
      compare({ quantifier: "most" }),
      "holds",
      "X is better than Y in most cases (Table 1): 2 of 3 cases",
    ],
    [
      "mean",
      compare({ quantifier: "mean" }),
      "holds",
      "X is better than Y in the mean over all cases (Table 1): 1 of 1 case",
    ],
    [
      "not worse",
      compare({ relation: "not worse" }),
      "holds",
      "X is not worse than Y in every case (Table 1): 3 of 3 cases",
    ],
    [
      "margin",
      compare({ margin: 0.04 }),
      "fails",
      "X is better than Y (by at least 4 %) in every case (Table 1): 1 of 3 cases",
    ],
    [
      "equal within",
      compare({ relation: "equal", margin: 0.03 }),
      "holds with exceptions",
      "X is equal to Y (up to 3 %) in every case (Table 1): 2 of 3 cases",
    ],
    ["below", compare({ relation: "below" }), "fails", "X is below Y in every case (Table 1): 0 of 3 cases"],
    [
      "rank",
      readExpression({
        kind: "rank",
        scope,
        quantifier: "every",
        subject: { row: ["X"] },
        by: "best",
        rank: 1,
      }),
      "fails",
      "X is the best in every case (Table 1): 1 of 3 cases",
    ],
    [
      "count",
      readExpression({ kind: "count", scope, dimension: "column", is: 3 }),
      "holds",
      "column has 3 values (Table 1): 3 (A, B, C)",
    ],
    [
      "no case",
      compare({ objects: [{ row: ["Q"] }] }),
      "not checked",
      "X is better than Q in every case (Table 1)",
    ],
  ])("%s", (_, expression, verdict, words) => {
    const judged = evaluate(expression, tables);
    expect([judged.verdict, judged.relation]).toEqual([verdict, words]);
    expect(words).toContain(wordsOf(expression));
  });

  test("lists its exceptions cell by cell", () => {
    const judged = evaluate(compare({}), tables);
    expect(judged.comparisons.filter((comparison) => !comparison.holds)).toEqual([
      {
        left: { work: "w", table: "1", row: "X", column: "C", value: 50 },
        relation: ">",
        right: { work: "w", table: "1", row: "Y", column: "C", value: 50 },
        holds: false,
      },
    ]);
  });

  test.each([
    ["another kind", { kind: "magic" }],
    [
      "no table",
      {
        kind: "value",
        scope: { tables: [], where: {} },
        quantifier: "some",
        is: { value: 1, decimals: 0, bound: "exactly" },
      },
    ],
    ["a field too many", { ...compare({}), code: "process.exit()" }],
  ])("with %s is refused", (_, value) => {
    expect(() => readExpression(value)).toThrow(/does not fit its schema/);
  });

  test("has a schema that others can compile", () => {
    const validate = new Ajv({ strict: false }).compile(expressionJsonSchema());
    expect(validate(compare({}))).toBe(true);
    expect(validate({ kind: "magic" })).toBe(false);
  });
});

describe("a claim", () => {
  test("without tables is not checked", () => {
    expect(checkClaimAgainstTables("X beats Y.", [])).toMatchObject({
      verdict: "not checked",
      comparisons: [],
    });
  });
  describe("beside the tables of several works", () => {
    const table = (x: number, y: number) =>
      grid("1", "Accuracy", `Method | A-Set | B-Set\nX-Net | ${x} | ${x}\nY-Net | ${y} | ${y}`);
    const both = [
      ...cellTables("doi:10.1/bears-out", [table(61.2, 58.8)]),
      ...cellTables("doi:10.1/denies", [table(51.2, 58.8)]),
      ...cellTables("doi:10.1/silent", [grid("1", "Yield", "Field | Wheat (t)\nNorth | 2.1\nSouth | 3.3")]),
    ];
    test.each([
      ["its own source denies it", "https://doi.org/10.1/DENIES", "fails"],
      ["its own source bears it out", "doi:10.1/bears-out", "holds"],
      ["another bears it out, its own is silent", "doi:10.1/silent", "holds"],
      ["nobody knows whose it is", undefined, "holds"],
    ])("%s", (_, source, verdict) => {
      const options = source === undefined ? {} : { source };
      expect(checkClaimAgainstTables("X-Net outperforms Y-Net.", both, options).verdict).toBe(verdict);
    });
    test("is not refuted by another work", () => {
      const judged = checkClaimAgainstTables("X-Net outperforms Y-Net.", both.slice(1), {
        source: "doi:10.1/silent",
      });
      expect(judged).toMatchObject({ verdict: "not checked", comparisons: [] });
      expect(judged.why).toContain("doi:10.1/denies say otherwise");
    });
  });
  test("of any length is answered: long ones are refused, odd ones do not hang", () => {
    const checker = new TableChecker(tables);
    for (const odd of [
      "X ".repeat(900),
      `${"(".repeat(1_900)}`,
      `by ${"a ".repeat(900)}1%`,
      "9".repeat(1_999),
      "x".repeat(5_000),
    ]) {
      expect(checker.check(odd).verdict).toBe("not checked");
    }
  });
});

const facts = [...readTableFacts(path.join(packageRoot, "data/tables")).values()][0]!;
describe("the paper's printed tables", () => {
  const checker = new TableChecker(tablesOfFacts(facts));
  test.each([
    [
      "Hybrid batch training reduces language bias in multilingual retrieval compared to monolingual training.",
      "holds",
    ],
    [
      "Hybrid batch training substantially reduces language bias in multilingual retrieval compared to monolingual training.",
      "holds",
    ],
    [
      "Hybrid batch sampling achieves the best performance in multilingual retrieval settings.",
      "holds with exceptions",
    ],
    ["X-X outperforms Hybrid in multilingual retrieval.", "fails"],
    ["Hybrid reduces rank distance by 30.1% compared to X-X on XQuAD-R with XLM-R.", "holds"],
    ["Hybrid reduces rank distance by 13.1% compared to X-X on XQuAD-R with XLM-R.", "fails"],
    ["Hybrid improves accuracy on BEIR compared to X-X.", "not checked"],
    ["Hybrid outperforms X-X in every language.", "not checked"],
    [
      "Hybrid batch training enables strong zero-shot retrieval performance across diverse languages.",
      "not checked",
    ],
  ])("%s -> %s", (claim, verdict) => {
    expect(checker.check(claim).verdict).toBe(verdict);
  });
});

const csv = path.join(packageRoot, "../shared/data/paper-2408.10536/tables.csv");
// The full transcription is kept outside the repository: ../shared/data/paper-2408.10536/tables.csv.
describe.skipIf(!existsSync(csv))("all tables of the paper (skipped without ../shared)", () => {
  const all = existsSync(csv) ? tablesOfTidyCsv(readFileSync(csv, "utf8"), { work: facts.work }) : [];
  test("are read whole", () => {
    expect(all.map((table) => table.number).sort()).toEqual([
      "1",
      "12",
      "13",
      "2",
      "3",
      "4",
      "5",
      "6",
      "7",
      "8",
    ]);
    expect(all.reduce((sum, table) => sum + table.cells.length, 0)).toBe(1092);
  });
  test("are consistent: every mean, median and repeated cell agrees", () => {
    expect(checkTables(all)).toEqual([]);
  });
  test("one cell changed is found", () => {
    const changed = all.map((table) => {
      if (table.number !== "5") return table;
      return {
        ...table,
        cells: table.cells.map((cell, i) => (i === 40 ? { ...cell, value: cell.value - 0.1 } : cell)),
      };
    });
    expect(checkTables(changed).map(({ kind }) => kind)).toEqual(["mean does not recompute"]);
  });
});
