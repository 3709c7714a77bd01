import fc from "fast-check";
import ts from "typescript";
import { describe, expect, test } from "vitest";
import { ClaimbookError } from "../../src/errors.js";
import { declaredParameters, injectParameters, isInjected } from "../../src/notebook/index.js";
import { cell, notebook } from "./notebooks.js";

/** A notebook whose parameters are declared by this code. */
const declaring = (code: string) => notebook("# Title", cell(code, { id: "p", tags: ["parameters"] }), "1");

/** The line that is put in for one value. */
function line(code: string, values: Record<string, never> | Record<string, unknown>): string {
  const { notebook: book } = injectParameters(declaring(code), values as Record<string, string>, "a.ipynb");
  return book.cells.find(isInjected)!.source.split("\n").slice(1).join("\n");
}

function refusal(code: string, values: Record<string, unknown>): ClaimbookError {
  try {
    line(code, values);
  } catch (error) {
    expect(error).toBeInstanceOf(ClaimbookError);
    expect((error as ClaimbookError).kind).toBe("usage");
    return error as ClaimbookError;
  }
  throw new Error("it was taken");
}

describe("values by declaration", () => {
  test.each<[code: string, name: string, given: string, injected: string]>([
    ["const a = 7;", "a", "9", "const a: number = 9;"],
    ["let a = 7;", "a", "-1e3", "let a: number = -1000;"],
    ["const a = -1;", "a", "2", "const a: number = 2;"],
    ["const a = true", "a", "false", "const a: boolean = false;"],
    ["const a = 'x'", "a", "7", 'const a: string = "7";'],
    ['const a: string = "x"', "a", 'a "b" \\n', 'const a: string = "a \\"b\\" \\\\n";'],
    ['const a: "x" | "y" = "x"', "a", "y", 'const a: "x" | "y" = "y";'],
    ["const a: 1 | 2 = 1", "a", "2", "const a: 1 | 2 = 2;"],
    ['type A = "x" | "y"; const a: A = "x"', "a", "y", 'const a: A = "y";'],
    ["const a: number | null = 1", "a", "null", "const a: number | null = null;"],
    ["const a: string | number = 1", "a", "2", "const a: string | number = 2;"],
    ["const a: string | number = 1", "a", "two", 'const a: string | number = "two";'],
    ['const a = ["x"]', "a", '["y","z"]', 'const a: string[] = ["y","z"];'],
    ["const a: readonly number[] = []", "a", "[1]", "const a: readonly number[] = [1];"],
    ["const a: Array<number> = []", "a", "[1]", "const a: Array<number> = [1];"],
    ["const a = { b: 1 }", "a", '{"b":2}', 'const a = {"b":2};'],
    ["const a = 2 * 3", "a", "7", "const a = 7;"],
    ['const a = "x" as "x" | "y"', "a", "y", 'const a = "y" as "x" | "y";'],
    ["const a = {} as { b: string[] }", "a", '{"b":[]}', 'const a = {"b":[]} as { b: string[] };'],
    ["const a = [] as string[]", "a", "[]", "const a = [] as string[];"],
    ['const a = { b: ["x"], c: 1 }', "a", '{"b":[]}', 'const a = {"b":[] as string[]};'],
    ["const a = { b: { c: [1] } }", "a", '{"b":{"c":[]}}', 'const a = {"b":{"c":[] as number[]}};'],
    ["const a = { b: [] }", "a", '{"b":[],"c":[[]]}', 'const a = {"b":[] as any[],"c":[[] as any[]]};'],
    ['const a = [{ b: ["x"] }]', "a", '[{"b":[]}]', 'const a = [{"b":[] as string[]}];'],
    ["const a = [[1]]", "a", "[[],[2]]", "const a = [[] as number[],[2]];"],
    ["const a = [[1]]", "a", "[]", "const a = [] as any[];"],
    ["const a: { b: string[] } = { b: [] }", "a", '{"b":[]}', 'const a: { b: string[] } = {"b":[]};'],
    ['const a = { "constructor": [1] }', "a", '{"b":[]}', 'const a = {"b":[] as any[]};'],
    ["const a = {}", "a", '{"__proto__":{"b":1}}', 'const a = {["__proto__"]:{"b":1}};'],
    [
      "const a: Record<string, object> = {}",
      "a",
      '{"__proto__":{"b":[]}}',
      'const a: Record<string, object> = {["__proto__"]:{"b":[]}};',
    ],
    ["const a = 1, b = 2;", "b", "3", "const b: number = 3;"],
    ["// const c = 1\nconst a = 1; // a", "a", "2", "const a: number = 2;"],
  ])("%s with %s=%s", (code, name, given, injected) => {
    expect(line(code, { [name]: given })).toBe(injected);
  });

  test.each<[code: string, given: unknown, expected: string]>([
    ["const a = 7;", "abc", 'parameter a takes number, not "abc"'],
    ["const a = 7;", "", "takes number"],
    ["const a = 7;", "Infinity", "takes number"],
    ["const a = 7;", true, "takes number, not true"],
    ["const a = true;", "1", "takes boolean"],
    ['const a: "x" | "y" = "x"', "z", 'takes "x" | "y", not "z"'],
    ["const a: number[] = []", '["1"]', "takes number[]"],
    ["const a = { b: 1 }", "[1]", "takes an object as JSON"],
    ["const a = 2 * 3", "{", "takes JSON"],
    ["const a = 'x'", 7, "takes string, not 7"],
  ])("%s refuses %j", (code, given, expected) => {
    const error = refusal(code, { a: given });
    expect(error.describe()).toContain(expected);
    expect(error.where).toBe("a.ipynb");
  });

  test("an unknown name lists those there are, with types and first values", () => {
    const error = refusal('const budget: "a" | "b" = "a"; let seed = 7;', { sead: "1" });
    expect(error.message).toBe('has no parameter "sead"');
    expect(error.wayOut).toBe('Its parameters are: budget: "a" | "b" ("a"); seed: number (7).');
  });

  test("in a notebook without parameters it says how to declare one", () => {
    expect(() => injectParameters(notebook("1"), { a: "1" }, "x")).toThrow('has no parameter "a"');
  });

  test("only a cell's own top-level variables with a first value are parameters", () => {
    const code =
      "function f() { const inner = 1; }\nlet none: number;\nconst { x } = { x: 1 };\nconst a = 1;";
    expect(declaredParameters(declaring(code)).map(({ name }) => name)).toEqual(["a"]);
  });
});

describe("the injected cell", () => {
  const book = declaring("const a = 1;");

  test("stands right behind the parameters and replaces one of an earlier run", () => {
    const first = injectParameters(book, { a: "2" }, "x");
    expect(first.notebook.cells.map(({ id }) => id)).toEqual([
      "cell-1",
      "p",
      "injected-parameters",
      "cell-3",
    ]);
    expect(first.parameters).toEqual({ a: 2 });
    const second = injectParameters(first.notebook, { a: "3" }, "x");
    expect(second.notebook.cells).toHaveLength(4);
    expect(second.notebook.cells[2]!.source).toContain("const a: number = 3;");
  });

  test("is gone when no values are given, and the notebook given stays as it was", () => {
    const before = structuredClone(book);
    const { notebook: injected } = injectParameters(book, { a: "2" }, "x");
    expect(injectParameters(injected, {}, "x").notebook).toEqual(before);
    expect(book).toEqual(before);
  });

  test("gets an id that no other cell has", () => {
    const taken = notebook(
      cell("const a = 1", { id: "p", tags: ["parameters"] }),
      cell("2", { id: "injected-parameters" }),
    );
    const ids = injectParameters(taken, { a: "2" }, "x").notebook.cells.map(({ id }) => id);
    expect(new Set(ids).size).toBe(3);
  });
});

describe("any value comes through as it was given", () => {
  const key = fc.oneof(fc.string(), fc.constantFrom("__proto__", "constructor", "b"));
  const { json } = fc.letrec((tie) => ({
    json: fc.oneof(
      { depthSize: "small" },
      fc.constantFrom("null", "true", "false"),
      fc.integer().map(String),
      fc.string({ unit: "binary" }).map((each) => JSON.stringify(each)),
      fc.array(tie("json")).map((each) => `[${each.join(",")}]`),
      fc
        .uniqueArray(fc.tuple(key, tie("json")), { selector: ([name]) => name })
        .map((each) => `{${each.map(([name, value]) => `${JSON.stringify(name)}:${value}`).join(",")}}`),
    ),
  }));
  const values = fc.oneof(
    fc
      .string({ unit: "binary" })
      .map((text) => ({ code: 'const a = "x"', text, value: JSON.stringify(text) })),
    fc
      .double({ noNaN: true, noDefaultInfinity: true })
      .map((n) => ({ code: "const a = 1", text: String(n), value: JSON.stringify(n) })),
    fc
      .tuple(fc.constantFrom("const a = Math.PI", "const a: unknown = 1", "const a = 1 as any"), json)
      .map(([code, text]) => ({ code, text: text as string, value: text as string })),
    fc
      .tuple(fc.constantFrom("const a = { b: { b: [1] } }", "const a = {} as object"), json)
      .map(([code, text]) => ({ code, text: `{"b":${text}}`, value: `{"b":${text}}` })),
  );
  test("as text from a command line, and in the code that is put in", () => {
    fc.assert(
      fc.property(values, ({ code, text, value }) => {
        const { parameters } = injectParameters(declaring(code), { a: text }, "x");
        const given = JSON.stringify(JSON.parse(value));
        expect(JSON.stringify(parameters.a)).toBe(given);
        const js = ts.transpile(line(code, { a: text }), { target: ts.ScriptTarget.ESNext });
        expect(JSON.stringify(new Function(`${js}; return a;`)())).toBe(given);
      }),
    );
  });
});
