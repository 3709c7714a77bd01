import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { compilers, contents, KernelClient, text } from "./client.js";

describe.each(compilers)("kernel with compiler %s:", (compiler) => {
  /** A consumer's project: a folder with a package.json, packages of every shape, and notebooks below it. */
  let root: string;
  let kernel: KernelClient;

  const files: Record<string, string> = {
    "package.json":
      '{ "name": "consumer", "type": "module", "exports": { ".": { "types": "./own.d.ts", "default": "./own.js" } } }',
    "own.js": "export const own = 'own package';",
    "own.d.ts": "export declare const own: string;",
    "notebooks/here.txt": "",
    "src/helper.ts": [
      "import { deep } from './nested/deep.js';",
      "export interface Options { n: number }",
      "export function helper({ n }: Options): number {",
      "  if (n < 0) throw new RangeError('negative');",
      "  return deep(n);",
      "}",
    ].join("\n"),
    "src/nested/deep.ts": "export const deep = (n: number): number => n * 2;",
    "node_modules/exports-only/package.json":
      '{ "name": "exports-only", "type": "module", "exports": { ".": { "types": "./lib/main.d.ts", "default": "./lib/main.js" }, "./sub": { "types": "./lib/sub.d.ts", "default": "./lib/sub.js" } } }',
    "node_modules/exports-only/lib/main.js": "export const value = 'main';",
    "node_modules/exports-only/lib/main.d.ts": "export declare const value: string;",
    "node_modules/exports-only/lib/sub.js": "export default 3;",
    "node_modules/exports-only/lib/sub.d.ts": "declare const n: number; export default n;",
    "node_modules/awaits/package.json":
      '{ "name": "awaits", "type": "module", "exports": { "types": "./main.d.ts", "default": "./main.js" } }',
    "node_modules/awaits/main.js": "export const loaded = await Promise.resolve('awaited');",
    "node_modules/awaits/main.d.ts": "export declare const loaded: string;",
  };

  beforeAll(async () => {
    root = realpathSync(mkdtempSync(path.join(tmpdir(), "claimbook-project-")));
    for (const [name, content] of Object.entries(files)) {
      mkdirSync(path.dirname(path.join(root, name)), { recursive: true });
      writeFileSync(path.join(root, name), content);
    }
    kernel = await KernelClient.start({ compiler, cwd: path.join(root, "notebooks") });
  });
  afterAll(async () => {
    await kernel.stop();
    rmSync(root, { recursive: true, force: true });
  });

  async function shown(code: string): Promise<unknown> {
    const executed = await kernel.execute(code);
    expect(executed.reply.traceback ?? []).toEqual([]);
    expect(text(executed, "stderr")).toBe("");
    return (contents(executed, "execute_result")[0]?.data as Record<string, string> | undefined)?.[
      "text/plain"
    ];
  }

  describe("in a consumer's project", () => {
    test("cells run in the project's root", async () => {
      expect(await shown("process.cwd()")).toBe(`'${root}'`);
    });

    test("Node's types are known without @types/node in the project", async () => {
      expect(await shown('import { basename } from "node:path"; basename("/a/b.txt").length')).toBe("5");
    });

    test.each([
      ["a package with an exports map only", 'import { value } from "exports-only"; value', "'main'"],
      ["a path of its exports map", 'import sub from "exports-only/sub"; sub + 1', "4"],
      ["the project itself by its name", 'import { own } from "consumer"; own', "'own package'"],
      ["a module that awaits at its top level", 'import { loaded } from "awaits"; loaded', "'awaited'"],
      ["the same by import()", '(await import("awaits")).loaded', "'awaited'"],
      [
        "local TypeScript that imports other local TypeScript",
        'import { helper } from "./src/helper.js"; helper({ n: 4 })',
        "8",
      ],
      ["local TypeScript without an ending", 'import { deep } from "./src/nested/deep"; deep(1)', "2"],
      // The user's own engine brings its library along.
      ...(compiler === "tslab"
        ? [["tslab", 'import * as tslab from "tslab"; typeof tslab.display.html', "'function'"]]
        : []),
    ])("cells import %s", async (_, code, expected) => {
      expect(await shown(code)).toBe(expected);
    });

    test.each([
      ["a package", 'import { value } from "exports-only"; const n: number = value;'],
      ["a local file", 'import { helper } from "./src/helper.js"; helper({ n: "4" });'],
      ["a name that is not exported", 'import { valve } from "exports-only"; valve;'],
    ])("the types of %s are checked", async (_, code) => {
      expect((await kernel.execute(code)).reply).toMatchObject({ status: "error", ename: "TypeScriptError" });
    });

    test("an error in a local file is shown at its place in the TypeScript", async () => {
      const { reply } = await kernel.execute('import { helper } from "./src/helper.js"; helper({ n: -1 });');
      const traceback = (reply.traceback as string[]).join("\n");
      expect(traceback).toContain("RangeError: negative");
      // tslab names what it has compiled.
      expect(traceback).toContain(compiler === "tslab" ? "src/helper.js:4:20" : "src/helper.ts:4:20");
    });

    test("a local file that was edited is loaded afresh by the next import", async () => {
      writeFileSync(path.join(root, "src/edited.ts"), "export const version = 1;");
      expect(await shown('import { version } from "./src/edited.js"; version')).toBe("1");
      writeFileSync(path.join(root, "src/edited.ts"), "export const version = 'two';");
      await expect
        .poll(() => shown('import { version } from "./src/edited.js"; String(version)'), { timeout: 20_000 })
        .toBe("'two'");
    });

    test("a package whose files change under the kernel does not disturb the next cells", async () => {
      expect(await shown('import { value } from "exports-only"; value')).toBe("'main'");
      const types = path.join(root, "node_modules/exports-only/lib/main.d.ts");
      for (let change = 1; change <= 3; change++) {
        // A build replaces its output: both the file and its folder change.
        rmSync(types);
        await new Promise((resolve) => setTimeout(resolve, 300));
        writeFileSync(
          types,
          `export declare const value: string; export declare const change${change}: number;`,
        );
        await new Promise((resolve) => setTimeout(resolve, 300));
        expect(await shown(`${change} + 1`)).toBe(String(change + 1));
      }
    });

    test("methods of ES2023 have types", async () => {
      expect(await shown("[3, 1, 2].toSorted().at(0)")).toBe("1");
      expect(await shown("new Float32Array([2, 1]).toSorted()[0]")).toBe("1");
    });
  });
});
