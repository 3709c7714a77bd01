import { existsSync, mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { schemaProblems } from "../../../src/json-schema.js";
import { searchCard, searchText } from "../../../src/literature/library/search-card.js";
import {
  type DatabaseSearchOptions,
  readRecording,
  type SearchProgress,
  searchDatabases,
  writeRecording,
} from "../../../src/literature/search/index.js";
import { SearchLog } from "../../../src/literature/search-log.js";
import type { Source, SourceName, SourcePage } from "../../../src/literature/sources/index.js";
import { httpSources, LiteratureServer } from "../server/literature-server.js";
import { madePapers } from "../server/made-paper.js";
import { type Made, record } from "./records.js";

const question = "Sparse retrieval and dense encoders in study settings";
let server: LiteratureServer;
let folder: string;

beforeEach(async () => {
  server = await LiteratureServer.start(madePapers(30));
  folder = mkdtempSync(path.join(os.tmpdir(), "search-"));
});
afterEach(() => server.stop());

function find(options: DatabaseSearchOptions = {}) {
  return searchDatabases(question, {
    sources: httpSources,
    limit: 30,
    query: "study",
    access: server.access({ timeout: 500 }),
    ...options,
  });
}

function row(log: SearchLog, id: SourceName) {
  return log.sources.find((source) => source.id === id)!;
}

/** A source of the test's own. */
function source(name: SourceName, pages: () => AsyncIterable<SourcePage>): Source {
  return { name, title: `Test ${name}`, translate: () => ({ sent: "asked", lost: [] }), search: pages };
}

function giving(name: SourceName, ...works: Made[]): Source {
  return source(name, async function* () {
    yield {
      records: works.map((of, i) => record({ ...of, source: name, sourceId: `${name}-${i}` })),
      problems: [],
    };
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
    const { log } = await searchDatabases("whales", {
      signal: abort.signal,
      sources: [
        giving("crossref", { title: "Whales dive" }),
        source("arxiv", async function* () {
          yield { records: [record({ title: "Whales sing" })], problems: [] };
          setTimeout(() => abort.abort(new Error("enough")), 20);
          await new Promise(() => {});
        }),
      ],
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

describe("screening", () => {
  test("leaves out what is off topic, retracted, outside the years or ruled out, each with its reason", async () => {
    const whale = { year: 2020, abstract: "Whales sing songs at night in the ocean." };
    const { log } = await searchDatabases("Why do whales sing songs?", {
      since: 2015,
      query: "whales AND songs NOT captivity",
      sources: [
        giving(
          "crossref",
          { ...whale, title: "Songs of whales" },
          { ...whale, title: "RETRACTED: Whales sing loudly", authors: ["Ann Lee"] },
          { ...whale, title: "Old songs of old whales", year: 1999 },
          { ...whale, title: "Whales and songs in captivity" },
          { title: "Tax reform in Sweden", abstract: "Taxes were lowered.", year: 2020 },
          { title: "Whales: songs without an abstract" },
        ),
      ],
    });
    expect(log.excluded.map(({ kind }) => kind).sort()).toEqual([
      "off topic",
      "outside the years",
      "retracted",
      "ruled out by the query",
    ]);
    expect(log.included.map(({ title }) => title).sort()).toEqual([
      "Songs of whales",
      "Whales: songs without an abstract",
    ]);
    expect(
      log.reasons!.find(
        ({ work }) => work === log.included.find(({ abstract }) => abstract === undefined)!.id,
      )!.warning,
    ).toContain("no abstract");
    const flagged = await searchDatabases("Why do whales sing songs?", {
      retracted: "flag",
      sources: [giving("crossref", { ...whale, title: "Whales sing", retracted: true })],
    });
    expect(flagged.log.reasons![0]!.warning).toContain("retracted");
  });

  test("an encoder reorders, and a replay needs it no more", async () => {
    const sources = [
      giving(
        "crossref",
        { title: "Whales and songs", abstract: "Whales whales songs." },
        { title: "Songs at night", abstract: "Singing cetaceans, which are whales." },
      ),
    ];
    const encoder = {
      dim: 2,
      name: "test encoder",
      encode: async (texts: readonly string[]) =>
        Float32Array.from(
          texts.flatMap((text) => (/cetaceans|Why/.test(text) ? [1, 0] : [0.75, Math.sqrt(1 - 0.75 ** 2)])),
        ),
    };
    const file = path.join(folder, "dense.json");
    const plain = await searchDatabases("Why do whales sing songs?", { sources });
    const { log } = await searchDatabases("Why do whales sing songs?", { sources, encoder, record: file });
    expect(plain.log.included[0]!.title).toBe("Whales and songs");
    expect(log.included[0]!.title).toBe("Songs at night");
    expect(log.screening).toContain("test encoder");
    expect((await searchDatabases("", { replay: file })).log).toEqual(log);
  });
});

describe("recording and replay", () => {
  test("give the same log bit for bit without network, dates included", async () => {
    const file = path.join(folder, "search.json");
    server.faults.push({ source: "pubmed", status: 500, times: Number.POSITIVE_INFINITY });
    const { log } = await find({ record: file });
    await server.stop();
    const replayed = await searchDatabases("", {
      replay: file,
      access: { fetch: () => Promise.reject(new Error("no network")) },
    });
    expect(JSON.stringify(replayed.log)).toBe(JSON.stringify(log));
    expect(replayed.differsFromRecorded).toBeUndefined();
    server = await LiteratureServer.start();
  });

  test("hold no key and no address, wherever an answer repeats it", async () => {
    const env = {
      CLAIMBOOK_MAILTO: "someone@library.example",
      OPENALEX_API_KEY: "openalex-key-123",
      SEMANTIC_SCHOLAR_API_KEY: "s2-key-456",
      NCBI_API_KEY: "ncbi-key-789",
    };
    const file = path.join(folder, "search.json");
    for (const name of httpSources) {
      server.faults.push({
        source: name,
        status: 400,
        times: Number.POSITIVE_INFINITY,
        body: JSON.stringify({ error: `you sent ${Object.values(env).join(" ")} api_key=zzzz` }),
      });
    }
    const { log } = await find({ record: file, access: server.access({ env }) });
    expect(log.sources.every(({ error }) => error !== undefined)).toBe(true);
    const text = readFileSync(file, "utf8") + JSON.stringify(log);
    for (const secret of [...Object.values(env), "zzzz"]) expect(text).not.toContain(secret);
  });

  test("searching again tells what is new, gone, retracted, changed, and what cannot be told", async () => {
    const file = path.join(folder, "search.json");
    const whale = { year: 2020, abstract: "Whales sing songs." };
    const then = [
      { ...whale, title: "Whales stay", doi: "10.1/a" },
      { ...whale, title: "Whales go away", doi: "10.1/b" },
      { ...whale, title: "Whales are withdrawn", doi: "10.1/c" },
      { ...whale, title: "Whales change", doi: "10.1/d" },
    ].map((each, i) => ({ ...each, doi: `10.1234/${"abcd"[i]}` }));
    const silent = { ...whale, title: "Whales of a silent source", doi: "10.1234/e" };
    await searchDatabases("whales", {
      record: file,
      sources: [giving("crossref", ...then), giving("dblp", silent)],
    });
    const { changes } = await searchDatabases("", {
      replay: file,
      live: true,
      sources: [
        giving(
          "crossref",
          then[0]!,
          { ...then[2]!, retracted: true },
          { ...then[3]!, year: 2021 },
          { ...whale, title: "Whales arrive", doi: "10.1234/f" },
        ),
        source("dblp", () => {
          throw new Error("down");
        }),
      ],
    });
    expect(changes!.found.map(({ title }) => title)).toEqual(["Whales arrive"]);
    expect(changes!.gone.map(({ title }) => title)).toEqual(["Whales go away"]);
    expect(changes!.retracted.map(({ title }) => title)).toEqual(["Whales are withdrawn"]);
    expect(changes!.changed.find(({ title }) => title === "Whales change")!.what).toContain(
      "year: 2020 → 2021",
    );
    expect(changes!.unknown.map(({ title }) => title)).toEqual(["Whales of a silent source"]);
    expect(changes!.same).toBe(1);
    expect(changes!.sources.join()).toContain("down");
  });

  test.each<[string, string, RegExp]>([
    ["broken JSON", "{", /is no JSON/],
    ["another file", "[]", /does not fit/],
    ["a later format", '{"schema":"claimbook/search-recording/2"}', /later format/],
    [
      "a script as link",
      JSON.stringify({
        schema: "claimbook/search-recording/1",
        runs: [{ records: [{ fullText: [{ kind: "pdf", url: "javascript:x" }] }] }],
      }),
      /does not fit/,
    ],
  ])("refuse %s", async (_, content, message) => {
    const file = path.join(folder, "x.json");
    writeFileSync(file, content);
    await expect(searchDatabases("", { replay: file })).rejects.toThrow(message);
  });

  test("are bounded in size, both ways, and leave nothing behind", async () => {
    const { recording } = await find({ sources: ["arxiv"] });
    const file = path.join(folder, "big.json");
    await expect(writeRecording(file, recording, 1000)).rejects.toThrow(/larger than 1000 bytes/);
    expect(existsSync(file)).toBe(false);
    await writeRecording(file, recording);
    await expect(readRecording(file, 1000)).rejects.toThrow(/larger than/);
    expect(await readRecording(file)).toEqual(JSON.parse(JSON.stringify(recording)));
  });

  test("another question is no replay", async () => {
    const file = path.join(folder, "search.json");
    await searchDatabases("whales", { record: file, sources: [giving("crossref", { title: "Whales" })] });
    await expect(searchDatabases("dolphins", { replay: file })).rejects.toThrow(/another question/);
    await expect(searchDatabases("whales", { live: true })).rejects.toThrow(/needs a recorded search/);
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
