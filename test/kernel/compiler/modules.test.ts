import { mkdirSync, mkdtempSync, realpathSync, utimesSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { ScopeProgram } from "../../../src/kernel/compiler/cell-compiler.js";
import { TypeScriptCompiler } from "../../../src/kernel/compiler/typescript/compiler.js";
import { packageRoot } from "../../../src/paths.js";
import { Host } from "../host/driver.js";
import { describe as show } from "./cells.js";

/** Cells that import files, run by the real host. */
let host: Host;
let compiler: TypeScriptCompiler;
let edits = 0;
let runs = 0;

beforeAll(async () => {
  const folder = mkdtempSync(path.join(realpathSync(os.tmpdir()), "claimbook-modules-"));
  host = await Host.start({ folder });
  for (const [name, text] of Object.entries({
    "package.json": '{"name":"own","type":"module","exports":{".":"./src/main.ts","./tool":"./src/tool.ts"}}',
    "tsconfig.json":
      '{"compilerOptions":{"strict":true,"noUnusedLocals":true,"verbatimModuleSyntax":true,"paths":{"@/*":["./src/*"]}}}',
    "src/main.ts": 'export const main = "own main";',
    "src/tool.ts":
      'import { dot } from "./nested/index";\nimport data from "./data.json" with { type: "json" };\nexport interface Shape { sides: number }\nexport const square: Shape = { sides: data.four };\nexport const around = () => dot + square.sides + dot;',
    "src/nested/index.ts": 'export const dot = ".";',
    "src/data.json": '{"four":4}',
    "src/plain.js": "export const plain = (x) => x + 1;\nexport { dot } from './nested/index.ts';",
    "src/common.cjs": "exports.common = 'cjs'; exports.dir = __dirname;",
    "src/typed.d.ts": "export declare const typed: number;",
    "src/typed.js": "export const typed = 12;",
    "src/lazy.ts": 'export const lazy = await import("./leaf.js").then((m) => m.leaf);',
    "src/leaf.ts": "export const leaf: string = 'leaf';",
  }))
    write(name, text);
  compiler = new TypeScriptCompiler({ project: folder, folder, claimbook: packageRoot });
});
afterAll(() => host.stop());

function write(name: string, text: string): void {
  const file = path.join(host.folder, name);
  mkdirSync(path.dirname(file), { recursive: true });
  writeFileSync(file, text);
  // Two edits within one tick of the file system's clock would look like one.
  edits += 1;
  utimesSync(file, new Date(), new Date(Date.UTC(2026, 0, 1) + edits * 1000));
}

function compile(code: string): ScopeProgram {
  runs += 1;
  const result = compiler.compile({ run: runs, label: `cell ${runs}`, code });
  if (result.status === "diagnostics") throw new Error(show(result.diagnostics));
  return result.program as ScopeProgram;
}

async function run(code: string) {
  const program = compile(code);
  const ran = await host.run(program);
  compiler.ran(runs, ran.assigned);
  return { ...ran, sent: program.modules.map(({ file }) => path.relative(host.folder, file)).sort() };
}

async function value(code: string): Promise<unknown> {
  const { result, error } = await run(code);
  if (error !== undefined) throw new Error(`${error.ename}: ${error.evalue}`);
  return result;
}

describe("files that cells import", () => {
  test("are found with and without ending, by folder, as .js, by paths and by the package's own name", async () => {
    expect(await value('import { around } from "./src/tool"; around()')).toBe("'.4.'");
    expect(
      await value(
        'import { around as b } from "./src/tool.ts"; import { around as c } from "./src/tool.js"; [b === around, c === around]',
      ),
    ).toBe("[ true, true ]");
    expect(
      await value(
        'import { dot } from "./src/nested"; import { dot as d } from "@/nested/index"; import { main } from "own"; import { square } from "own/tool"; [dot, d, main, square.sides]',
      ),
    ).toBe("[ '.', '.', 'own main', 4 ]");
  });

  test("are sent once", async () => {
    const first = await run('import { leaf } from "./src/leaf"; leaf');
    expect(first).toMatchObject({ result: "'leaf'", sent: ["src/leaf.ts"] });
    expect((await run('import { leaf as again } from "./src/leaf"; again')).sent).toEqual([]);
  });

  test("JSON, JavaScript, CommonJS, declared JavaScript, import()", async () => {
    expect(
      await value(
        'import data from "./src/data.json"; import { plain, dot as viaPlain } from "./src/plain"; import { common, dir } from "./src/common.cjs"; import { typed } from "./src/typed"; [data.four, plain(1), viaPlain, common, dir.endsWith("src"), typed]',
      ),
    ).toBe("[ 4, 2, '.', 'cjs', true, 12 ]");
    expect(await value('import { lazy } from "./src/lazy"; [lazy, (await import("./src/lazy")).lazy]')).toBe(
      "[ 'leaf', 'leaf' ]",
    );
  });

  test("files import CommonJS and declared JavaScript without endings, too", async () => {
    write(
      "src/mixed.ts",
      'import { typed } from "./typed";\nimport { common } from "./common.cjs";\nexport { typed as again } from "./typed";\nexport const mixed = [typed, common];',
    );
    expect(await value('import { mixed, again } from "./src/mixed"; [mixed, again]')).toBe(
      "[ [ 12, 'cjs' ], 12 ]",
    );
  });

  test("namespaces: live, typed, of files and of packages", async () => {
    write(
      "src/spaced.ts",
      "export let n = 1;\nexport const add = () => { n += 1; };\nexport interface T { x: number }\nexport default 'd';",
    );
    await value(
      'import * as spaced from "./src/spaced"; import * as common from "./src/common.cjs"; const kept: spaced.T = { x: spaced.n };',
    );
    expect(
      await value("spaced.add(); const t: spaced.T = kept; [spaced.n, t.x, spaced.default, common.common]"),
    ).toBe("[ 2, 1, 'd', 'cjs' ]");
    expect(() => compile("spaced.nothing")).toThrow("1:8 TS2339");
  });

  test("types of files are checked, and erased", async () => {
    const { error, sent } = await run(
      'import { type Shape, square as sq } from "./src/tool"; const mine: Shape = sq;',
    );
    expect([error, sent]).toEqual([undefined, []]);
    expect(() =>
      compile('import { type Shape } from "./src/tool"; const s: Shape = { sides: "four" };'),
    ).toThrow("TS2322");
    expect(() => compile('import { nothing } from "./src/tool";')).toThrow(
      `1:10 TS2305 Module '"./src/tool"' has no exported member 'nothing'.`,
    );
    expect(() => compile('import "./src/missing";')).toThrow("1:8 TS2882");
  });

  test("an edit takes effect in functions of earlier cells, with state kept", async () => {
    write("src/counted.ts", "export const factor: number = 2;");
    await value(
      'import { factor } from "./src/counted"; let count = 1; const product = () => factor * count;',
    );
    write("src/counted.ts", "export const factor: number = 10;");
    expect(await value("count += 1; product()")).toBe("20");
  });

  test("an edit changes the types that later cells see", async () => {
    write("src/shape.ts", "export const shape = { a: 1 };");
    await value('import { shape } from "./src/shape";');
    write("src/shape.ts", "export const shape = { b: 'two' };");
    expect(await value("shape.b.length")).toBe("3");
    expect(() => compile("shape.a")).toThrow("TS2339");
    write("src/shape.ts", "export const other = 1;");
    expect(() => compile("1; shape")).toThrow(
      "1:4 TS2305 An earlier cell has 'shape' from a file that was edited since: Module '\"./src/shape\"' has no exported member 'shape'.",
    );
    expect(await value("1 + 1")).toBe("2");
    write("src/shape.ts", "export const shape = { b: 'three' };");
    expect(await value("shape.b")).toBe("'three'");
  });

  test("a broken edit is reported with its place, to the cells that use the file, and to no other", async () => {
    write("src/deep.ts", "export const deep = (n: number): number => n;");
    write(
      "src/uses-deep.ts",
      'import { deep } from "./deep";\nexport const doubled = (n: number) => 2 * deep(n);',
    );
    await value('import { doubled } from "./src/uses-deep";');
    await value("const quadrupled = (n: number) => 2 * doubled(n);");
    write("src/deep.ts", "export const deep = (n: number): number => n;\n  const wrong: string = 1;\n");
    expect(() => compile("doubled(1)")).toThrow(
      "src/deep.ts:2:9 TS2322 Type 'number' is not assignable to type 'string'.",
    );
    expect(() => compile("quadrupled(1)")).toThrow("src/deep.ts:2:9");
    expect(await value("'others go on'")).toBe("'others go on'");
    expect((await run("'and send nothing'")).sent).toEqual([]);
    write("src/deep.ts", "export const deep = (n: string): string => n;");
    expect(() => compile("quadrupled(1)")).toThrow("src/uses-deep.ts:2:");
    write("src/deep.ts", "export const deep = (n: number): number => n + 0.5;");
    expect(await value("quadrupled(1)")).toBe("6");
  });

  test("a package that is installed later is found", async () => {
    write("src/later.ts", 'import { late } from "late-package";\nexport const seen = late;');
    expect(() => compile('import { late } from "late-package";')).toThrow("TS2307");
    expect(() => compile('import { seen } from "./src/later";')).toThrow("src/later.ts:1:22 TS2307");
    write(
      "node_modules/late-package/package.json",
      '{"name":"late-package","version":"1.0.0","type":"module","exports":{"types":"./index.d.ts","default":"./index.js"}}',
    );
    write("node_modules/late-package/index.js", "export const late = 'here';");
    write("node_modules/late-package/index.d.ts", "export declare const late: string;");
    expect(
      await value('import { late } from "late-package"; import { seen } from "./src/later"; [late, seen]'),
    ).toBe("[ 'here', 'here' ]");
  });

  test("a package without types can be used; claimbook is there without being installed", async () => {
    write("node_modules/untyped/package.json", '{"name":"untyped","version":"1.0.0","main":"index.js"}');
    write("node_modules/untyped/index.js", "exports.anything = () => 'any';");
    expect(await value('import { anything } from "untyped"; anything()')).toBe("'any'");
    expect(await value('import { claim } from "claimbook"; typeof claim')).toBe("'function'");
    expect(compile('import { claim } from "claimbook";').imports).toMatchObject([
      { specifier: "claimbook", target: { kind: "node" } },
    ]);
    expect(() => compile('import { nothing } from "claimbook"')).toThrow("TS2305");
  });

  test("after the host was lost, everything is sent again", async () => {
    const { sent } = await run('import { leaf as l1 } from "./src/leaf"; l1');
    expect(sent).toEqual([]);
    compiler.reset();
    expect(() => compile("l1")).toThrow("TS2304");
    expect(compile('import { leaf as l1 } from "./src/leaf"; l1').modules).toHaveLength(1);
  });

  test("errors of loaded files are shown at their place", async () => {
    write(
      "src/throws.ts",
      "interface Nothing {}\n\nexport const fail = (): Nothing => {\n  throw new Error('thrown in a file');\n};",
    );
    const { error } = await run('import { fail } from "./src/throws";\n\n  fail();');
    expect(error!.traceback.join("\n")).toContain("src/throws.ts:4:9");
    expect(error!.traceback.join("\n")).toMatch(/cell \d+:3:3/);
  });
});
