import fc from "fast-check";
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
    ['const a = "x" as "x" | "y"', "a", "y", 'const a = "y";'],
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
  const values = fc.oneof(
    fc.string({ unit: "binary" }).map((value) => ({ code: 'const a = "x"', value, text: value })),
    fc
      .double({ noNaN: true, noDefaultInfinity: true })
      .map((n) => (Object.is(n, -0) ? 0 : n))
      .map((value) => ({ code: "const a = 1", value, text: String(value) })),
    fc.array(fc.string()).map((value) => ({ code: 'const a = ["x"]', value, text: JSON.stringify(value) })),
    fc
      .dictionary(fc.string({ minLength: 1 }), fc.integer())
      .map((value) => ({ code: "const a = {}", value, text: JSON.stringify(value) })),
  );
  test("as text from a command line, and in the code that is put in", () => {
    fc.assert(
      fc.property(values, ({ code, value, text }) => {
        const { parameters } = injectParameters(declaring(code), { a: text }, "x");
        expect(parameters.a).toEqual(JSON.parse(JSON.stringify(value)));
        // The code is JavaScript once its type is taken away.
        const js = line(code, { a: text }).replace(/^const a(: [a-z[\]]+)? =/, "return");
        expect(JSON.stringify(new Function(js)())).toBe(JSON.stringify(value));
      }),
    );
  });
});
