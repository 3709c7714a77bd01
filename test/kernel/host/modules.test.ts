import { mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import ts from "typescript";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { CellImport, ImportTarget, LocalModule } from "../../../src/kernel/compiler/cell-compiler.js";
import { Host } from "./driver.js";

let host: Host;
beforeAll(async () => {
  host = await Host.start();
  const folder = path.join(host.folder, "node_modules", "shared");
  mkdirSync(folder, { recursive: true });
  writeFileSync(
    path.join(folder, "package.json"),
    '{"name":"shared","type":"module","exports":"./index.js"}',
  );
  writeFileSync(path.join(folder, "index.js"), "export const box = { count: 0 };");
});
afterAll(() => host.stop());

const at = (name: string) => path.join(host.folder, name);

/** Compiled as TypeScript compiles it; relative specifiers are files beside it. */
function local(name: string, source: string): LocalModule {
  const { outputText, sourceMapText } = ts.transpileModule(source, {
    compilerOptions: { target: ts.ScriptTarget.ES2022, module: ts.ModuleKind.ESNext, sourceMap: true },
    fileName: at(name),
  });
  const imports: Record<string, ImportTarget> = {};
  for (const [, specifier] of source.matchAll(/(?:from|import)\s*\(?"([^"]+)"/g))
    imports[specifier!] = specifier!.startsWith(".")
      ? { kind: "local", file: at(specifier!.replace(/\.js$/, ".ts")) }
      : { kind: "node", parent: at(name) };
  return {
    file: at(name),
    code: outputText.replace(/\/\/# sourceMappingURL.*/, ""),
    json: false,
    map: sourceMapText,
    imports,
  };
}

const take = (name: string, ...names: string[]): CellImport => ({
  specifier: `./${name}`,
  target: { kind: "local", file: at(name) },
  attributes: {},
  names: names.map((each) => ({ local: each, imported: each })),
});
const value = async (expression: string, modules: LocalModule[] = []) =>
  (await host.run(`return { value: ${expression} };`, { modules })).result;

describe("local modules", () => {
  test("an edited one, and what imports it, is loaded afresh; others keep their state; earlier cells follow", async () => {
    const counter = local("counter.ts", "export const state = { n: 0 };");
    const first = local(
      "greet.ts",
      'import { state } from "./counter.js"; export const greet = () => "one " + ++state.n;',
    );
    const middle = local("middle.ts", 'export { greet } from "./greet.js"; export const made = {};');
    await host.run("__cells__.say = () => (0, __cells__.greet)(); __cells__.before = __cells__.made;", {
      declares: ["say", "before"],
      modules: [counter, first, middle],
      imports: [take("middle.ts", "greet", "made"), take("counter.ts", "state")],
    });
    expect(await value("(0, __cells__.say)()")).toBe("'one 1'");
    const second = local(
      "greet.ts",
      'import { state } from "./counter.js"; export const greet = () => "two " + ++state.n;',
    );
    expect(await value("(0, __cells__.say)()", [second])).toBe("'two 2'");
    expect(await value("[__cells__.state.n, __cells__.made === __cells__.before]")).toBe("[ 2, false ]");
    // The same again is no change.
    expect(await value("(0, __cells__.say)()", [second])).toBe("'two 3'");
  });

  test("cyclic imports", async () => {
    const even = local(
      "even.ts",
      'import { odd } from "./odd.js"; export const even = (n: number): boolean => n === 0 || odd(n - 1);',
    );
    const odd = local(
      "odd.ts",
      'import { even } from "./even.js"; export const odd = (n: number): boolean => n !== 0 && even(n - 1);',
    );
    await host.run("", { modules: [even, odd], imports: [take("even.ts", "even"), take("odd.ts", "odd")] });
    expect(await value("[(0, __cells__.even)(10), (0, __cells__.odd)(10)]")).toBe("[ true, false ]");
    const edited = local(
      "odd.ts",
      'import { even } from "./even.js"; export const odd = (n: number): string => "odd? " + !even(n);',
    );
    expect(await value("[(0, __cells__.even)(1), (0, __cells__.odd)(10)]", [edited])).toBe(
      "[ 'odd? false', 'odd? false' ]",
    );
  });

  test("JSON", async () => {
    const data = {
      file: at("data.json"),
      code: '{"name":"x","default":1,"list":[1,2]}',
      json: true,
      map: undefined,
      imports: {},
    };
    const user = local(
      "user.ts",
      'import data, { list } from "./data.json"; export const total = list.length; export { data };',
    );
    await host.run("", { modules: [data, user], imports: [take("user.ts", "total", "data")] });
    expect(await value("[__cells__.total, __cells__.data.name]")).toBe("[ 2, 'x' ]");
    const list = { ...data, file: at("list.json"), code: "[1,2,3]" };
    await host.run("", {
      modules: [list],
      imports: [{ ...take("list.json"), names: [{ local: "many", imported: "default" }] }],
    });
    expect(await value("__cells__.many.length")).toBe("3");
  });

  test("packages are one instance, whoever imports them", async () => {
    const one = local("one.ts", 'import { box } from "shared"; box.count++; export { box };');
    const two = local(
      "two.ts",
      'import * as shared from "shared"; shared.box.count++; export const other = shared.box;',
    );
    await host.run("", { modules: [one, two], imports: [take("one.ts", "box"), take("two.ts", "other")] });
    expect(
      await value(
        "[__cells__.box === __cells__.other, __cells__.box.count, (await __claimbook__.import('shared')).box === __cells__.box]",
      ),
    ).toBe("[ true, 2, true ]");
  });

  test("top-level await, import(), import.meta", async () => {
    mkdirSync(at("deep"), { recursive: true });
    const leaf = local("deep/leaf.ts", "export const leaf = await Promise.resolve('leaf');");
    const root = local(
      "deep/root.ts",
      [
        'const { leaf } = await import("./leaf.js");',
        'export const lazy = () => import("./" + "leaf.js");',
        'export const found = [leaf, import.meta.dirname.endsWith("deep"), import.meta.filename.endsWith("root.ts"),',
        '  import.meta.url.startsWith("file:///"), import.meta.resolve("shared").endsWith("/shared/index.js"),',
        '  (await import("node:path")).sep, (await import("shared")).box.count];',
      ].join("\n"),
    );
    leaf.imports = {};
    root.imports = { "./leaf.js": { kind: "local", file: at("deep/leaf.ts") } };
    await host.run("", { modules: [leaf, root], imports: [take("deep/root.ts", "found", "lazy")] });
    expect(await value("__cells__.found.slice(0, 6)")).toBe("[ 'leaf', true, true, true, true, '/' ]");
    expect(await value("(await (0, __cells__.lazy)()).leaf")).toBe("'leaf'");
    expect(await value("(await __claimbook__.import('./deep/leaf')).leaf")).toBe("'leaf'");
  });

  test("one that fails to load is tried again, after an edit and without one", async () => {
    const broken = local(
      "broken.ts",
      "globalThis.tries = (globalThis.tries ?? 0) + 1;\nif (globalThis.tries < 3) throw new Error('try ' + globalThis.tries);\nexport const well = true;",
    );
    const user = local("uses-broken.ts", 'export { well } from "./broken.js";');
    const first = await host.run("", { modules: [broken, user], imports: [take("uses-broken.ts", "well")] });
    expect(first.error).toMatchObject({ evalue: "try 1" });
    expect(first.error!.traceback.join("\n")).toContain("broken.ts:2:33");
    expect((await host.run("", { imports: [take("uses-broken.ts", "well")] })).error).toMatchObject({
      evalue: "try 2",
    });
    const edited = local("broken.ts", "export const well = 'mended';");
    await host.run("", { modules: [edited], imports: [take("uses-broken.ts", "well")] });
    expect(await value("__cells__.well")).toBe("'mended'");
  });

  test("an edit that cannot be loaded leaves earlier cells the version they have", async () => {
    await host.run("", {
      modules: [local("careful.ts", "export const careful = 1;")],
      imports: [take("careful.ts", "careful")],
    });
    const ran = await host.run("return { value: __cells__.careful };", {
      modules: [local("careful.ts", "export const careful = 2;\nthrow new Error('not now');")],
    });
    expect(ran).toMatchObject({ status: "ok", result: "1" });
    expect(ran.stderr).toContain("careful.ts was edited and cannot be loaded");
    expect(ran.stderr).toContain("careful.ts:2:7");
    expect(await value("__cells__.careful", [local("careful.ts", "export const careful = 3;")])).toBe("3");
  });

  test("a missing export and a missing package are errors with a name", async () => {
    const wrong = local("wrong.ts", 'import { nothing } from "shared"; console.log(nothing);');
    const ran = await host.run("", { modules: [wrong], imports: [take("wrong.ts")] });
    expect(ran.error).toMatchObject({ ename: "SyntaxError" });
    expect(ran.error!.evalue).toContain("nothing");
    const absent = local("absent.ts", 'import "no-such-package";');
    expect((await host.run("", { modules: [absent], imports: [take("absent.ts")] })).error!.evalue).toContain(
      "no-such-package",
    );
  });

  test("an interrupt ends the loading of a module, which is tried again later", async () => {
    const slow = local(
      "slow.ts",
      "globalThis.loads = (globalThis.loads ?? 0) + 1; console.log('go'); if (globalThis.loads === 1) await new Promise(() => {}); export const slow = globalThis.loads;",
    );
    expect(
      (await host.interrupted("", { modules: [slow], imports: [take("slow.ts", "slow")] })).error,
    ).toMatchObject({ ename: "Interrupted" });
    await host.run("", { imports: [take("slow.ts", "slow")] });
    expect(await value("__cells__.slow")).toBe("2");
    const loop = local(
      "loop.ts",
      "globalThis.loops = (globalThis.loops ?? 0) + 1; console.log('go'); while (globalThis.loops === 1); export const loop = globalThis.loops;",
    );
    expect(
      (await host.interrupted("", { modules: [loop], imports: [take("loop.ts", "loop")] })).error,
    ).toMatchObject({ ename: "Interrupted" });
    await host.run("", { imports: [take("loop.ts", "loop")] });
    expect(await value("__cells__.loop")).toBe("2");
  });
});
