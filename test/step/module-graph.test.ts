import { symlinkSync, utimesSync } from "node:fs";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { ModuleGraph } from "../../src/step/module-graph.js";
import { Project } from "./cells.js";

let project: Project;
beforeEach(() => {
  project = new Project({
    "package.json": '{ "name": "study", "type": "module", "imports": { "#inner": "./src/inner.ts" } }',
    "tsconfig.json": '{ "extends": "./base.json", "include": ["src"] }',
    "base.json": '{ "compilerOptions": { "module": "NodeNext", "paths": { "@lib/*": ["./lib/*"] } } }',
    "node_modules/trainer/package.json": '{ "name": "trainer", "version": "1.0.0", "exports": "./main.js" }',
    "node_modules/trainer/main.js": 'import "./part.js";',
    "node_modules/trainer/part.js": "",
  });
});
afterEach(() => project.remove());

function filesOf(entry: string): string[] {
  const graph = new ModuleGraph(project.folder);
  graph.add(project.path(entry));
  return graph.files();
}
const digestOf = (entry: string) => {
  const graph = new ModuleGraph(project.folder);
  graph.add(project.path(entry));
  return graph.digest();
};

describe("local modules of a file", () => {
  test.each<[title: string, source: string, other: string]>([
    ["with the ending of the compiled file", 'import { a } from "./a.js";', "src/a.ts"],
    ["with its own ending", 'import { a } from "./a.ts";', "src/a.ts"],
    ["without an ending, as in a bundler", 'import { a } from "./a";', "src/a.ts"],
    ["a folder's index", 'import { a } from "./part";', "src/part/index.ts"],
    ["JavaScript", 'import { a } from "../plain.mjs";', "plain.mjs"],
    ["CommonJS", 'const a = require("./a.cjs");', "src/a.cjs"],
    ["JSON", 'import a from "./a.json" with { type: "json" };', "src/a.json"],
    ["exported again", 'export * from "./a.js";', "src/a.ts"],
    ["while it runs", 'const a = await import("./a.js");', "src/a.ts"],
    ["by the project's paths", 'import { a } from "@lib/a.js";', "lib/a.ts"],
    ["by the package's own imports", 'import { a } from "#inner";', "src/inner.ts"],
    ["in a worker", 'new Worker(new URL("./worker.js", import.meta.url));', "src/worker.js"],
  ])("%s", (_, source, other) => {
    project.write("src/main.ts", source);
    project.write(other, "");
    expect(filesOf("src/main.ts")).toEqual([other, "src/main.ts"].sort());
  });

  test("follows circles once, and does not follow packages", () => {
    project.write(
      "a.ts",
      'import "./b.js"; import { readFileSync } from "fs"; import "trainer"; import "node:path";',
    );
    project.write("b.ts", 'import "./a.js"; import "trainer/deep"; import "./gone.js";');
    const graph = new ModuleGraph(project.folder);
    graph.add(project.path("a.ts"));
    expect(graph.files()).toEqual(["a.ts", "b.ts"]);
    expect([...graph.packages].sort()).toEqual(["trainer", "trainer/deep"]);
  });

  test("follows a package that is linked from beside, into the code that runs", () => {
    const linked = new Project({
      "package.json":
        '{ "name": "beside", "version": "1.0.0", "exports": { "types": "./main.d.ts", "default": "./main.js" }, "type": "module" }',
      "main.d.ts": 'export * from "./part.js";',
      "main.js": 'export * from "./part.js";',
      "part.d.ts": "export declare const part: number;",
      "part.js": "export const part = 1;",
    });
    try {
      symlinkSync(linked.folder, project.path("node_modules/beside"));
      project.write("a.ts", 'import { part } from "beside";');
      expect(filesOf("a.ts").map((file) => file.replace(/^.*\//, ""))).toEqual([
        "main.js",
        "part.js",
        "a.ts",
      ]);
      const before = digestOf("a.ts");
      linked.write("part.js", "export const part = 2;");
      expect(digestOf("a.ts")).not.toBe(before);
    } finally {
      linked.remove();
    }
  });

  test("a module that is missing and then there is a change", () => {
    project.write("a.ts", 'import "./late.js";');
    const before = digestOf("a.ts");
    expect(digestOf("a.ts")).toBe(before);
    project.write("late.ts", "");
    expect(digestOf("a.ts")).not.toBe(before);
  });

  test("the digest is the same wherever the project lies", () => {
    const files = { "package.json": "{}", "a.ts": 'import "./b.js";', "b.ts": "export const b = 1;" };
    const digests = [new Project(files), new Project(files)].map((each) => {
      const graph = new ModuleGraph(each.folder);
      graph.add(each.path("a.ts"));
      each.remove();
      return graph.digest();
    });
    expect(digests[0]).toBe(digests[1]);
  });

  test("a file of the millisecond in which a cell began was there before the cell", () => {
    project.write("a.ts", "");
    const graph = new ModuleGraph(project.folder);
    graph.add(project.path("a.ts"));
    const written = (seconds: number) => utimesSync(project.path("a.ts"), seconds, seconds);
    written(1_800_000_000.0005);
    expect(graph.editedSince(1_800_000_000_000)).toBeUndefined();
    written(1_800_000_000.0015);
    expect(graph.editedSince(1_800_000_000_000)).toBe("a.ts");
  });
});
