import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openLibrary } from "../../../src/literature/library/library.js";
import type { SourceAccess } from "../../../src/literature/sources/index.js";
import { collect } from "./collect.js";

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), "claimbook-library-"));
  const items = [
    {
      id: "arXiv:2401.00001v2",
      type: "article",
      title: "Language bias in <i>dense</i> retrieval",
      author: [{ given: "Jane", family: "Smith" }],
      issued: { "date-parts": [[2024, 1]] },
      abstract: "Rankings prefer the query's language.",
    },
    {
      id: "doi:10.5555/tides",
      DOI: "10.5555/TIDES",
      type: "article-journal",
      title: "Tidal energy",
      issued: { "date-parts": [[2019]] },
    },
    { id: "note-3", type: "document", title: "潮汐能の研究", abstract: "言語の偏り。" },
  ];
  writeFileSync(path.join(folder, "works.json"), JSON.stringify(items));
  writeFileSync(
    path.join(folder, "doi_10.5555_tides.md"),
    "# Tidal energy\n\n## 1 Results\n\nTurbines turn slowly.\n",
  );
});
afterAll(() => rmSync(folder, { recursive: true }));

const access = (changes: Partial<SourceAccess>): SourceAccess => ({
  fetch: () => Promise.reject(new Error("nothing is asked")),
  clock: () => new Date(0),
  wait: async () => {},
  jitter: () => 0,
  env: {},
  ...changes,
});
const found = async (query: string, options = {}) => {
  const { records } = await collect(
    "local-library",
    access({ env: { CLAIMBOOK_LIBRARY: folder } }),
    query,
    options,
  );
  return records.map(({ item }) => item.id);
};

describe("local library", () => {
  it.each<[query: string, ids: string[]]>([
    ["language", ["arXiv:2401.00001v2"]],
    ["languages", ["arXiv:2401.00001v2"]],
    ["turbines", ["doi:10.5555/tides"]],
    ["title:turbines", []],
    ['"tidal energy" OR bias', ["doi:10.5555/tides", "arXiv:2401.00001v2"]],
    ["NOT language", ["doi:10.5555/tides", "note-3"]],
    ["year:2018-2020", ["doi:10.5555/tides"]],
    ["author:smith", ["arXiv:2401.00001v2"]],
    ["潮汐", ["note-3"]],
    ["abstract:言語", ["note-3"]],
    ["absent", []],
  ])("%s", async (query, ids) => expect((await found(query)).sort()).toEqual([...ids].sort()));

  it("keeps to years and limit", async () => {
    expect(await found("energy OR bias OR 研究", { since: 2020 })).toEqual(["arXiv:2401.00001v2"]);
    expect(await found("energy OR bias OR 研究", { limit: 2 })).toHaveLength(2);
  });

  it("gives ids and plain text", async () => {
    const { records, totals } = await collect(
      "local-library",
      access({ library: openLibrary(folder) }),
      "language OR tidal",
    );
    expect(totals).toEqual([2]);
    const [bias, tides] = [...records].sort((a, b) => (a.sourceId < b.sourceId ? -1 : 1));
    expect(bias).toMatchObject({
      ids: { arxiv: "2401.00001" },
      version: "v2",
      item: { title: "Language bias in dense retrieval", author: [{ given: "Jane", family: "Smith" }] },
    });
    expect(tides).toMatchObject({ ids: { doi: "10.5555/tides" }, sourceId: "doi:10.5555/tides" });
  });

  it("searches the library that comes with claimbook where none is named", async () => {
    const { records } = await collect("local-library", access({}), '"language bias"');
    expect(records.some(({ ids }) => ids.arxiv === "2408.10536")).toBe(true);
  });

  it("says which folder cannot be read", async () => {
    const { error } = await collect(
      "local-library",
      access({ env: { CLAIMBOOK_LIBRARY: path.join(folder, "no") } }),
      "a",
    );
    expect(error).toMatchObject({ kind: "could-not-run", where: path.join(folder, "no") });
  });
});
