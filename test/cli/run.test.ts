import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { register } from "../../src/cli/run.js";
import { readRunRecord } from "../../src/execution/index.js";
import { formatNotebook, type Notebook, parseNotebook } from "../../src/notebook/index.js";
import { Workplace } from "../execution/kernels.js";
import { cell, codeCells, notebook } from "../notebook/notebooks.js";
import { mountTiny, unmount } from "../notebook/tiny-disk.js";
import { inProcess } from "./in-process.js";

let place: Workplace;
beforeAll(() => {
  place = new Workplace();
});
afterAll(() => place.remove());
afterEach(() => {
  // Nothing half-written is ever left, whatever went wrong.
  expect(readdirSync(place.folder).filter((name) => name.endsWith(".tmp"))).toEqual([]);
});

function put(name: string, content: Notebook | string): string {
  writeFileSync(
    path.join(place.folder, name),
    typeof content === "string" ? content : formatNotebook(content),
  );
  return name;
}

const get = (name: string) => readFileSync(path.join(place.folder, name), "utf8");
const run = (...args: string[]) =>
  inProcess(register, ["run", ...args], { cwd: place.folder, env: place.env });

describe("what cannot be run is said before a kernel starts", () => {
  test.each<[string, string | undefined, string[], number, RegExp]>([
    ["a missing file", undefined, [], 3, /^bad\.ipynb: no such file/],
    ["not JSON", '{\n "cells": oops', [], 3, /^bad\.ipynb, line 2, column 11: not JSON/],
    ["not a notebook", '{"name": "x"}', [], 3, /^bad\.ipynb: JSON, but not a notebook/],
    ["nbformat 3", '{"nbformat": 3, "worksheets": []}', [], 3, /format 3.*nbconvert --to notebook/s],
    ["invalid", '{"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": [{}]}', [], 3, /\/cells\/0/],
    ["unknown kernel", "ok", ["--kernel", "nope"], 3, /no kernel named "nope".*claimbook.*kernel install/s],
    [
      "unknown parameter",
      "ok",
      ["-p", "sed=1"],
      2,
      /no parameter "sed".*budget: "a" \| "b" \("a"\); seed: number \(7\)/s,
    ],
    [
      "parameter of the wrong type",
      "ok",
      ["-p", "seed=x"],
      2,
      /^bad\.ipynb: parameter seed takes number, not "x"/,
    ],
    ["parameter without a value", "ok", ["-p", "seed"], 2, /name=value/],
    ["a timeout that is none", "ok", ["--timeout", "soon"], 2, /number above 0/],
    ["--out and --in-place", "ok", ["--out", "x", "--in-place"], 2, /exclude each other/],
    ["--out over the notebook", "ok", ["--out", "./bad.ipynb"], 2, /--in-place/],
    ["--cwd that is no folder", "ok", ["--cwd", "nowhere"], 2, /not a folder/],
    ["an option nobody knows", "ok", ["--fast"], 2, /--fast/],
  ])("%s", async (_, content, args, code, message) => {
    const ok = notebook(
      cell('const budget: "a" | "b" = "a"; let seed = 7;', { id: "p", tags: ["parameters"] }),
    );
    if (content !== undefined) put("bad.ipynb", content === "ok" ? ok : content);
    const result = await run("bad.ipynb", ...args);
    expect(result.stderr).toMatch(message);
    expect(result.code).toBe(code);
    expect(result.stderr).not.toContain("starting kernel");
    expect(existsSync(path.join(place.folder, "bad.executed.ipynb"))).toBe(false);
  });
});

describe("a cell that fails", () => {
  test.each([
    ["throws", "throw new RangeError('too far')", /RangeError: too far/],
    ["rejects asynchronously", "Promise.reject(new Error('later'))", /Error: later/],
    [
      "throws in a timer",
      "setTimeout(() => { throw new Error('tick'); }, 20); await new Promise((d) => setTimeout(d, 500))",
      /Error: tick/,
    ],
    ["has a type error", "\nconst n: number = 'x'", /line 2, column 7.*not assignable/],
    ["has a syntax error", "const = 1", /cell 2 \(id "cell-2"\)/],
    ["ends its process", "process.exit(3)", /code 3/],
    [
      "kills its kernel",
      "process.kill(process.ppid, 'SIGKILL'); await new Promise(() => {})",
      /kernel died.*SIGKILL/,
    ],
  ])(
    "%s: notebook, cell and id are named, the rest did not run, what was done is saved",
    async (_, code, message) => {
      const source = formatNotebook(notebook("1 + 1", code, "'never'"));
      put("fails.ipynb", source);
      const result = await run("fails.ipynb");
      expect(result.code).toBe(1);
      expect(result.stderr).toMatch(/fails\.ipynb, cell 2 \(id "cell-2"\): /);
      expect(result.stderr).toMatch(message);
      expect(result.stderr).toContain("What was done is in fails.executed.ipynb");
      const saved = parseNotebook(get("fails.executed.ipynb"), "saved");
      expect(codeCells(saved).map(({ outputs }) => outputs.length > 0)).toEqual([true, true, false]);
      expect(readRunRecord(saved)?.status).toMatch(/error|dead/);
      expect(get("fails.ipynb")).toBe(source);
    },
  );

  test("never ends: --cell-timeout", async () => {
    put("loop.ipynb", notebook("while (true) {}"));
    const result = await run("loop.ipynb", "--cell-timeout", "3");
    expect(result.code).toBe(1);
    expect(result.stderr).toContain("CellTimeout: the cell took longer than 3 s (--cell-timeout)");
  });
});

describe("a notebook that runs through", () => {
  test("is saved beside the source, with parameters; the way there is shown", async () => {
    const book = notebook(
      "# A title\n\n## First part",
      cell("const a = 1;", { id: "p", tags: ["parameters"] }),
      "// quietly\nconsole.log('step');\n[a]",
    );
    put("ok.ipynb", book);
    const result = await run("ok.ipynb", "-p", "a=41");
    expect(result.stderr.split("\n").map((line) => line.replace(/\([\d.]+ s\)/, "(time)"))).toEqual([
      "ok.ipynb: starting kernel claimbook",
      "✓ [1/3] First part (time)",
      "✓ [2/3] const a: number = 41; (time)",
      "✓ [3/3] console.log('step'); (time)  [ 41 ]",
      "Executed in ok.executed.ipynb",
      "",
    ]);
    expect(result.code).toBe(0);
    expect(result.stdout).toBe("");
    expect(readRunRecord(parseNotebook(get("ok.executed.ipynb"), "ok"))?.parameters).toEqual({ a: 41 });
  });

  test("--in-place saves over it, --json says so on standard output", async () => {
    put("here.ipynb", notebook("6 * 7"));
    const result = await run("here.ipynb", "--in-place", "--json");
    expect(JSON.parse(result.stdout)).toEqual({
      status: "ok",
      notebook: path.join(place.folder, "here.ipynb"),
    });
    expect(codeCells(parseNotebook(get("here.ipynb"), "here"))[0]!.outputs).toHaveLength(1);
  });

  test("--cwd is where its code works", async () => {
    put("cwd.ipynb", notebook("process.cwd()"));
    const cwd = path.join(place.folder, "work");
    mkdirSync(cwd);
    expect((await run("cwd.ipynb", "--cwd", "work")).stderr).toContain(cwd);
  });
});

describe("--resume", () => {
  const flag = "flag";
  /** Fails until a file is there. */
  const waiting = () =>
    notebook(
      cell("const size: number = 1;", { id: "p", tags: ["parameters"] }),
      "'first: ' + size",
      `if (!(await import("node:fs")).existsSync(${JSON.stringify(path.join(place.folder, flag))})) throw new Error("not yet"); 2`,
    );

  test("goes on where a run was broken off, and says so", async () => {
    put("again.ipynb", waiting());
    const first = await run("again.ipynb", "-p", "size=5");
    expect(first.code).toBe(1);
    expect(first.stderr).toContain("The same command with --resume goes on");
    // What a killed writer leaves.
    put(".again.executed.ipynb.0123456789ab.tmp", "{");
    put(flag, "");
    const second = await run("again.ipynb", "--resume");
    expect(second.stderr).toContain("going on with the interrupted run, in which 4 of 4 cells had finished");
    expect(second.code).toBe(0);
    const saved = get("again.executed.ipynb");
    expect(readRunRecord(parseNotebook(saved, "again"))).toMatchObject({
      status: "ok",
      parameters: { size: 5 },
    });
    const third = await run("again.ipynb", "--resume");
    expect(third.stderr).toMatch(
      /^again\.executed\.ipynb: there is nothing to resume: its run came to its end/,
    );
    expect(third.code).toBe(3);
    expect(get("again.executed.ipynb")).toBe(saved);
  });

  test.each<[string, string[], number, RegExp]>([
    [
      "without a file",
      ["--out", "none.ipynb"],
      3,
      /^none\.ipynb: there is nothing to resume: it does not exist/,
    ],
    ["of no run", ["--in-place"], 3, /^fresh\.ipynb: there is nothing to resume: it has no record/],
    ["of no notebook", ["--out", "broken.ipynb"], 3, /^broken\.ipynb, line 1, column 2: not JSON/],
  ])("is refused %s", async (_, args, code, message) => {
    put("fresh.ipynb", notebook("1"));
    put("broken.ipynb", "{");
    const result = await run("fresh.ipynb", "--resume", ...args);
    expect(result.stderr).toMatch(message);
    expect(result.code).toBe(code);
    expect(result.stderr).not.toContain("starting kernel");
  });
});

describe("where the result cannot be saved", () => {
  test.each([
    ["a folder that is not there", "no/out.ipynb", /its folder does not exist/],
    ["a file in place of the folder", "save.ipynb/out.ipynb", /is not a folder/],
  ])("%s", async (_, out, message) => {
    put("save.ipynb", notebook("1"));
    const result = await run("save.ipynb", "--out", out);
    expect(result.code).toBe(3);
    expect(result.stderr).toMatch(message);
    expect(result.stderr).toContain(out.split("/").at(-1));
  });

  const tiny = mountTiny();
  afterAll(() => unmount(tiny));
  test.skipIf(tiny === undefined)(
    "disk full (needs the right to mount one): the last good save survives",
    async () => {
      put("big.ipynb", notebook("'small'", "console.log('x'.repeat(500_000))", "3"));
      const out = path.join(tiny!, "out.ipynb");
      const result = await run("big.ipynb", "--out", out);
      expect(result.code).toBe(3);
      expect(result.stderr).toMatch(/out\.ipynb: could not be written: the disk is full/);
      const saved = parseNotebook(readFileSync(out, "utf8"), "out");
      expect(codeCells(saved).map(({ outputs }) => outputs.length)).toEqual([1, 0, 0]);
      expect(readdirSync(tiny!)).toEqual(["out.ipynb"]);
    },
  );
});
