import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { ScopeProgram } from "../../../src/kernel/compiler/cell-compiler.js";
import {
  decodeMappings,
  encodeMappings,
  type Segment,
} from "../../../src/kernel/compiler/typescript/source-map.js";
import { Cells } from "./cells.js";

let cells: Cells;
beforeAll(async () => {
  cells = new Cells();
  await cells.value(
    "let earlier = 1; const twice = (n: number) => 2 * n; const o = { m: (n: number) => n };",
  );
});
afterAll(() => cells.remove());

/** The place (from 0) in the cell of the first segment at or before a place of the compiled code. */
function original(program: ScopeProgram, offset: number) {
  const lines = decodeMappings((JSON.parse(program.map) as { mappings: string }).mappings);
  const before = program.code.slice(0, offset).split("\n");
  const segment = lines[before.length - 1]?.findLast(({ column }) => column <= before.at(-1)!.length);
  return segment === undefined ? undefined : [segment.sourceLine, segment.sourceColumn];
}

/** Pieces of cells: each has one number that stands nowhere else. */
const pieces = [
  (n: number) => `const a${n} = ${n};`,
  (n: number) => `let b${n}: number = ${n};`,
  (n: number) => `  earlier = earlier + ${n};`,
  (n: number) => `const { x: c${n} = ${n} } = {} as { x?: number };`,
  (n: number) => `function f${n}(this: void, x: number): number {\n  return x + ${n};\n}`,
  (n: number) => `class K${n} {\n  private readonly v: number = ${n};\n}`,
  (n: number) => `for (var i${n} = ${n}; i${n} < 0; i${n}++) {}`,
  (n: number) => `type T${n} = string; interface I${n} { a: 1 }\ntwice(${n});`,
  (n: number) => `// über\nawait Promise.resolve(${n});`,
  (n: number) => `if (earlier > 1) { var v${n} = [earlier, ${n}]; }`,
  (n: number) => `enum E${n} {\n  A = twice(${n}),\n}`,
  (n: number) => `o.m(  ${n});`,
  (n: number) =>
    `/* a comment\n over lines */ export const d${n} = async () => { await null; return ${n}; };`,
];

describe("places in compiled code", () => {
  test("lead back to where the text stands in the cell", () => {
    fc.assert(
      fc.property(fc.array(fc.nat(pieces.length - 1), { minLength: 1, maxLength: 8 }), (chosen) => {
        const marks = chosen.map((_, index) => 70_001 + index);
        const code = chosen.map((piece, index) => pieces[piece]!(marks[index]!)).join("\n");
        const program = cells.compile(code);
        for (const mark of marks) {
          // The number may also be part of a name; the value is the one that stands alone.
          const alone = new RegExp(`(?<![\\w])${mark}(?![\\w])`);
          const before = code.slice(0, alone.exec(code)!.index).split("\n");
          expect(original(program, alone.exec(program.code)!.index)).toEqual([
            before.length - 1,
            before.at(-1)!.length,
          ]);
        }
      }),
      { numRuns: 60 },
    );
  });

  test("errors of the checker stand where the text stands", () => {
    fc.assert(
      fc.property(fc.array(fc.nat(pieces.length - 1), { maxLength: 5 }), fc.nat(20), (chosen, indent) => {
        const above = chosen.map((piece, index) => pieces[piece]!(70_001 + index));
        const code = [
          ...above,
          `${" ".repeat(indent)}const wrong: string = earlier;`,
          "const after = 1;",
        ].join("\n");
        const line = above.join("\n").split("\n").length + (above.length === 0 ? 0 : 1);
        expect(cells.diagnose(code)).toEqual([
          {
            file: undefined,
            line,
            column: indent + 7,
            code: 2322,
            message: "Type 'number' is not assignable to type 'string'.",
          },
        ]);
      }),
      { numRuns: 40 },
    );
  });

  test("syntax errors", () => {
    expect(cells.diagnose("const a = 1;\nconst = 2;")[0]).toMatchObject({ line: 2, column: 7, code: 1134 });
    expect(cells.diagnose("const t = `open")).toMatchObject([{ line: 1, code: 1160 }]);
    expect(cells.diagnose("function f() {\n  return 1;\n")).toMatchObject([
      { line: 3, column: 1, code: 1005 },
    ]);
    expect(cells.diagnose("}")).toMatchObject([{ line: 1, column: 1, code: 1128 }]);
    expect(cells.diagnose("return 1;")).toMatchObject([{ line: 1, column: 1, code: 1108 }]);
    expect(cells.diagnose("} { export {")).not.toEqual([]);
  });

  test("chains of reasons are indented, and name no generated text", () => {
    const [found] = cells.diagnose(
      "const f: (n: { a: { b: string } }) => void = (n: { a: { b: number } }) => {};",
    );
    expect(found!.message).toContain("\n  ");
    expect(found!.message).toContain("\n    ");
    const texts = [
      "earlier = 'x'",
      "twice('x')",
      "o.nothing",
      "class X extends o {}",
      "twice.call(null)",
      "let o2: typeof o = 1;",
    ];
    for (const text of texts)
      for (const { message } of cells.diagnose(text)) expect(message).not.toMatch(/__|history/);
  });

  test("unused and unreachable code is no error", () => {
    expect(
      cells.diagnose("const unused = 1; function f() { return 1; f(); } label: for (;;) break;"),
    ).toEqual([]);
  });
});

test("mappings are written as they are read", () => {
  const segment = fc.record<Segment>({
    column: fc.nat(5000),
    source: fc.nat(3),
    sourceLine: fc.nat(100_000),
    sourceColumn: fc.nat(5000),
  });
  fc.assert(
    fc.property(fc.array(fc.array(segment, { maxLength: 5 }), { minLength: 1 }), (lines) => {
      const sorted = lines.map((line) => line.toSorted((a, b) => a.column - b.column));
      expect(decodeMappings(encodeMappings(sorted))).toEqual(sorted);
    }),
  );
});
