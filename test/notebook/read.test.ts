import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { ClaimbookError } from "../../src/errors.js";
import { formatNotebook, notebookProblems, parseNotebook, readNotebook } from "../../src/notebook/index.js";
import { notebook, problemOf } from "./notebooks.js";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), "claimbook-read-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

describe("a file that is no notebook of today", () => {
  test.each([
    ["is missing", "nothing.ipynb", "no such file"],
    ["is a folder", ".", "a folder, not a notebook"],
    ["lies below a file", "/dev/null/a.ipynb", "cannot be read"],
  ])("that %s", async (_, name, message) => {
    const error = await readNotebook(path.resolve(folder, name)).catch((e) => e);
    expect(error).toBeInstanceOf(ClaimbookError);
    expect(error.kind).toBe("could-not-run");
    expect(error.describe()).toContain(message);
    expect(error.where).toBe(path.resolve(folder, name));
  });

  test("that is not JSON, with the place", () => {
    const error = problemOf('{\n  "cells": [,]\n}');
    expect(error.message).toContain("not JSON");
    expect(error.where).toBe("a.ipynb, line 2, column 13");
  });

  test.each([
    ["an empty file", "", "a.ipynb, an empty file"],
    ["a cut-off file", '{"cells": [', "a.ipynb, line 1, column 12"],
  ])("that is not JSON: %s", (_, text, where) => {
    expect(problemOf(text).where).toBe(where);
  });

  test.each(["[]", "3", "null", '{"name": "x"}', '{"nbformat": "4", "cells": []}', '{"nbformat": 4}'])(
    "that is JSON and no notebook: %s",
    (text) => {
      expect(problemOf(text).message).toContain("not a notebook");
    },
  );

  test("of format 3 says how to upgrade it", () => {
    const error = problemOf('{"nbformat": 3, "nbformat_minor": 0, "metadata": {}, "worksheets": []}');
    expect(error.message).toContain("format 3");
    expect(error.wayOut).toContain("jupyter nbconvert --to notebook");
  });

  test("of a format to come", () => {
    const error = problemOf('{"nbformat": 5, "nbformat_minor": 0, "metadata": {}, "cells": []}');
    expect(error.message).toContain("format 5");
    expect(error.wayOut).toContain("newer claimbook");
  });
});

describe("validation names the cell and what is wrong with it", () => {
  const good = () => JSON.parse(formatNotebook(notebook("1", "# text")));
  test.each<[string, (book: ReturnType<typeof good>) => void, string]>([
    ["no outputs", (b) => delete b.cells[0].outputs, "/cells/0 must have required property 'outputs'"],
    ["unknown cell type", (b) => (b.cells[1].cell_type = "heading"), "/cells/1 must have a cell_type of"],
    ["a null cell", (b) => (b.cells[1] = null), "/cells/1 must have a cell_type of"],
    ["a bad id", (b) => (b.cells[0].id = "a b"), "/cells/0/id must match pattern"],
    ["two cells of one id", (b) => (b.cells[1].id = b.cells[0].id), "/cells has two cells with the id"],
    ["no metadata", (b) => delete b.metadata, "/ must have required property 'metadata'"],
    [
      "an output without text",
      (b) => b.cells[0].outputs.push({ output_type: "stream", name: "stdout" }),
      "/cells/0/outputs/0 must have required property 'text'",
    ],
    [
      "an output of no known type",
      (b) => b.cells[0].outputs.push({ output_type: "pyout" }),
      "/cells/0/outputs/0 must have an output_type of",
    ],
    [
      "a field that is not in the format",
      (b) => (b.cells[1].outputs = []),
      "/cells/1 must NOT have additional properties: outputs",
    ],
  ])("%s", (_, spoil, expected) => {
    const book = good();
    expect(notebookProblems(book)).toEqual([]);
    spoil(book);
    expect(notebookProblems(book).join("\n")).toContain(expected);
    expect(problemOf(JSON.stringify(book)).message).toContain(expected);
  });
});

describe("older minor versions", () => {
  const old = (minor: number) =>
    JSON.stringify({
      nbformat: 4,
      nbformat_minor: minor,
      metadata: { custom: { kept: true } },
      cells: [
        { cell_type: "code", execution_count: 3, metadata: {}, outputs: [], source: ["let a = 1;\n", "a"] },
        { cell_type: "code", execution_count: 4, metadata: { odd: 1 }, outputs: [], source: "a" },
        { cell_type: "markdown", metadata: {}, source: [] },
      ],
    });

  test.each([0, 1, 2, 3, 4])("4.%i becomes 4.5 with ids that are the same every time", (minor) => {
    const first = parseNotebook(old(minor), "a");
    expect(first.nbformat_minor).toBe(5);
    expect(new Set(first.cells.map((c) => c.id)).size).toBe(3);
    expect(parseNotebook(old(minor), "b")).toEqual(first);
    expect(first.metadata).toEqual({ custom: { kept: true } });
    expect(first.cells[1]!.metadata).toEqual({ odd: 1 });
    expect(notebookProblems(JSON.parse(formatNotebook(first)))).toEqual([]);
  });

  test("a byte order mark is no part of the text", () => {
    expect(parseNotebook(`\ufeff${old(4)}`, "a").cells).toHaveLength(3);
  });
});
