import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { schemaProblems } from "../../../src/json-schema.js";
import { searchCard, searchText } from "../../../src/literature/library/search-card.js";
import {
  type DatabaseSearchOptions,
  type SearchProgress,
  searchDatabases,
} from "../../../src/literature/search/index.js";
import { SearchLog } from "../../../src/literature/search-log.js";
import type { SourceName } from "../../../src/literature/sources/index.js";
import { httpSources, LiteratureServer } from "../server/literature-server.js";
import { madePapers } from "../server/made-paper.js";
import { giving, row, source } from "./made-sources.js";
import { record } from "./records.js";

const question = "Sparse retrieval and dense encoders in study settings";
let server: LiteratureServer;

beforeEach(async () => {
  server = await LiteratureServer.start(madePapers(30));
});
afterEach(() => server.stop());

function find(options: DatabaseSearchOptions = {}) {
  return searchDatabases(question, {
    sources: httpSources,
    limit: 30,
    query: "study",
    access: server.access(),
    ...options,
  });
}

describe("a search of all databases over HTTP", () => {
  test("finds each work once, and its numbers add up", async () => {
    const { log, works } = await find();
    expect(schemaProblems(SearchLog, log)).toEqual([]);
    expect(log.sources.map(({ id }) => id)).toEqual(httpSources);
    expect(log.sources.every(({ hits, error }) => hits === 30 && error === undefined)).toBe(true);
    expect(log.identified).toBe(30 * httpSources.length);
    expect(log.identified - log.duplicates).toBe(log.screened);
    expect(log.screened).toBe(log.included.length + log.excluded.length);
    expect(works.length).toBe(log.screened);
    expect(log.screened).toBe(30);
    expect(log.excluded.every(({ kind, reason }) => kind !== undefined && /\d/.test(reason))).toBe(true);
    expect(log.merged!.every(({ records, joined }) => records.length > 1 && joined.length > 0)).toBe(true);
  });

  test.each<[string, Parameters<LiteratureServer["faults"]["push"]>[0], (name: SourceName) => void]>([
    [
      "429 with Retry-After",
      { status: 429, headers: { "retry-after": "7" } },
      () => expect(server.waits).toContain(7000),
    ],
    ["500", { status: 500 }, () => {}],
    ["a connection that hangs", { hang: true }, () => {}],
    ["a cut-off body", { cutAfter: 0.5 }, () => {}],
    ["a body that is neither XML nor JSON", { body: "<<<{{{ not a body" }, () => {}],
  ])("loses nothing by %s, and tells of it", async (_, fault, check) => {
    const { log: calm } = await find();
    for (const name of httpSources) server.faults.push({ ...fault, source: name });
    const { log } = await find();
    expect(log.sources.map(({ hits, error }) => [hits, error])).toEqual(
      calm.sources.map(({ hits, error }) => [hits, error]),
    );
    expect(log.screened).toBe(calm.screened);
    for (const { retries } of log.sources)
      expect(retries?.reduce((sum, { times }) => sum + times, 0)).toBe(1);
    check("arxiv");
  });

  test("a database that stays down is a row; the others are complete", async () => {
    server.faults.push({ source: "crossref", status: 503, times: Number.POSITIVE_INFINITY });
    server.faults.push({ source: "dblp", status: 403, times: Number.POSITIVE_INFINITY });
    const { log } = await find();
    expect(row(log, "crossref")).toMatchObject({
      hits: 0,
      ended: "error",
      error: expect.stringContaining("503"),
    });
    expect(row(log, "dblp")).toMatchObject({
      hits: 0,
      ended: "error",
      error: expect.stringContaining("403"),
    });
    expect(log.identified).toBe(30 * (httpSources.length - 2));
    expect(log.screened).toBe(30);
    expect(searchText(log)).toContain("Crossref");
    expect(searchCard(log)).toContain("failed");
  });

  test("what came before a database failed is kept", async () => {
    server.papers.set("openalex", madePapers(450));
    server.faults.push({ source: "openalex", status: 500, after: 1, times: Number.POSITIVE_INFINITY });
    const { log } = await find({ sources: ["openalex"], limit: 400 });
    expect(row(log, "openalex").hits).toBeGreaterThan(0);
    expect(row(log, "openalex").error).toContain("500");
  });

  test.each(httpSources)("%s ends with pages that repeat and totals that lie", async (name) => {
    server.papers.set(name, madePapers(900));
    server.faults.push({ source: name, firstPage: true, total: 1_000_000, times: Number.POSITIVE_INFINITY });
    const { log } = await find({ sources: [name], limit: 850 });
    const { hits, error } = row(log, name);
    expect(error).toBeUndefined();
    expect(hits).toBeGreaterThan(0);
    expect(log.screened).toBe(hits);
    expect(server.asked(name).length).toBeLessThan(40);
  });
});

describe("sources that misbehave", () => {
  test("one that throws anything, one that never ends, one that repeats itself", async () => {
    const { log } = await searchDatabases("whales", {
      sources: [
        source("dblp", () => {
          throw "no error at all";
        }),
        source("arxiv", async function* () {
          for (let page = 0; ; page++)
            yield {
              records: [record({ title: "Whales sing", sourceId: "same" })],
              total: page,
              problems: ["odd"],
            };
        }),
        giving("crossref", { title: "Whales dive" }),
      ],
      show: false,
    });
    expect(row(log, "dblp").error).toBe("no error at all");
    expect(row(log, "arxiv")).toMatchObject({ hits: 1, repeated: 3, pages: 4, ended: "end" });
    expect(log.included).toHaveLength(2);
  });

  test("abort keeps what had come, also of a source that heeds no signal", async () => {
    const abort = new AbortController();
    let come = 0;
    const { log } = await searchDatabases("whales", {
      signal: abort.signal,
      sources: [
        giving("crossref", { title: "Whales dive" }),
        source("arxiv", async function* () {
          yield { records: [record({ title: "Whales sing" })], problems: [] };
          await new Promise(() => {});
        }),
      ],
      onProgress: (each) => {
        come += each.kind === "source" && each.state === "page" ? 1 : 0;
        if (come === 2) queueMicrotask(() => abort.abort(new Error("enough")));
      },
    });
    expect(log.stopped).toBe(true);
    expect(log.included).toHaveLength(2);
    expect(row(log, "arxiv").ended).toBe("stopped");
  });

  test("tells its progress", async () => {
    const told: SearchProgress[] = [];
    await searchDatabases("whales", {
      sources: [giving("crossref", { title: "Whales dive" })],
      onProgress: (each) => told.push(each),
    });
    expect(told.map(({ kind }) => kind)).toEqual([
      "plan",
      "source",
      "source",
      "source",
      "grouped",
      "screened",
    ]);
  });
});

/** Embeddings, overrides, isolates, tags, halves of pairs; controls as JSON writes them. */
const unwanted = /[\u202a-\u202e\u2066-\u2069]|[\u{e0000}-\u{e007f}]|\\u(?:001b|0000|0007|202e)|\p{Cs}/u;
/** Escape, null, bell. */
const controls = [0x1b, 0, 7].map((code) => String.fromCharCode(code));

test("hostile titles are bounded and harmless in every output", async () => {
  const hostile = [
    "<script>alert(1)</script><img src=x onerror=alert(2)> whales",
    "whales \u202egnp.exe\u2066 \u001b[2J\u0007 \u0000 hidden\u{e0041}\u{e0042}",
    `whales ${"A".repeat(1_000_000)}`,
    "whales ](javascript:alert(3)) | `x` &lt;b&gt;",
    "whales \ud800 lone",
  ];
  const { log, recording } = await searchDatabases("whales", {
    sources: [
      giving(
        "crossref",
        ...hostile.map((title, i) => ({ title, authors: [`${title} ${i}`], abstract: title })),
      ),
    ],
  });
  expect(log.included.length + log.excluded.length).toBe(hostile.length);
  const card = searchCard(log);
  expect(card).not.toMatch(/<script|<img|<[^>]*\son\w+=/i);
  for (const text of [card, searchText(log), JSON.stringify(log), JSON.stringify(recording)]) {
    expect(text.length).toBeLessThan(400_000);
    expect(text).not.toMatch(unwanted);
    for (const control of controls) expect(text).not.toContain(control);
  }
});
