import { describe, expect, it } from "vitest";
import { neededCells } from "../../src/verification/needed-cells.js";
import { code } from "./fixture.js";

/** What the last cell needs, besides itself, by number. */
function neededBy(...sources: string[]): number[] {
  const cells = sources.map((source, i) => code(String(i), source));
  const found = neededCells(cells, new Set([String(sources.length - 1)]));
  return [...found]
    .map(Number)
    .filter((each) => each !== sources.length - 1)
    .sort((a, b) => a - b);
}

describe("neededCells", () => {
  const cases: [title: string, sources: string[], needed: number[]][] = [
    ["nothing but itself", ["const a = 1;", "claim({});"], []],
    ["what declares a name", ["const a = 1;", "const b = 2;", "claim(a);"], [0]],
    ["what that needs in turn", ["const a = 1;", "const b = a;", "const c = 3;", "claim(b);"], [0, 1]],
    ["names taken out of patterns", ["const { a: [x = 1] } = o;", "const y = 1;", "claim(x);"], [0]],
    [
      "an import",
      ['import { claim } from "claimbook";', 'import { plot } from "claimbook";', "claim({});"],
      [0],
    ],
    ["only the last import", ['import { f } from "a";', 'import { f } from "b";', "f();"], [1]],
    ["types too", ["interface A { n: number }", "const b = 1;", "const a: A = { n: 1 }; claim(a);"], [0]],
    ["assignments to it", ["let a = 1;", "a = 2;", "a;", "claim(a);"], [0, 1]],
    [
      "changes of its parts",
      ["const a = { b: [1] };", "a.b[0]! = 2;", "a.b.push(3);", "show(a);", "claim(a);"],
      [0, 1, 2],
    ],
    [
      "changes by a function of Object",
      ["const a = {};", "Object.assign(a, { b: 1 });", "claim(a);"],
      [0, 1],
    ],
    [
      "what a function uses, declared again later",
      ["const k = 1;", "const f = () => k;", "const k = 2;", "claim(f());"],
      [0, 1, 2],
    ],
    [
      "not what only has the same name inside",
      ["const a = 1;", "const f = (a: number) => a;", "claim(f(2));"],
      [1],
    ],
    ["not a property of that name", ["const a = 1;", "const o = { a: 2 };", "claim(o.a);"], [1]],
    ["its own name rather than an earlier one", ["const a = 1;", "const a = 2; claim(a);"], []],
    [
      "what has an effect without a name",
      ['import "./setup.js";', "const a = 1;", 'await useBackend("wasm");', "claim(1);"],
      [0, 2],
    ],
    ["changes of globals", ['process.env.X = "1";', "const a = 1;", "claim(1);"], [0]],
  ];
  it.each(cases)("finds %s", (_, sources, needed) => {
    expect(neededBy(...sources)).toEqual(needed);
  });

  it("keeps the cell of parameters, and runs nothing behind the last cell wanted", () => {
    const cells = [
      code("p", "const n = 1;", ["parameters"]),
      code("a", "claim(1);"),
      code("b", "process.exit();"),
    ];
    expect([...neededCells(cells, new Set(["a"]))].sort()).toEqual(["a", "p"]);
  });
});
