import { existsSync, mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { describe, expect, test } from "vitest";
import { allOf } from "../../../src/claims/combine.js";
import { Reported } from "../../../src/claims/model.js";
import { schemaProblems } from "../../../src/json-schema.js";
import { paper } from "../../../src/literature/index.js";
import { readTableFacts } from "../../../src/literature/tables/printed/facts.js";
import { packageRoot } from "../../../src/paths.js";

const work = paper("arXiv:2408.10536");

describe("relations over printed tables", () => {
  test("hold when they hold for every case", () => {
    const judged = work.table(2).every((c) => c("hybrid").isBelow(c("X-X")));
    expect(judged.verdict).toBe("holds");
    expect(judged.relation).toBe("Hybrid < X-X in Table 2 (ranks, lower is better): 4 of 4 cases");
    expect(judged.comparisons[0]).toEqual({
      left: {
        work: "arXiv:2408.10536v1",
        table: "2",
        row: "XLM-R · XQuAD-R · multilingual · rank distance",
        column: "Hybrid",
        value: 287,
      },
      relation: "<",
      right: {
        work: "arXiv:2408.10536v1",
        table: "2",
        row: "XLM-R · XQuAD-R · multilingual · rank distance",
        column: "X-X",
        value: 410,
      },
      holds: true,
    });
    expect(schemaProblems(Reported, judged)).toEqual([]);
  });

  test("hold with exceptions when most cases bear them out: XLM-R on MLQA-R ties, 227 against 227", () => {
    const judged = work.table(2).every((c) => c("hybrid").isBelow(c("X-Y")));
    expect(judged.verdict).toBe("holds with exceptions");
    expect(judged.comparisons.filter((c) => !c.holds).map((c) => [c.left.row, c.left.value])).toEqual([
      ["XLM-R · MLQA-R · multilingual · rank distance", 227],
    ]);
  });

  test("fail when half of the cases or fewer do", () => {
    expect(work.table(2).every((c) => c("X-X").isAbove(287)).verdict).toBe("fails");
    expect(work.table("1").every((c) => c("X-X").isAbove(c("hybrid"))).verdict).toBe("fails");
  });

  test("are put to the cases that where() leaves", () => {
    const multilingual = work.table(1).where({ setting: "multilingual", metric: "map" });
    expect(multilingual.size).toBe(4);
    expect(multilingual.every((c) => c("Hybrid").isAtLeast(c("X-Y"))).verdict).toBe("holds");
    expect(multilingual.where({ model: ["LaBSE"], dataset: "XQuAD-R" }).cell("X-Y").cell.value).toBe(0.679);
  });

  test("several relations of a case must all hold", () => {
    const judged = work
      .table(1)
      .where({ setting: "monolingual" })
      .every((c) => [c("hybrid").isAtLeast(c("X-X")), c("X-X").isAbove(c("X-Y"))]);
    expect(judged.verdict).toBe("holds");
    expect(judged.comparisons).toHaveLength(8);
    expect(judged.relation).toContain("Hybrid >= X-X and X-X > X-Y");
  });

  test("isWithin counts the border in, decimals or not", () => {
    const one = work.table(1).where({ model: "XLM-R", dataset: "XQuAD-R", setting: "monolingual" });
    expect(one.cell("Hybrid").isWithin(one.cell("X-X"), { tolerance: 0.006 })).toMatchObject({
      relation: "=",
      tolerance: 0.006,
      holds: true,
    });
    expect(one.cell("Hybrid").isWithin(one.cell("X-X"), { tolerance: 0.005 }).holds).toBe(false);
    expect(one.cell("X-X").isAtMost(0.792).holds).toBe(true);
    expect(one.cell("X-X").isBelow(0.792).holds).toBe(false);
  });

  test("combine by allOf: the worst decides", () => {
    const good = work.table(2).every((c) => c("hybrid").isBelow(c("X-X")));
    const exceptions = work.table(2).every((c) => c("hybrid").isBelow(c("X-Y")));
    const bad = work.table(2).every((c) => c("hybrid").isAbove(c("X-X")));
    expect(allOf(good, exceptions).verdict).toBe("holds with exceptions");
    expect(allOf(good, exceptions, bad)).toMatchObject({ verdict: "fails" });
    expect(allOf(good, exceptions).comparisons).toHaveLength(8);
    expect(() => allOf()).toThrow(/at least one/);
  });

  test("combined keep what was evaluated, where that is known of all, and what they leave open", () => {
    const value = { kind: "value", scope: { tables: ["1"], where: {} }, quantifier: "some" };
    const part = (expression: Record<string, unknown> | undefined, why?: string): Reported => ({
      verdict: "holds",
      ...(expression === undefined ? {} : { expression }),
      ...(why === undefined ? {} : { why }),
      comparisons: [],
    });
    const two = { kind: "all", parts: [value, value] };
    expect(allOf(part(two, "X was taken"), part(value, "X was taken"), part(value, "Y was taken"))).toEqual({
      verdict: "holds",
      expression: { kind: "all", parts: [value, value, value, value] },
      why: "X was taken; Y was taken",
      comparisons: [],
    });
    expect(allOf(part(two), part(undefined))).not.toHaveProperty("expression");
    expect(allOf(part(two, "X was taken"))).toEqual(part(two, "X was taken"));
  });

  test.each([
    [
      "column",
      () => work.table(2).every((c) => c("mixed").isBelow(1)),
      'no column "mixed"',
      "X-X, X-Y, Hybrid",
    ],
    ["value", () => work.table(1).where({ setting: "bilingual" }), 'no setting "bilingual"', "cross-lingual"],
    ["dimension", () => work.table(1).where({ language: "de" }), 'no dimension "language"', "model, dataset"],
    ["table", () => work.table(3), "Table 3 are not known", "Table 1, Table 2"],
    ["work", () => paper("arXiv:1706.03762").table(1), "Table 1 are not known", "Add a file"],
    ["unique cell", () => work.table(2).cell("X-X"), "4 cases are left", "where()"],
    ["case", () => work.table(2).where({ setting: [] }), "no case fits", "4 cases"],
    ["relation", () => work.table(2).every(() => []), "no relation", "isBelow"],
  ])("an unknown %s is an error that lists what exists", (_, code, what, wayOut) => {
    expect(code).toThrowError(
      expect.objectContaining({
        message: expect.stringContaining(what) as unknown,
        wayOut: expect.stringContaining(wayOut) as unknown,
        kind: "usage",
      }) as Error,
    );
  });
});

describe("a file of printed tables", () => {
  const base = JSON.parse(readFileSync(path.join(packageRoot, "data/tables/2408.10536.json"), "utf8"));
  const read = (change: (facts: typeof base) => void) => {
    const folder = mkdtempSync(path.join(os.tmpdir(), "tables-"));
    const facts = structuredClone(base);
    change(facts);
    writeFileSync(path.join(folder, "t.json"), JSON.stringify(facts));
    return () => readTableFacts(folder);
  };
  test.each<[string, (facts: typeof base) => void, RegExp]>([
    ["too few fields", (f) => f.tables[0].rows[2].pop(), /has 6 fields, not 7/],
    ["a repeated case", (f) => f.tables[0].rows.push(f.tables[0].rows[0]), /repeats the case XLM-R/],
    ["text for a number", (f) => f.tables[0].rows[0].splice(5, 1, "x"), /value that is no number/],
    ["another schema", (f) => Object.assign(f, { schema: "x" }), /does not fit its schema/],
  ])("with %s is refused", (_, change, message) => {
    expect(read(change)).toThrow(message);
  });
  test("that is absent holds no tables", () => {
    expect(readTableFacts(path.join(os.tmpdir(), "no-such-folder-of-tables")).size).toBe(0);
  });
});

const csv = path.join(packageRoot, "../shared/data/paper-2408.10536/tables.csv");
// The full transcription is kept outside the repository: ../shared/data/paper-2408.10536/tables.csv.
describe.skipIf(!existsSync(csv))("against the full transcription (skipped without ../shared)", () => {
  test("every cell of Tables 1 and 2 is the same, and none is missing", () => {
    const [head, ...lines] = readFileSync(csv, "utf8").trim().split(/\r?\n/);
    const fields = head!.split(",");
    const cells = lines
      .map((line) => Object.fromEntries(line.split(",").map((value, i) => [fields[i]!, value])))
      .filter((row) => row.table === "1" || row.table === "2");
    expect(cells).toHaveLength(48);
    for (const row of cells) {
      const found = work.table(row.table!).where({
        model: row.model!,
        dataset: row.dataset!,
        setting: row.setting!,
        metric: row.metric!.replace("_", " "),
      });
      expect(found.cell(row.batching!).cell.value, JSON.stringify(row)).toBe(Number(row.value));
    }
    expect(work.table(1).size * 3 + work.table(2).size * 3).toBe(48);
  });
});
