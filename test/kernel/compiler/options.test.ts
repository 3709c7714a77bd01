import { afterEach, describe, expect, test } from "vitest";
import { Cells } from "./cells.js";

let cells: Cells;
afterEach(() => cells.remove());

const config = (compilerOptions: object, more: object = {}) => JSON.stringify({ compilerOptions, ...more });

describe("the project's tsconfig.json", () => {
  test("without one, cells are strict and have Node's and ES2024's library", async () => {
    cells = new Cells();
    expect(cells.diagnose("const f = (x) => x;")).toMatchObject([{ code: 7006 }]);
    expect(
      await cells.value(
        "const m: Map<string, number[]> = Map.groupBy([1], () => 'k'); m.size".replace(
          "Map.groupBy([1], () => 'k')",
          "new Map()",
        ),
      ),
    ).toBe(0);
    expect(
      cells.diagnose(
        "Object.groupBy([1], String); Promise.withResolvers(); Array.fromAsync([1]); process.pid; structuredClone(1);",
      ),
    ).toEqual([]);
    expect(cells.diagnose("document.title")).toMatchObject([{ code: 2584 }]);
  });

  test("its strictness and library are those of the cells", () => {
    cells = new Cells({
      "tsconfig.json": config({ strict: false, lib: ["ES2023", "DOM"], noUncheckedIndexedAccess: true }),
    });
    expect(cells.diagnose("const f = (x) => x; document.title;")).toEqual([]);
    expect(cells.diagnose("const a: number = [1][0];")).toEqual([]);
    expect(cells.diagnose("Object.groupBy([1], String)")).toMatchObject([{ code: 2550 }]);
    cells.remove();
    cells = new Cells({
      "tsconfig.json": config({ noUncheckedIndexedAccess: true, exactOptionalPropertyTypes: true }),
    });
    expect(cells.diagnose("const a: number = [1][0];")).toMatchObject([{ code: 2322 }]);
    expect(cells.diagnose("const o: { a?: number } = { a: undefined };")).toMatchObject([{ code: 2375 }]);
  });

  test("what would hinder cells is passed over", async () => {
    cells = new Cells({
      "tsconfig.json": config(
        {
          noEmit: true,
          isolatedModules: true,
          verbatimModuleSyntax: true,
          noUnusedLocals: true,
          composite: true,
          incremental: true,
          rootDir: "src",
          outDir: "dist",
          erasableSyntaxOnly: true,
          isolatedDeclarations: true,
          importHelpers: true,
          noCheck: true,
          allowUnreachableCode: false,
          module: "NodeNext",
          moduleResolution: "NodeNext",
          target: "ES5",
          removeComments: true,
          emitDeclarationOnly: true,
          declaration: false,
          sourceMap: false,
          inlineSourceMap: true,
        },
        { include: ["src"] },
      ),
    });
    expect(
      await cells.value(
        "enum E { A } const unused = 1; import fs, { Stats } from 'node:fs'; [E.A, typeof fs.statSync]",
      ),
    ).toEqual([0, "function"]);
    expect(cells.diagnose("const s: string = 1;")).toMatchObject([{ code: 2322 }]);
  });

  test("extends, paths, custom conditions", async () => {
    cells = new Cells({
      "config/base.json": config({
        strict: false,
        paths: { "lib/*": ["../src/*"] },
        customConditions: ["special"],
      }),
      "tsconfig.json": '{ // with a comment\n "extends": "./config/base.json", }',
      "src/thing.ts": "export const thing = 1;",
      "node_modules/cond/package.json":
        '{"name":"cond","exports":{"special":{"types":"./special.d.ts"},"default":{"types":"./other.d.ts"}}}',
      "node_modules/cond/special.d.ts": "export declare const special: 1;",
      "node_modules/cond/other.d.ts": "export declare const other: 1;",
    });
    const { imports } = cells.compile(
      'import { thing } from "lib/thing"; import { special } from "cond"; const f = (x) => thing + special;',
    );
    expect(imports).toMatchObject([{ target: { kind: "local" } }, { target: { kind: "node" } }]);
  });

  test("the nearest one counts, and an edit takes effect", () => {
    cells = new Cells({
      "tsconfig.json": config({ strict: true }),
      "notebooks/tsconfig.json": config({ strict: false }),
    });
    expect(cells.diagnose("const f = (x) => x;")).toEqual([]);
    cells.write("notebooks/tsconfig.json", config({ strict: true, noImplicitAny: true }));
    expect(cells.diagnose("const f = (x) => x;")).toMatchObject([{ code: 7006 }]);
  });

  test("another library takes the place of the one before", () => {
    cells = new Cells({ "tsconfig.json": config({ lib: ["ES2022"] }) });
    expect(cells.diagnose("[1].toSorted()")).toMatchObject([{ code: 2550 }]);
    cells.write("tsconfig.json", config({ lib: ["ES2023", "ESNext.Disposable"] }));
    expect(cells.diagnose("[1].toSorted(); new Date().getTime(); 'a'.padEnd(2);")).toEqual([]);
    cells.write("tsconfig.json", config({ lib: ["ES2022"], strict: false }));
    expect(cells.diagnose("[1].toSorted()")).toMatchObject([{ code: 2550 }]);
  });

  test("a broken one is reported by name, until it is mended", () => {
    cells = new Cells({ "tsconfig.json": '{\n  "compilerOptions": { "strict": "very" }\n}' });
    expect(cells.diagnose("1")).toMatchObject([{ file: "tsconfig.json", line: 2, code: 5024 }]);
    cells.write("tsconfig.json", "{ \n  not json");
    expect(cells.diagnose("1")[0]).toMatchObject({ file: "tsconfig.json", line: 2 });
    cells.write("tsconfig.json", '{ "extends": "./missing.json" }');
    expect(cells.diagnose("1")[0]!.message).toContain("missing.json");
    cells.write("tsconfig.json", "{}");
    expect(cells.diagnose("1")).toEqual([]);
  });

  test("a kernel outside of any project has Node's types all the same", async () => {
    cells = new Cells();
    expect(
      await cells.value("import { sep } from 'node:path'; const b: Buffer = Buffer.from(sep); b.length"),
    ).toBe(1);
  });

  test("experimental decorators", async () => {
    cells = new Cells({
      "tsconfig.json": config({ experimentalDecorators: true, emitDecoratorMetadata: false }),
    });
    await cells.value(
      "const seen: string[] = []; function note(target: Function) { seen.push(target.name); }",
    );
    expect(
      await cells.value(
        "@note class Noted { static self() { return Noted; } } [seen, Noted.self() === Noted]",
      ),
    ).toEqual([["Noted"], true]);
  });
});

describe("JSX", () => {
  test("is no syntax of cells by default", async () => {
    cells = new Cells();
    expect(cells.diagnose("const a = <div/>;").length).toBeGreaterThan(0);
    expect(await cells.value("const n = <number>1; const id = <T>(x: T) => x; id(n)")).toBe(1);
  });

  test("with a factory in scope", async () => {
    cells = new Cells({
      "tsconfig.json": config({ jsx: "react", jsxFactory: "h" }),
    });
    await cells.value(
      "declare global { namespace JSX { interface IntrinsicElements { b: { id?: string } } interface Element { tag: unknown } } }\nconst h = (tag: unknown, props: object | null, ...children: unknown[]) => ({ tag, props, children }); const Box = (props: { size: number }) => h('box', props);",
    );
    expect(
      await cells.value(
        "const id = 'x'; const it = <b id={id}>text</b>; [it, (<Box size={1}/>).tag === Box]",
      ),
    ).toEqual([{ tag: "b", props: { id: "x" }, children: ["text"] }, true]);
  });

  test.each(["react-jsx", "preserve"])("with a runtime: %s", async (jsx) => {
    cells = new Cells({ "tsconfig.json": config({ jsx, jsxImportSource: "tiny" }) });
    cells.write(
      "node_modules/tiny/package.json",
      '{"name":"tiny","type":"module","exports":{"./jsx-runtime":{"types":"./jsx-runtime.d.ts","default":"./jsx-runtime.js"}}}',
    );
    cells.write(
      "node_modules/tiny/jsx-runtime.d.ts",
      "export declare namespace JSX { interface IntrinsicElements { b: object } interface Element { tag: string } }\nexport declare const jsx: unknown; export declare const jsxs: unknown;",
    );
    const { code } = cells.compile("const it = <b/>;");
    expect(code).toContain('await __claimbook__.import("tiny/jsx-runtime")');
    expect(code).not.toMatch(/^import /m);
  });
});
