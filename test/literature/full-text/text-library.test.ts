import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { register } from "../../../src/cli/search.js";
import { openLibraryAsync, searchDatabases } from "../../../src/literature/index.js";
import { inProcess } from "../../cli/in-process.js";
import { LiteratureServer } from "../server/literature-server.js";
import { htmlPaper, jatsPaper, landingPage, latexPaper, sentences } from "./made-texts.js";

const question = "Boats on rivers";
const titles = [
  "Boats on rivers",
  "Boats and rivers in spring",
  "Rivers without boats",
  "Heavy boats on rivers",
];
let server: LiteratureServer;
let folder: string;

beforeEach(async () => {
  const papers = titles.map((title, i) => ({
    number: i + 1,
    title,
    abstract: `We look at boats on rivers (${i}).`,
  }));
  server = await LiteratureServer.start(papers);
  folder = mkdtempSync(path.join(os.tmpdir(), "text-library-"));
  server.texts.set("arxiv.org/html/2301.00001v1", { body: htmlPaper(titles[0]!) });
  server.texts.set("arxiv.org/html/2301.00002v1", { body: landingPage(titles[1]!) });
  server.texts.set("arxiv.org/e-print/2301.00002v1", { body: latexPaper(titles[1]!) });
  server.texts.set("arxiv.org/html/2301.00004v1", { body: landingPage(titles[3]!) });
});
afterEach(async () => {
  await server.stop();
  rmSync(folder, { recursive: true });
});

const env = () => ({ CLAIMBOOK_SOURCES_URL: server.origin, SOURCE_DATE_EPOCH: "1770000000" });

function find(options: Parameters<typeof searchDatabases>[1] = {}) {
  const access = server.access({ env: env() });
  return searchDatabases(question, {
    sources: ["arxiv"],
    query: "boats",
    show: false,
    fullText: folder,
    access: { ...access, clock: access.clock },
    ...options,
  });
}

test("a search becomes a library that claims are grounded on", async () => {
  const seen: unknown[] = [];
  const { texts, included } = await find({
    onProgress: (progress) => progress.kind === "text" && seen.push(progress),
  });
  expect(included.map(({ id }) => id).sort()).toEqual([1, 2, 3, 4].map((n) => `arXiv:2301.0000${n}v1`));
  const rows = Object.fromEntries(texts!.texts.map((row) => [row.work.slice(-3), row]));
  expect(rows["1v1"]).toMatchObject({ status: "fetched", file: "arxiv_2301.00001.html" });
  expect(rows["2v1"]).toMatchObject({
    status: "fetched",
    file: "arxiv_2301.00002.tex",
    tried: [{ kind: "html", reason: expect.stringContaining("a page about the work") }, { kind: "latex" }],
  });
  expect(rows["3v1"]!.tried.map(({ reason }) => reason)).toEqual(
    Array(3).fill("there is nothing (status 404)"),
  );
  expect(rows["4v1"]).toMatchObject({ status: "failed" });
  expect(seen).toHaveLength(4);
  // One request at a time and three seconds between, as arXiv asks: nine requests.
  expect(server.waits.filter((wait) => wait > 2_000).length).toBe(8);

  const library = await openLibraryAsync(folder);
  expect(library.problems).toEqual([]);
  expect(library.works.map(({ id }) => id)).toEqual([1, 2, 3, 4].map((n) => `arXiv:2301.0000${n}v1`));
  const grounding = library.ground(sentences[4]!);
  expect(grounding.verdict).toBe("supported");
  expect(grounding.passages.map(({ work }) => work)).toEqual(
    expect.arrayContaining(["arXiv:2301.00001v1", "arXiv:2301.00002v1"]),
  );
  const outcome = JSON.parse(readFileSync(path.join(folder, "full-texts", "outcome.json"), "utf8"));
  expect(outcome.texts).toEqual(JSON.parse(JSON.stringify(texts!.texts)));
});

test("what is there is kept: nothing is fetched twice, and later searches add to it", async () => {
  await find();
  writeFileSync(path.join(folder, "arXiv_2301.00003.md"), "# By hand\n\nRivers have no boats in winter.\n");
  const asked = server.asked("full-text").length;
  const before = statSync(path.join(folder, "arxiv_2301.00001.html")).mtimeMs;
  server.texts.set("arxiv.org/pdf/2301.00004v1", { body: jatsPaper(titles[3]!) });
  const { texts } = await find({ query: "boats NOT spring" });
  expect(texts!.texts.map(({ work, status }) => [work.slice(-3), status]).sort()).toEqual([
    ["1v1", "there"],
    ["3v1", "there"],
    ["4v1", "fetched"],
  ]);
  expect(
    server
      .asked("full-text")
      .slice(asked)
      .every((url) => url.includes("00004")),
  ).toBe(true);
  expect(statSync(path.join(folder, "arxiv_2301.00001.html")).mtimeMs).toBe(before);
  expect((await openLibraryAsync(folder)).works).toHaveLength(4);
});

test("a search that is stopped leaves a library of what it found", async () => {
  const stop = new AbortController();
  const { texts, included } = await find({
    signal: stop.signal,
    onProgress: (progress) => progress.kind === "text" && stop.abort(new Error("stopped")),
  });
  expect(included).toHaveLength(4);
  expect(texts!.texts).toHaveLength(4);
  expect(texts!.texts.at(-1)!.status).toBe("stopped");
  expect((await openLibraryAsync(folder)).works).toHaveLength(4);
  expect(readdirSync(folder).filter((name) => name.startsWith("."))).toEqual([]);
});

test("a folder that cannot be a library is told before the search", async () => {
  writeFileSync(path.join(folder, "search.json"), "not json");
  await expect(find()).rejects.toThrow(/is not JSON/);
  expect(server.requests).toEqual([]);
  await expect(find({ fullText: path.join(folder, "search.json") })).rejects.toThrow(/folder cannot be made/);
});

test("claimbook search --full-text tells what could be had and why the rest could not", async () => {
  server.texts.clear();
  server.texts.set("www.ebi.ac.uk/europepmc/webservices/rest/PMC900001/fullTextXML", {
    body: jatsPaper(titles[0]!),
  });
  const args = [
    "search",
    question,
    "-s",
    "pubmed",
    "--query",
    "boats",
    "--include",
    "2",
    "--full-text",
    "texts",
  ];
  const { code, stdout, stderr } = await inProcess(register, args, { cwd: folder, env: env() });
  expect([code, stderr]).toEqual([0, ""]);
  expect(stdout).toMatch(/^Full texts: 1 of 2 works \(1 fetched, 0 there before\)$/m);
  expect(stdout).toMatch(/\(doi:10.5555\/made.3\): jats: there is nothing \(status 404\); html/);
  expect(existsSync(path.join(folder, "texts", "search.json"))).toBe(true);
});
