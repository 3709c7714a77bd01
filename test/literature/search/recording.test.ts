import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import {
  type DatabaseSearchOptions,
  readRecording,
  type SearchProgress,
  searchDatabases,
  writeRecording,
} from "../../../src/literature/search/index.js";
import { httpSources, LiteratureServer } from "../server/literature-server.js";
import { madePapers } from "../server/made-paper.js";
import { giving, source } from "./made-sources.js";

const question = "Sparse retrieval and dense encoders in study settings";
let server: LiteratureServer;
let folder: string;

beforeEach(async () => {
  server = await LiteratureServer.start(madePapers(30));
  folder = mkdtempSync(path.join(os.tmpdir(), "recording-"));
});
afterEach(async () => {
  await server.stop();
  rmSync(folder, { recursive: true });
});

function find(options: DatabaseSearchOptions = {}) {
  return searchDatabases(question, {
    sources: httpSources,
    limit: 30,
    query: "study",
    access: server.access(),
    ...options,
  });
}

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
    const body = JSON.stringify({ error: `you sent ${Object.values(env).join(" ")} api_key=zzzz` });
    for (const name of httpSources) {
      server.faults.push({ source: name, status: 500, body });
      server.faults.push({ source: name, status: 400, times: Number.POSITIVE_INFINITY, body });
    }
    const told: SearchProgress[] = [];
    const { log } = await find({
      record: file,
      access: server.access({ env }),
      onProgress: (progress) => told.push(progress),
    });
    expect(log.sources.every(({ error }) => error !== undefined)).toBe(true);
    expect(told.filter(({ kind }) => kind === "retry")).toHaveLength(httpSources.length);
    const text = readFileSync(file, "utf8") + JSON.stringify(log) + JSON.stringify(told);
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
