import { mkdirSync, mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { register } from "../../src/cli/search.js";
import { schemaProblems } from "../../src/json-schema.js";
import { SearchLog } from "../../src/literature/search-log.js";
import { LiteratureServer } from "../literature/server/literature-server.js";
import { madePapers } from "../literature/server/made-paper.js";
import { inProcess } from "./in-process.js";

let server: LiteratureServer;
let cwd: string;
const question = "A study of tidal energy and soil moisture";

beforeAll(async () => {
  server = await LiteratureServer.start(madePapers(20));
  cwd = mkdtempSync(path.join(os.tmpdir(), "search-cli-"));
  mkdirSync(path.join(cwd, "library"));
  writeFileSync(
    path.join(cwd, "library", "works.json"),
    JSON.stringify([
      {
        id: "tides",
        type: "book",
        title: "Tidal energy and soil moisture of a bay",
        issued: { "date-parts": [[2001]] },
      },
    ]),
  );
});
afterAll(() => server.stop());

function run(...args: string[]) {
  return inProcess(register, ["search", ...args], {
    cwd,
    env: { CLAIMBOOK_SOURCES_URL: server.origin, SOURCE_DATE_EPOCH: "1770000000" },
  });
}

describe("claimbook search", () => {
  test("shows query, sources, flow and works; keeps log and recording; replays them", async () => {
    const args = [
      "-s",
      "crossref",
      "-s",
      "local-library",
      "--library",
      "library",
      "--query",
      "energy OR moisture",
    ];
    const { code, stdout, stderr } = await run(question, ...args, "--record", "r.json", "--out", "log.json");
    expect(stderr).toBe("");
    expect(code).toBe(0);
    expect(stdout).toMatch(/^Query: energy OR moisture\n/);
    expect(stdout).toMatch(/^Crossref +8 +of 20, 12 ruled out by the query$/m);
    expect(stdout).toMatch(/^Local library +1$/m);
    expect(stdout).toMatch(/9 records identified .*, 0 duplicates removed, 9 screened/);
    expect(stdout).toContain("Tidal energy and soil moisture of a bay");
    const log = JSON.parse(readFileSync(path.join(cwd, "log.json"), "utf8")) as SearchLog;
    expect(schemaProblems(SearchLog, log)).toEqual([]);
    expect(log.sources[0]!.at).toBe("2026-02-02T02:40:00.000Z");

    const again = await run("--replay", "r.json", "--json");
    expect(JSON.parse(again.stdout)).toEqual(log);
    const live = await run("--replay", "r.json", "--live", "-s", "crossref");
    expect(live.code).toBe(2);
    const compared = await run("--replay", "r.json", "--live", "--library", "library");
    expect(compared.stdout).toContain("Unchanged: 9");
  });

  test("a source that is down does not fail the search; all of them do", async () => {
    server.faults.push({ source: "dblp", status: 403, times: 2 });
    const one = await run(question, "-s", "dblp", "-s", "local-library", "--library", "library");
    expect(one.code).toBe(0);
    expect(one.stdout).toMatch(/^DBLP +– +failed: .*403/m);
    expect((await run(question, "-s", "dblp")).code).toBe(3);
  });

  test.each<[string, string[], number, RegExp]>([
    ["no question", [], 2, /no word to search for/],
    ["an unknown source", [question, "-s", "nowhere"], 2, /Sources are arxiv/],
    ["a query that cannot be read", [question, "--query", "(a AND"], 2, /query/],
    ["years the wrong way round", [question, "--since", "2020", "--until", "2010"], 2, /after/],
    ["a recording that is not there", ["--replay", "none.json"], 3, /none\.json/],
    ["a folder as recording", ["--replay", "library"], 3, /no file/],
    ["--live alone", [question, "--live"], 2, /needs a recorded search/],
  ])("refuses %s", async (_, args, code, message) => {
    const result = await run(...args);
    expect(result.stderr).toMatch(message);
    expect(result.code).toBe(code);
  });
});
