import { mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { Host } from "./driver.js";

let host: Host;
beforeAll(async () => {
  host = await Host.start();
  const packages = path.join(host.folder, "node_modules");
  for (const [name, manifest, file, text] of [
    ["common", {}, "index.js", "exports.one = 1; exports['tw' + 'o'] = 2;"],
    [
      "modern",
      { type: "module", exports: { ".": "./main.js", "./data.json": "./data.json" } },
      "main.js",
      "await null; export let count = 0; export const add = () => { count++; }; export default 'modern';",
    ],
  ] as const) {
    mkdirSync(path.join(packages, name), { recursive: true });
    writeFileSync(
      path.join(packages, name, "package.json"),
      JSON.stringify({ name, version: "1.0.0", ...manifest }),
    );
    writeFileSync(path.join(packages, name, file), text);
  }
  writeFileSync(path.join(packages, "modern", "data.json"), '{"answer":42}');
});
afterAll(() => host.stop());

const node = () => ({ kind: "node", parent: path.join(host.folder, "notebook.ts") }) as const;
const take = (specifier: string, ...names: [local: string, imported: string][]) => ({
  specifier,
  target: node(),
  attributes: {},
  names: names.map(([local, imported]) => ({ local, imported })),
});
const value = async (expression: string) => (await host.run(`return { value: ${expression} };`)).result;

describe("the scope of cells", () => {
  test("keeps what cells declare, and lets a later cell declare it again", async () => {
    expect(
      await host.run("__cells__.a = 1; __cells__.f = () => __cells__.a;", { declares: ["a", "f"] }),
    ).toMatchObject({
      status: "ok",
      assigned: ["a", "f"],
      result: undefined,
    });
    expect(await value("(0, __cells__.f)()")).toBe("1");
    await host.run("__cells__.a = class A {};", { declares: ["a"] });
    expect(await value("(0, __cells__.f)()")).toBe("[class A]");
  });

  test("a name that got no value keeps its earlier one; one that did has it", async () => {
    await host.run("__cells__.old = 1; __cells__.other = 1;", { declares: ["old", "other"] });
    const ran = await host.run("__cells__.other = 2; throw new Error('half way'); __cells__.old = 2;", {
      declares: ["other", "old", "fresh"],
    });
    expect(ran).toMatchObject({ status: "error", assigned: ["other"] });
    expect(await value("[__cells__.old, __cells__.other, 'fresh' in __cells__]")).toBe("[ 1, 2, false ]");
  });

  test("a name has no value before it is given one", async () => {
    await host.run("__cells__.late = 'old';", { declares: ["late"] });
    const ran = await host.run("__cells__.late;", { declares: ["late"] });
    expect(ran.error).toMatchObject({
      ename: "ReferenceError",
      evalue: "Cannot access 'late' before initialization",
    });
    expect(await value("__cells__.late")).toBe("'old'");
  });

  test("a value may be undefined, and is assigned then too", async () => {
    expect((await host.run("__cells__.nothing = undefined;", { declares: ["nothing"] })).assigned).toEqual([
      "nothing",
    ]);
    expect(await value("'nothing' in __cells__")).toBe("true");
  });

  test("loops over names of the scope are as fast as in any object", async () => {
    await host.run(
      "__cells__.sum = 0; for (__cells__.i = 0; __cells__.i < 3e7; __cells__.i++) __cells__.sum += __cells__.i;",
      {
        declares: ["sum", "i"],
      },
    );
    expect(await value("__cells__.sum")).toBe("449999985000000");
  });

  test("the result of a cell is shown, undefined is not, a promise is a promise", async () => {
    expect(await value("'text'")).toBe("'text'");
    expect(await value("undefined")).toBeUndefined();
    expect(await value("null")).toBe("null");
    expect(await value("Promise.resolve(3)")).toBe("Promise { 3 }");
  });

  test("does not leak into globals", async () => {
    await host.run("__cells__.process = 2;", { declares: ["process"] });
    expect(await value("typeof process.pid")).toBe("'number'");
  });
});

describe("packages", () => {
  test("CommonJS: names that Node.js sees, and names it misses", async () => {
    await host.run("", {
      imports: [take("common", ["one", "one"], ["two", "two"], ["all", "*"], ["def", "default"])],
    });
    expect(await value("[__cells__.one, __cells__.two, __cells__.def.one, __cells__.all.one]")).toBe(
      "[ 1, 2, 1, 1 ]",
    );
  });

  test("ES modules with an exports map and top-level await, live bindings", async () => {
    await host.run("(0, __cells__.add)();", {
      imports: [take("modern", ["count", "count"], ["add", "add"], ["m", "default"])],
    });
    expect(await value("[__cells__.count, __cells__.m]")).toBe("[ 1, 'modern' ]");
    expect(await value("(await __claimbook__.import('modern')).count")).toBe("1");
  });

  test("JSON, with attributes", async () => {
    await host.run("", {
      imports: [{ ...take("modern/data.json", ["data", "default"]), attributes: { type: "json" } }],
    });
    expect(await value("__cells__.data.answer")).toBe("42");
  });

  test("built-in modules", async () => {
    await host.run("", { imports: [take("node:path", ["join", "join"]), take("fs", ["fs", "default"])] });
    expect(await value("[(0, __cells__.join)('a', 'b'), typeof __cells__.fs.readFileSync]")).toBe(
      "[ 'a/b', 'function' ]",
    );
  });

  test("claimbook is there, also where the project has none", async () => {
    await host.run("", { imports: [take("claimbook", ["claim", "claim"])] });
    expect(await value("typeof __cells__.claim")).toBe("'function'");
  });

  test("what is missing fails the cell by name", async () => {
    const gone = await host.run("", { imports: [take("no-such-package", ["x", "default"])] });
    expect(gone.error?.evalue).toContain("no-such-package");
    const name = await host.run("", { imports: [take("modern", ["x", "nothing"])] });
    expect(name.error).toMatchObject({
      ename: "SyntaxError",
      evalue: "The requested module 'modern' does not provide an export named 'nothing'",
    });
  });

  test("an imported name can be declared again, and a declared one imported", async () => {
    await host.run("", { imports: [take("common", ["again", "one"])] });
    await host.run("__cells__.again = 'mine';", { declares: ["again"] });
    expect(await value("__cells__.again")).toBe("'mine'");
    await host.run("", { imports: [take("common", ["again", "one"])] });
    expect(await value("__cells__.again")).toBe("1");
  });

  test("require, import() and import.meta are at home in the notebook's folder", async () => {
    expect(await value("require('common').one")).toBe("1");
    expect(await value("(await __claimbook__.import('common')).default.one")).toBe("1");
    expect(await value("__claimbook__.meta.dirname === process.cwd()")).toBe("true");
    expect(await value("__claimbook__.meta.resolve('modern').endsWith('/node_modules/modern/main.js')")).toBe(
      "true",
    );
  });
});

describe("lookup", () => {
  test("says what a name stands for", async () => {
    await host.run("__cells__.mine = 5;", { declares: ["mine"], imports: [take("common", ["uno", "one"])] });
    const kernel = "globalThis[Symbol.for('claimbook.kernel')]";
    expect(await value(`${kernel}.lookup('mine')`)).toBe("{ kind: 'value', value: 5 }");
    expect(await value(`${kernel}.lookup('uno')`)).toBe(
      "{ kind: 'package', specifier: 'common', imported: 'one' }",
    );
    expect(await value(`${kernel}.lookup('nobody')`)).toBeUndefined();
    expect(await value(`${kernel}.project === process.cwd()`)).toBe("true");
    expect(await value(`${kernel}.cell().executionCount > 0`)).toBe("true");
  });
});

describe("expressions", () => {
  test("have a value or an error", async () => {
    await host.run("__cells__.n = 20;", { declares: ["n"] });
    expect(await host.evaluate(host.program("return { value: __cells__.n + 1 };"))).toEqual({
      status: "ok",
      data: { "text/plain": "21" },
      metadata: {},
    });
    expect(await host.evaluate(host.program("return { value: __cells__.n.x.y };"))).toMatchObject({
      status: "error",
      ename: "TypeError",
    });
  });
});

describe("the library", () => {
  test("has what ES2024 has", async () => {
    expect(await value("JSON.stringify(Object.groupBy([1, 2, 3], (n) => (n % 2 ? 'odd' : 'even')))")).toBe(
      `'{"odd":[1,3],"even":[2]}'`,
    );
    expect(await value("Map.groupBy([1, 2, 3], (n) => n % 2).get(1)")).toBe("[ 1, 3 ]");
    expect(
      await value("(() => { const p = Promise.withResolvers(); p.resolve(4); return p.promise; })()"),
    ).toBe("Promise { 4 }");
    expect(await value("await Array.fromAsync((async function* () { yield 1; })())")).toBe("[ 1 ]");
    expect(
      await value(
        "(() => { const b = new ArrayBuffer(8); const c = b.transfer(4); return [b.detached, c.byteLength]; })()",
      ),
    ).toBe("[ true, 4 ]");
  });
});
