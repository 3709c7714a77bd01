import { describe, expect, test } from "vitest";
import { functionSource } from "../../src/step/function-source.js";

describe("free names", () => {
  test.each<[title: string, text: string, free: string[]]>([
    ["what is used", "() => train(data)", ["data", "train"]],
    ["parameters are its own", "(a, { b, c: [d = e], ...f }, ...g) => [a, b, c, d, f, g]", ["c", "e"]],
    ["names of properties", "() => a.b.c + { d: 1, e() {}, [f]: 2 }.d", ["a", "f"]],
    ["shorthand properties", "() => ({ a, b: 1 })", ["a"]],
    [
      "let, const and class of blocks",
      "() => { { let a = 1; const b = 2; class C {} a; b; C } a; b; C }",
      ["C", "a", "b"],
    ],
    ["var belongs to the function", "() => { { var a = 1 } for (var b of c) {} return [a, b] }", ["c"]],
    ["var in an inner function stays there", "() => { (() => { var a })(); return a }", ["a"]],
    ["functions are hoisted", "() => { return f(); function f() { return g } }", ["g"]],
    ["a function's own name", "function f(n) { return n === 0 ? 1 : n * f(n - 1) }", []],
    [
      "loops",
      "() => { for (let i = 0; i < n; i++) i; for (const x of xs) x; return i + x }",
      ["i", "n", "x", "xs"],
    ],
    [
      "catch",
      "() => { try { a } catch (e) { e } try { b } catch ({ message }) { message } e }",
      ["a", "b", "e"],
    ],
    ["switch", "(x) => { switch (x) { case a: let b = 1; b; break; default: b } b }", ["a", "b"]],
    ["labels", "() => { outer: for (;;) { break outer } }", []],
    ["templates", `() => tag\`a\${b}c\``, ["b", "tag"]],
    [
      "classes",
      "class A extends B { #p = c; static s = d; static { var v = e; v } m(x = f) { return this.#p + x + A } }",
      ["B", "c", "d", "e", "f"],
    ],
    ["arguments of its own", "function f() { return arguments.length }", []],
    ["optional chains and new.target", "function f() { return a?.b?.[c] ?? new.target }", ["a", "c"]],
    ["the kernel's own name", "async () => { await __claimbook__.wait(a) }", ["a"]],
    ["methods", "async *each(from) { yield* source(from) }", ["source"]],
    ["accessors", "get size() { return rows.length }", ["rows"]],
    ["defaults see earlier parameters", "(a, b = a + c) => b", ["c"]],
    ["assignment patterns", "() => { ({ a: x, b = y } = z) }", ["b", "x", "y", "z"]],
  ])("%s", (_, text, free) => {
    expect(functionSource(text).free).toEqual(free);
  });

  test.each<[text: string, assigned: string[]]>([
    ["() => { total += 1 }", ["total"]],
    ["() => { let total = 0; total += 1; total++ }", []],
    ["() => { n++; --m }", ["m", "n"]],
    ["() => { [a, { b, c: d = 1 }, ...e] = f }", ["a", "b", "d", "e"]],
    ["() => { for (x of xs); for (y in ys); }", ["x", "y"]],
    ["() => { log.count = 1 }", []],
  ])("assigned outside by %s", (text, assigned) => {
    expect(functionSource(text).assigned).toEqual(assigned);
  });

  test("imports, and those that cannot be followed", () => {
    const source = functionSource(
      'async () => [await import("./a.js"), require("b"), __claimbook__.import("./c.ts")]',
    );
    expect(source).toMatchObject({ imports: ["./a.js", "./c.ts", "b"], importsUnknown: false });
    expect(functionSource("async (name) => import(name)").importsUnknown).toBe(true);
  });

  test("this of its own or of the surroundings", () => {
    expect(functionSource("() => this.x").outerThis).toBe(true);
    expect(functionSource("function () { return this.x }").outerThis).toBe(false);
    expect(functionSource("() => { class A { x = this; m() { return this } } }").outerThis).toBe(false);
  });

  test.each(["function floor() { [native code] }", "nonsense ("])(
    "says so when there is no source: %s",
    (text) => {
      expect(() => functionSource(text)).toThrow(/source of a function is not known/);
    },
  );
});

describe("the hash of a function", () => {
  const text = 'async (signal) => { const a = "x"; return f(a, 1_000, -b, c?.d) }';
  test.each([
    "async (signal) => { // why\n  const a = 'x';\n\n  return f(a, 1000, -b, c?.d); /* done */ }",
    'async(signal)=>{const a="x";return f(a,1_000,-b,c?.d,)}',
  ])("is the same for other comments, spaces, quotes and semicolons", (other) => {
    expect(functionSource(other).sha256).toBe(functionSource(text).sha256);
  });

  test.each([
    ["(signal) =>", "async (signal) =>"],
    ["let a", "const a"],
    ['"y"', '"x"'],
    ["1_001", "1_000"],
    ["+b", "-b"],
    ["c.d", "c?.d"],
    ["g(a", "f(a"],
    ["return\nf(", "return f("],
    ["new f(", "f("],
  ])("is another for %j in place of %j", (to, from) => {
    expect(functionSource(text.replace(from, to)).sha256).not.toBe(functionSource(text).sha256);
  });
});
