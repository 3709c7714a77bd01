import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { Cells } from "./cells.js";

let cells: Cells;
beforeAll(async () => {
  cells = new Cells({ "src/reading.ts": "export const pages = 3;", "tsconfig.json": "{}" });
  await cells.value(
    "/** Doubles a number. @param value what is doubled */\nfunction twice(value: number, times = 1): number { return value * 2 * times; }\nlet changing = { inner: 1 }; interface Shape { sides: number }",
  );
});
afterAll(() => cells.remove());

/** `|` is the cursor. */
function complete(marked: string) {
  const cursor = marked.indexOf("|");
  const code = marked.replace("|", "");
  const { start, end, matches } = cells.compiler.complete(code, cursor);
  return { word: code.slice(start, end), start, names: matches.map(({ text }) => text), matches };
}

function inspect(marked: string) {
  return cells.compiler.inspect(marked.replace("|", ""), marked.indexOf("|"));
}

describe("completion", () => {
  test.each([
    ["members", "'abc'.toUp|", "toUp", ["toUpperCase"]],
    ["members after a dot", "changing.|", "", ["inner"]],
    ["names of earlier cells", "1 + twi|", "twi", ["twice"]],
    ["variables of earlier cells", "changi|", "changi", ["changing"]],
    ["types of earlier cells", "const s: Sha|", "Sha", ["Shape"]],
    ["names of this cell", "const mine = 1;\nmi| + 1", "mi", ["mine"]],
    ["a word that goes on behind the cursor", "changing.in|ner", "inner", ["inner"]],
    ["paths of local files", 'import {} from "../src/rea|"', "rea", ["reading"]],
    ["names in an import", 'import { pa| } from "../src/reading"', "pa", ["pages"]],
    ["built-in modules", 'import fs from "node:f|"', "node:f", ["node:fs"]],
  ])("%s", (_title, code, word, names) => {
    const found = complete(code);
    expect(found.word).toBe(word);
    expect(found.names).toEqual(expect.arrayContaining(names));
    expect(found.names.join()).not.toMatch(/__history__|__claimbook/);
  });

  test("names the kinds", () => {
    expect(complete("changing.|").matches).toContainEqual({ text: "inner", kind: "property" });
  });

  test("gives nothing where nothing can stand", () => {
    expect(complete("const text = 'a|'").names).toEqual([]);
  });
});

describe("inspection", () => {
  test.each(["twi|ce(1)", "twice|(1)", "|twice(1)", "twice(|"])("%s", (code) => {
    const text = inspect(code);
    expect(text).toContain("twice(value: number, times?: number): number");
    expect(text).toContain("Doubles a number.");
    expect(text).not.toMatch(/history|alias/);
  });

  test("variables, members, tags", () => {
    expect(inspect("chan|ging")).toContain("changing: {\n    inner: number;\n}");
    expect(inspect("'a'.toUpperCase|()")).toContain("Converts all the alphabetic characters");
    expect(inspect("twice(|1)")).toBeDefined();
    expect(inspect("  |  ")).toBeUndefined();
  });
});

describe("completeness", () => {
  test.each([
    ["const a = 1", { status: "complete" }],
    ["", { status: "complete" }],
    ["await fetch('x')", { status: "complete" }],
    ["function f() {", { status: "incomplete", indent: "  " }],
    ["if (true) {\n  foo(", { status: "incomplete", indent: "    " }],
    ["const f = () =>", { status: "incomplete", indent: "  " }],
    ["`open text", { status: "incomplete", indent: "" }],
    ["/* comment", { status: "incomplete", indent: "" }],
    ["1 +", { status: "incomplete", indent: "" }],
    ["const = 1", { status: "invalid" }],
    ["'text", { status: "invalid" }],
    [")", { status: "invalid" }],
  ])("%j", (code, expected) => {
    expect(cells.compiler.isComplete(code)).toEqual(expected);
  });
});
