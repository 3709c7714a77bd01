import { execFileSync } from "node:child_process";
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import fc from "fast-check";
import { afterAll, afterEach, beforeEach, describe, expect, test } from "vitest";
import {
  formatNotebook,
  type Notebook,
  notebookProblems,
  parseNotebook,
  writeNotebook,
} from "../../src/notebook/index.js";
import { notebook } from "./notebooks.js";
import { mountTiny, unmount } from "./tiny-disk.js";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), "claimbook-write-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const text = fc.string({
  unit: fc.oneof(fc.constantFrom("\n", "\r", '"', "\\", "é", "漢", "😀"), fc.string()),
});
const json = fc.jsonValue({ maxDepth: 3 }).map((value) => JSON.parse(JSON.stringify(value)) as unknown);
const metadata = fc.dictionary(
  fc.string({ minLength: 1 }).map((key) => `x-${key}`),
  json,
  { maxKeys: 3 },
);
const bundle = fc
  .record({ "text/plain": text, "text/html": text, "application/vnd.x.y+json": json }, { requiredKeys: [] })
  .map((data) => ({ ...data }));
const output = fc.oneof(
  fc.record({
    output_type: fc.constant("stream" as const),
    name: fc.constantFrom("stdout" as const, "stderr" as const),
    text,
  }),
  fc.record({ output_type: fc.constant("display_data" as const), data: bundle, metadata }),
  fc.record({
    output_type: fc.constant("execute_result" as const),
    execution_count: fc.option(fc.nat()),
    data: bundle,
    metadata,
  }),
  fc.record({
    output_type: fc.constant("error" as const),
    ename: text,
    evalue: text,
    traceback: fc.array(text),
  }),
);
const books: fc.Arbitrary<Notebook> = fc.record({
  cells: fc
    .array(
      fc.oneof(
        fc.record({
          cell_type: fc.constant("code" as const),
          metadata,
          source: text,
          execution_count: fc.option(fc.nat()),
          outputs: fc.array(output, { maxLength: 3 }),
        }),
        fc.record({
          cell_type: fc.constant("markdown" as const),
          metadata,
          source: text,
          attachments: fc.dictionary(fc.constantFrom("a.png", "b.png"), fc.record({ "image/png": text })),
        }),
      ),
      { maxLength: 5 },
    )
    .map((cells) => cells.map((cell, i) => ({ ...cell, id: `cell-${i}` }))),
  metadata,
  nbformat: fc.constant(4 as const),
  nbformat_minor: fc.constant(5),
});

describe("writing and reading again", () => {
  test("gives the same notebook, valid by Jupyter's schema, and the same bytes", () => {
    fc.assert(
      fc.property(books, (book) => {
        const bytes = formatNotebook(book);
        expect(notebookProblems(JSON.parse(bytes))).toEqual([]);
        const again = parseNotebook(bytes, "a");
        expect(again).toEqual(book);
        expect(formatNotebook(again)).toBe(bytes);
      }),
      { numRuns: 200 },
    );
  });

  test("lays a file out as Jupyter does", () => {
    const book = notebook("a\nb\n", "");
    book.cells[0]!.metadata = { z: 1, a: [] };
    const lines = formatNotebook(book).split("\n");
    expect(lines.slice(0, 17)).toEqual([
      "{",
      ' "cells": [',
      "  {",
      '   "cell_type": "code",',
      '   "execution_count": null,',
      '   "id": "cell-1",',
      '   "metadata": {',
      '    "a": [],',
      '    "z": 1',
      "   },",
      '   "outputs": [],',
      '   "source": [',
      '    "a\\n",',
      '    "b\\n"',
      "   ]",
      "  },",
      "  {",
    ]);
    expect(lines.slice(-2)).toEqual(["}", ""]);
  });
});

describe("a file that cannot be written", () => {
  const book = notebook("1");
  const failure = (file: string) => writeNotebook(file, book).catch((error) => error);

  test("in a folder that does not exist", async () => {
    const error = await failure(path.join(folder, "no", "a.ipynb"));
    expect(error.kind).toBe("could-not-run");
    expect(error.describe()).toContain("its folder does not exist");
  });

  test("below a file", async () => {
    writeFileSync(path.join(folder, "file"), "");
    expect((await failure(path.join(folder, "file", "a.ipynb"))).message).toContain("is not a folder");
  });

  test("where a folder has its name", async () => {
    mkdirSync(path.join(folder, "a.ipynb"));
    const error = await failure(path.join(folder, "a.ipynb"));
    expect(error.message).toContain("could not be written");
    expect(readdirSync(folder)).toEqual(["a.ipynb"]);
  });

  const mounted = mountTiny();
  afterAll(() => unmount(mounted));
  describe.skipIf(mounted === undefined)("on a small file system (needs the right to mount one)", () => {
    test("that is full: the file before survives, and no half-written one is left", async () => {
      const file = path.join(mounted!, "a.ipynb");
      await writeNotebook(file, book);
      const before = readFileSync(file, "utf8");
      const error = await writeNotebook(file, notebook(`"${"x".repeat(200_000)}"`)).catch((e) => e);
      expect(error.message).toContain("the disk is full");
      expect(readFileSync(file, "utf8")).toBe(before);
      expect(readdirSync(mounted!)).toEqual(["a.ipynb"]);
    });

    test("that is read-only", async () => {
      execFileSync("mount", ["-o", "remount,ro", mounted!]);
      expect((await failure(path.join(mounted!, "b.ipynb"))).message).toContain("read-only");
      expect(existsSync(path.join(mounted!, "b.ipynb"))).toBe(false);
    });
  });
});
