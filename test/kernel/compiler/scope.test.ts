import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { Cells } from "./cells.js";

let cells: Cells;
beforeAll(() => {
  cells = new Cells();
});
afterAll(() => cells.remove());

describe("what cells declare", () => {
  test("is known to later cells, with value and type", async () => {
    await cells.value("const a = 1; let b = 'x'; function twice(n: number) { return 2 * n; }");
    expect(await cells.value("[a, b, twice(a)]")).toEqual([1, "x", 2]);
    expect(cells.diagnose("const s: string = a;")).toMatchObject([
      { line: 1, column: 7, code: 2322, message: "Type 'number' is not assignable to type 'string'." },
    ]);
  });

  test("can be declared again as anything", async () => {
    await cells.value("const again = 1;");
    await cells.value("let again = 'text';");
    await cells.value("again = 'other';");
    await cells.value("function again() { return 3; }");
    expect(await cells.value("again()")).toBe(3);
    await cells.value("class again { x = 4 }");
    expect(await cells.value("new again().x")).toBe(4);
    await cells.value("interface again { y: number }");
    expect(await cells.value("const it: again = { y: 5 }; it.y")).toBe(5);
  });

  test("keeps its old types when they are declared again", async () => {
    await cells.value("interface P { x: number } const p: P = { x: 1 };");
    await cells.value("interface P { y: string } const q: P = { y: 'q' };");
    expect(await cells.value("[p.x, q.y]")).toEqual([1, "q"]);
    expect(cells.diagnose("const r: P = p;")).toMatchObject([{ code: 2741 }]);
  });

  test("patterns, defaults, rest, loops and nested var", async () => {
    await cells.value(
      [
        "const { a: { b = 2, ...others }, ['k' + 1]: c = () => 7, ...rest } = { a: { x: 1 } as { b?: number; x: number }, k1: undefined as (() => number) | undefined, z: 26 };",
        "let [first, , third = 3, ...more] = [1, 2, undefined, 4, 5];",
        "for (var i = 0, j = 10; i < 3; i++) { var inner = i * j; }",
        "for (var { length } of ['ab', 'abc']) {}",
        "for (const item of [1]) { let b = item; b++; }",
      ].join("\n"),
    );
    expect(await cells.value("[b, others, c(), c.name, rest, first, third, more, i, inner, length]")).toEqual(
      [2, { x: 1 }, 7, "c", { z: 26 }, 1, 3, [4, 5], 3, 20, 3],
    );
  });

  test("imports", async () => {
    await cells.value(
      'import fs, { existsSync as there, type Stats } from "node:fs"; import * as path from "path";',
    );
    expect(
      await cells.value(
        "const s: Stats = fs.statSync('/'); [there('/'), path.join('a', 'b'), s.isDirectory()]",
      ),
    ).toEqual([true, "a/b", true]);
    const { imports, declares } = cells.compile(
      'import { type Stats, type Dirent } from "node:fs"; import "node:os"; import type { A } from "node:net";'.replace(
        ' import type { A } from "node:net";',
        "",
      ),
    );
    expect(imports).toMatchObject([{ specifier: "node:os", names: [] }]);
    expect(declares).toEqual([]);
  });

  test("await, for await, import() and import.meta", async () => {
    await cells.value(
      "const later = async (n: number) => { await null; return n + 1; }; const two = await later(1);",
    );
    await cells.value(
      "async function* count() { yield 1; yield 2; } let sum = 0; for await (const n of count()) sum += n;",
    );
    expect(await cells.value("[two, sum, (await import('node:path')).sep, import.meta.dirname]")).toEqual([
      2,
      3,
      "/",
      cells.folder,
    ]);
  });

  test("a name that a failed cell gave no value keeps its old meaning", async () => {
    await cells.value("let kept = 1; let other = 1;");
    const { error, assigned } = await cells.run(
      "let other = 'new'; throw new Error('half way'); let kept = 'new';",
    );
    expect(error).toMatchObject({ message: "half way" });
    expect(assigned).toEqual(["other"]);
    expect(await cells.value("const n: number = kept; const s: string = other; [n, s]")).toEqual([1, "new"]);
  });

  test("expressions", async () => {
    await cells.value("const base = 40;");
    expect(await cells.evaluate("base + 2 // the answer")).toBe(42);
    expect(await cells.evaluate("{ a: base }")).toEqual({ a: 40 });
    await expect(cells.evaluate("base + nothing")).rejects.toThrow("1:8 TS2304 Cannot find name 'nothing'.");
    await expect(cells.evaluate("base; base")).rejects.toThrow("TS1005");
  });
});

describe("names that are not there", () => {
  test("of a cell that failed: which one it was", async () => {
    await cells.run("throw new Error('early'); const unmade = 1;");
    expect(cells.diagnose("unmade + 1")[0]!.message).toMatch(
      /^Cannot find name 'unmade'\.\n {2}cell \d+ declares it, but failed before it had a value\.$/,
    );
    cells.diagnose("const refusedName: string = 1;");
    expect(cells.diagnose("refusedName")[0]!.message).toMatch(/cell \d+ declares it, but was not run\.$/);
    await cells.value("const unmade = 1;");
    expect(await cells.value("unmade")).toBe(1);
  });

  test("of a cell that never ended: it has declared nothing", () => {
    cells.compile("const neverRan = 1;");
    expect(cells.diagnose("neverRan")).toMatchObject([{ code: 2304 }]);
  });
});

test("a crash inside of TypeScript is a diagnostic, and the session goes on", async () => {
  await cells.value("const survivor = 'here';");
  const deep = `${"(".repeat(20_000)}1${")".repeat(20_000)}`;
  expect(cells.diagnose(deep)).toMatchObject([
    { code: 0, message: expect.stringContaining("the compiler failed") },
  ]);
  expect(await cells.value("survivor")).toBe("here");
});

test("relative imports are looked for in the notebook's folder first, then in the project's root", () => {
  cells.write("src/both.ts", "export const where = 'root' as const;");
  cells.write("only.ts", "export const only = 1;");
  const target = (code: string) => cells.compile(code).imports[0]!.target;
  expect(target('import { where } from "./src/both"; const w: "root" = where;')).toMatchObject({
    kind: "local",
    file: `${cells.project}/src/both.ts`,
  });
  cells.write("notebooks/src/both.ts", "export const where = 'notebooks' as const;");
  expect(target('import { where } from "./src/both.js"; const w: "notebooks" = where;')).toMatchObject({
    file: `${cells.folder}/src/both.ts`,
  });
  expect(target('import { only } from "../only"; only')).toMatchObject({ file: `${cells.project}/only.ts` });
  expect(target('import { only } from "./only"; only')).toMatchObject({ file: `${cells.project}/only.ts` });
  expect(target('import fs from "node:fs";')).toEqual({
    kind: "node",
    parent: `${cells.folder}/notebook.ts`,
  });
});
