import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { Cells } from "./cells.js";

let cells: Cells;
beforeAll(() => {
  cells = new Cells();
});
afterAll(() => cells.remove());

/** Cells of a session, one after the other; the last one's value. */
const sessions: [title: string, code: string[], value: unknown][] = [
  [
    "shadowing by parameters and blocks",
    [
      "const x1 = 1;",
      "const f1 = (x1: number) => { { const x1 = 5; if (x1 > 9) return 0; } return x1; }; [f1(7), x1]",
    ],
    [7, 1],
  ],
  [
    "shadowing by catch, class members, labels",
    [
      "const e2 = 'outer';",
      "class C2 { e2 = 'member'; get() { return this.e2 + e2; } } let r2 = ''; e2: for (;;) { try { throw 'inner'; } catch (e2) { r2 += e2; break e2; } } [new C2().get(), r2]"
        .replaceAll("e2: for", "lab: for")
        .replace("break e2", "break lab"),
    ],
    ["memberouter", "inner"],
  ],
  [
    "shorthand properties",
    ["const a3 = 1, b3 = 2;", "const o3 = { a3, b3: a3, c: { b3 } }; o3"],
    { a3: 1, b3: 1, c: { b3: 2 } },
  ],
  [
    "assignment patterns",
    [
      "let a4 = 1, b4 = 2, rest4: number[] = [], o4: object = {};",
      "[a4, b4] = [b4, a4]; ({ a4, ...o4 } = { a4: 9, z: 1 }); [, ...rest4] = [1, 2, 3]; [a4, b4, rest4, o4]",
    ],
    [9, 1, [2, 3], { z: 1 }],
  ],
  [
    "assignment patterns with defaults",
    ["let a5 = 0, f5 = () => 0;", "({ a5 = 3, f5 = () => 4 } = {}); [a5, f5(), f5.name]"],
    [3, 4, "f5"],
  ],
  [
    "++ and compound assignment",
    ["let n6 = 1; let s6: string | undefined;", "n6++; ++n6; n6 **= 2; s6 ??= 'set'; [n6--, n6, s6]"],
    [9, 8, "set"],
  ],
  [
    "functions know no this",
    [
      "function t7(this: unknown) { return this === undefined; } const o7 = { m() { return this === o7; } };",
      "[t7(), (t7)(), t7!(), t7?.(), (t7 as () => boolean)(), o7.m()]",
    ],
    [true, true, true, true, true, true],
  ],
  [
    "tagged templates",
    [
      "function tag8(this: unknown, s: TemplateStringsArray, ...v: number[]) { return [this, s.raw.join('|'), v]; }",
      "const v8 = 2; tag8`a${v8}b`",
    ],
    [undefined, "a|b", [2]],
  ],
  [
    "function names",
    [
      "const f9 = () => {}, g9 = function () {}, C9 = class {}; let h9; h9 = async () => {}; const k9 = (() => {}) as () => void; const inner9 = function named9() {};",
      "[f9.name, g9.name, C9.name, h9.name, k9.name, inner9.name]",
    ],
    ["f9", "g9", "C9", "h9", "k9", "named9"],
  ],
  ["hoisting", ["const before10 = later10(); function later10() { return 'hoisted'; } before10"], "hoisted"],
  [
    "recursion, also of a function that is declared again",
    [
      "function fact11(n: number): number { return n < 2 ? 1 : n * fact11(n - 1); } const old11 = fact11;",
      "function fact11(n: string) { return n; } old11(5)",
    ],
    120,
  ],
  [
    "functions see later values of variables",
    ["let v12 = 1; const get12 = () => v12;", "v12 = 2;", "get12()"],
    2,
  ],
  [
    "overloads",
    [
      "function o13(a: string): string; function o13(a: number): number; function o13(a: unknown) { return a; }",
      "const s13: string = o13('a'); const n13: number = o13(1); [s13, n13]",
    ],
    ["a", 1],
  ],
  [
    "generators",
    [
      "function* g14(): Generator<number | undefined, void, number | undefined> { const x = yield 1; yield x; }",
      "const it14 = g14(); [it14.next().value, it14.next(7).value, [...g14()]]",
    ],
    [1, 7, [1, undefined]],
  ],
  [
    "async generators and arrows",
    [
      "const a15 = async (n: number) => { const m = await Promise.resolve(n); return m * 2; }; async function* s15() { yield await a15(1); yield a15(2); }",
      "const out15: number[] = []; for await (const x of s15()) out15.push(x); out15",
    ],
    [2, 4],
  ],
  [
    "for await over plain values",
    ["const out16: number[] = []; for await (const x of [1, Promise.resolve(2)]) out16.push(x); out16"],
    [1, 2],
  ],
  ["for await with a scope variable", ["let last17 = 0; for await (last17 of [1, 2]) {} last17"], 2],
  [
    "var in blocks, loops and switch",
    [
      "if (true) { var a18 = 1; } for (var b18 of [1, 2]) {} for (var c18 in { k: 1 }) {} switch (1 as number) { case 1: var d18 = 4; } try { var e18 = 5; } finally {}",
      "[a18, b18, c18, d18, e18]",
    ],
    [1, 2, "k", 4, 5],
  ],
  [
    "var before it has a value",
    ["const read19 = () => typeof v19; const seen19 = read19(); var v19 = 1; [seen19, v19]"],
    ["undefined", 1],
  ],
  ["let without a value", ["let u20: number | undefined;", "u20"], undefined],
  [
    "loops close over their own variables",
    [
      "const fs21: (() => number)[] = []; for (let i = 0; i < 3; i++) fs21.push(() => i); for (const j of [7]) fs21.push(() => j); fs21.map((f) => f())",
    ],
    [0, 1, 2, 7],
  ],
  [
    "classes: heritage, statics, private, accessors",
    [
      "class A22 { static made = 0; #p = 1; constructor() { A22.made++; } get p() { return this.#p; } static { A22.made = 10; } }",
      "class B22 extends A22 { accessor q = 2; } const b22 = new B22(); [b22.p, b22.q, A22.made, B22.name, b22 instanceof A22]",
    ],
    [1, 2, 11, "B22", true],
  ],
  [
    "a class that was declared again keeps its own self",
    [
      "class K23 { static make() { return new K23(); } v = 1; } const Old23 = K23;",
      "class K23 { w = 2; }",
      "[Old23.make().v, new K23().w]",
    ],
    [1, 2],
  ],
  [
    "abstract classes and interfaces",
    [
      "interface I24 { n: number } abstract class Base24 implements I24 { abstract n: number; }",
      "class D24 extends Base24 implements I24 { n = 3; } new D24().n",
    ],
    3,
  ],
  [
    "decorators",
    [
      "function twice25(value: (this: object) => number, _c: ClassMethodDecoratorContext) { return function (this: object) { return 2 * value.call(this); }; } const seen25: string[] = []; const note25 = (_v: unknown, c: ClassDecoratorContext) => { seen25.push(String(c.name)); };",
      "@note25 class E25 { @twice25 m() { return 21; } }",
      "[new E25().m(), seen25]",
    ],
    [42, ["E25"]],
  ],
  [
    "enums",
    [
      "enum Color26 { Red, Green = 'g' } const enum Size26 { S = 1, L = S * 10 } enum Color26 { Blue = 7 }",
      "const c26: Color26 = Color26.Green; [c26, Color26.Red, Color26[0], Size26.L, Color26.Blue]",
    ],
    ["g", 0, "Red", 10, 7],
  ],
  [
    "namespaces, merged with functions and classes",
    [
      "namespace N27 { export const a = 1; export namespace In { export const f = () => a + 1; } export interface T { x: number } } function f27() { return f27.extra; } namespace f27 { export const extra = 5; } class C27 {} namespace C27 { export const s = 3; }",
      "const t27: N27.T = { x: 1 }; import Short27 = N27.In; [N27.a, Short27.f(), f27(), C27.s, t27.x]",
    ],
    [1, 2, 5, 3, 1],
  ],
  ["namespaces of types alone", ["namespace T28 { export type A = number }", "const a28: T28.A = 1; a28"], 1],
  [
    "types, generics, conditional types, satisfies",
    [
      "type Pair29<T> = [T, T]; const p29 = [1, 2] satisfies Pair29<number>; type El29<T> = T extends (infer U)[] ? U : never;",
      "const e29: El29<typeof p29> = p29[0]; e29",
    ],
    1,
  ],
  [
    "exported declarations",
    [
      "export const a30 = 1; export function f30() { return a30; } export class C30 {} export interface I30 { x: number } export type T30 = I30; export enum E30 { A } export let l30 = 1; const b30 = 1; export { b30 }; export {};",
      "l30 = 2; const i30: T30 = { x: f30() }; [a30, i30.x, new C30() instanceof C30, E30.A, l30, b30]",
    ],
    [1, 1, true, 0, 2, 1],
  ],
  ["export default", ["export default 1 + 1"], 2],
  ["export default function", ["export default function d31() { return 1; }", "d31()"], 1],
  ["import equals", ["import p32 = require('node:path');", "p32.join('a', 'b')"], "a/b"],
  [
    "import type",
    [
      "import type { Stats } from 'node:fs'; import type * as net33 from 'node:net'; import { type Dirent, sep as sep33 } from 'node:path/posix';".replace(
        "type Dirent, ",
        "",
      ),
      "let s33: Stats | net33.Socket | undefined; sep33",
    ],
    "/",
  ],
  [
    "default and namespace imports",
    ["import path34, * as all34 from 'node:path';", "[path34.sep, all34.sep, typeof all34.join]"],
    ["/", "/", "function"],
  ],
  [
    "typeof of names",
    [
      "const n35 = 1; class C35 {} function f35() {}",
      "[typeof n35, typeof C35, typeof f35, (() => { const t: typeof n35 = 1; return t; })()]",
    ],
    ["number", "function", "function", 1],
  ],
  [
    "instantiation expressions and type arguments",
    [
      "const id36 = <T,>(x: T) => x;",
      "const num36 = id36<number>; [num36(1), id36<string>('a'), new Map<string, number>([['k', 1]]).get('k')]",
    ],
    [1, "a", 1],
  ],
  [
    "new with and without arguments",
    ["class A37 { constructor(public n = 1) {} }", "[new A37, new A37(2)]"],
    [{ n: 1 }, { n: 2 }],
  ],
  [
    "optional chaining and non-null",
    [
      "const o38: { f?: (n: number) => number } | undefined = { f: (n) => n } as { f?: (n: number) => number } | undefined;",
      "[o38?.f?.(3), o38!.f!(4)]",
    ],
    [3, 4],
  ],
  [
    "delete, void, comma, spread",
    [
      "const o39: Record<string, number> = { a: 1, b: 2 }; const l39 = [1, 2];",
      "delete o39.a; [void 0, (l39.push(3), 2), { ...o39 }, [...l39], Math.max(...l39)]",
    ],
    [undefined, 2, { b: 2 }, [1, 2, 3], 3],
  ],
  [
    "names of members are no names of variables",
    [
      "const name40 = 'v';",
      "const o40 = { name40: 1, m() { return this.name40; }, get g() { return name40; }, [name40]: 2 }; [o40.name40, o40.m(), o40.g, (o40 as Record<string, unknown>).v]",
    ],
    [1, 1, "v", 2],
  ],
  [
    "names of globals",
    [
      "const process = 2; const console = { log: (s: string) => s };",
      "[process, console.log('mine'), typeof globalThis.process.pid]",
    ],
    [2, "mine", "number"],
  ],
  [
    "names with $, _ and letters of any script",
    ["const $42 = 1, _42 = 2, größe42 = 3, 变量42 = 4;", "[$42, _42, größe42, 变量42]"],
    [1, 2, 3, 4],
  ],
  [
    "symbols and bigints",
    ["const s43: unique symbol = Symbol('s'); const big43 = 10n;", "const o43 = { [s43]: big43 }; o43[s43]"],
    10n,
  ],
  [
    "declared globals stay global",
    [
      "declare const URLSearchParams: { new (s: string): { get(n: string): string | null } };",
      "new URLSearchParams('a=1').get('a')",
    ],
    "1",
  ],
  ["this at the top", ["const f45 = function (this: unknown) { return this; }; f45()"], undefined],
  ["strict mode", ["(function (this: unknown) { return this; })()"], undefined],
  ["directives", ["'use strict'; const a47 = 1; a47"], 1],
  ["a string is a result", ["'use strict'"], "use strict"],
  ["import attributes in import()", ["(await import('node:path', { with: {} })).sep"], "/"],
  [
    "inferred types that no declaration can say",
    [
      "const made50 = (() => { class Hidden { private secret = 1; reveal() { return this.secret; } } return new Hidden(); })(); export const Mixed50 = class { private p = 1; q() { return this.p; } };",
      "[made50.reveal(), new Mixed50().q()]",
    ],
    [1, 1],
  ],
  [
    "types of earlier cells in inferred types",
    [
      "interface P51 { deep: { x: number } } const make51 = (): P51 => ({ deep: { x: 1 } });",
      "const all51 = [make51()];",
      "interface P51 { other: string }",
      "all51[0]!.deep.x",
    ],
    1,
  ],
  ["comments at the end", ["1 + 1 // two"], 2],
  ["comments only", ["// nothing"], undefined],
  ["an empty cell", [""], undefined],
  ["statements after the expression", ["1; const a55 = 2;"], undefined],
  ["empty statements after the expression", ["56;;"], 56],
  [
    "labels and continue",
    [
      "let n57 = 0; outer57: for (const a of [1, 2]) { for (const b of [1, 2]) { if (b === 2) continue outer57; n57 += a * b; } } n57",
    ],
    3,
  ],
  [
    "var in a labelled or single statement",
    ["lab58: for (;;) { if (true) var v58 = 3; break lab58; } v58"],
    3,
  ],
  [
    "regular expressions, templates, numbers",
    ["const r59 = /a(?<n>b)/v; const t59 = `x${'y'}z`; [r59.exec('ab')?.groups?.n, t59, 1_000]"],
    ["b", "xyz", 1000],
  ],
  [
    "getters that throw are met where they are used",
    [
      "const o60 = { get g(): number { throw new Error('no'); } }; let got60 = ''; try { o60.g; } catch (e) { got60 = (e as Error).message; } got60",
    ],
    "no",
  ],
  [
    "ES2024",
    ["Object.keys(Object.groupBy ?? {}).length >= 0 && typeof Promise.withResolvers"],
    typeof (Promise as { withResolvers?: unknown }).withResolvers,
  ],
  [
    "a patterned parameter with the name of a variable",
    [
      "const q62 = 1;",
      "const f62 = ({ q62 }: { q62: number }, [r = q62] = [undefined as number | undefined]) => [q62, r]; f62({ q62: 5 })",
    ],
    [5, 5],
  ],
  [
    "assertion functions",
    [
      "function check63(v: unknown): asserts v is string { if (typeof v !== 'string') throw new TypeError('no'); }",
      "const u63: unknown = 'text'; check63(u63); u63.length",
    ],
    4,
  ],
  [
    "names that are words of the language elsewhere",
    [
      "const type = 1, from = 3, as = 4, of = 5, get = 6, async = 7, namespace = 8, defer = 9, abstract = 10; let declare = 11, module = 12, let1 = 13, global = 14;",
      "declare += 1; [type, from, as, of, get, async, namespace, defer, abstract, declare, module, let1, global]",
    ],
    [1, 3, 4, 5, 6, 7, 8, 9, 10, 12, 12, 13, 14],
  ],
  [
    "additions to global types last",
    [
      "declare global { interface Array<T> { second(): T | undefined } }",
      "Array.prototype.second = function () { return this[1]; };",
      "[1, 2].second()",
    ],
    2,
  ],
  ["Windows line ends", ["const crlf = 1;\r\nlet text = `a\r\nb`;\r\n", "[crlf, text]"], [1, "a\nb"]],
  [
    "type predicates",
    [
      "function isS64(v: unknown): v is string { return typeof v === 'string'; }",
      "const u64: unknown = 'text'; isS64(u64) ? u64.length : 0",
    ],
    4,
  ],
];

describe("the language in cells", () => {
  test.each(sessions)("%s", async (_title, codes, expected) => {
    let value: unknown;
    for (const code of codes) value = await cells.value(code);
    expect(
      Array.isArray(value)
        ? value.map((each) => (each?.constructor?.name === "A37" ? { ...each } : each))
        : value,
    ).toEqual(expected);
  });

  test("using: resources live until the cell ends, and no longer", async () => {
    const log =
      "const log70: string[] = []; const open70 = (n: string) => ({ n, [Symbol.dispose]() { log70.push(`close ${n}`); }, async [Symbol.asyncDispose]() { log70.push(`async ${n}`); } });";
    await cells.value(log);
    expect(
      await cells.value(
        "using r70 = open70('a'); await using s70 = open70('b'); function say70() { return log70.length; } class K70 {} const kept70 = r70.n + s70.n; log70.push('body'); [kept70, say70(), [...log70]]",
      ),
    ).toEqual(["ab", 1, ["body"]]);
    expect(await cells.value("[log70, kept70, say70(), typeof K70]")).toEqual([
      ["body", "async b", "close a"],
      "ab",
      3,
      "function",
    ]);
    expect(cells.diagnose("r70")).toMatchObject([{ code: 2304 }]);
    const { error } = await cells.run("using t70 = open70('c'); throw new Error('thrown')");
    expect(error).toMatchObject({ message: "thrown" });
    expect(await cells.value("log70.at(-1)")).toBe("close c");
    expect(await cells.value("{ using u70 = open70('d'); log70.push(u70.n); } log70.slice(-2)")).toEqual([
      "d",
      "close d",
    ]);
  });

  test("constants cannot be assigned to, in the words of constants", async () => {
    await cells.value(
      "const c71 = 1; import { sep as i71 } from 'node:path'; function f71() {} class K71 {}",
    );
    expect(cells.diagnose("c71 = 2")).toMatchObject([
      { line: 1, column: 1, code: 2588, message: "Cannot assign to 'c71' because it is a constant." },
    ]);
    expect(cells.diagnose("c71++")).toMatchObject([{ code: 2588 }]);
    expect(cells.diagnose("i71 = ''")).toMatchObject([
      { code: 2632, message: "Cannot assign to 'i71' because it is an import." },
    ]);
    expect(cells.diagnose("f71 = () => {}")).toMatchObject([
      { message: "Cannot assign to 'f71' because it is a function." },
    ]);
    expect(cells.diagnose("K71 = class {}")).toMatchObject([
      { message: "Cannot assign to 'K71' because it is a class." },
    ]);
  });

  test("a type is no value", async () => {
    await cells.value("import type { Stats as S72 } from 'node:fs'; interface I72 { x: 1 }");
    expect(cells.diagnose("new S72()")[0]!.message).toContain("cannot be used as a value");
    expect(cells.diagnose("I72")[0]!.message).toContain("only refers to a type");
  });
});
