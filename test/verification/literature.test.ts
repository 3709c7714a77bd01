import { readFile, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { judgeClaim } from "../../src/claims/claim.js";
import { Measurement } from "../../src/claims/measurement.js";
import { register } from "../../src/cli/verify.js";
import { fileSum } from "../../src/file-sum.js";
import { searchDatabases } from "../../src/literature/search/index.js";
import { Mime } from "../../src/notebook/mime.js";
import type { CodeCell, Notebook } from "../../src/notebook/model.js";
import { packageRoot } from "../../src/paths.js";
import { checkLiterature } from "../../src/verification/literature.js";
import { inProcess } from "../cli/in-process.js";
import { type Fault, LiteratureServer } from "../literature/server/literature-server.js";
import { hasRecorded, recorded, recordedReason } from "../literature/server/recorded.js";
import type { HttpSource, Rendered } from "../literature/server/renderings.js";
import { claimOutput } from "../report/sample.js";
import { code, tiny, workFolder, write } from "./fixture.js";

const question = "How do attention mechanisms work?";
const sources = [
  "arxiv",
  "crossref",
  "dblp",
  "europe-pmc",
  "openalex",
  "pubmed",
  "semantic-scholar",
] as const satisfies readonly HttpSource[];

/** What the real services answered, by what each of them is asked in turn. */
const answers: Readonly<Record<(typeof sources)[number], readonly string[]>> = {
  arxiv: ["arxiv/arxiv_search.xml"],
  crossref: ["crossref/crossref_search.json"],
  dblp: ["dblp/dblp_search.xml"],
  "europe-pmc": ["europepmc/europepmc_search.json"],
  openalex: ["openalex/openalex_search.json"],
  pubmed: ["pubmed/pubmed_esearch.json", "pubmed/pubmed_efetch.xml"],
  "semantic-scholar": ["semanticscholar/semantic_search.json"],
};

/** A recorded body in which something has changed since. */
function changed(file: string, change: (body: never) => void): Rendered {
  const { type, body } = recorded(file);
  const value = JSON.parse(body);
  change(value as never);
  return { type, body: JSON.stringify(value) };
}

describe.skipIf(!hasRecorded)(`recorded searches, verified over HTTP${recordedReason}`, () => {
  let server: LiteratureServer;
  let folder: string;
  let remove: () => Promise<void>;
  let env: NodeJS.ProcessEnv;

  beforeAll(async () => {
    ({ folder, remove } = await workFolder());
    server = await LiteratureServer.start();
    env = { ...process.env, CLAIMBOOK_SOURCES_URL: server.origin, CLAIMBOOK_BROWSER: "/nowhere" };
  });
  afterEach(() => {
    server.faults.splice(0);
  });
  afterAll(async () => {
    await server?.stop();
    await remove?.();
  });

  /** The databases answer as they were recorded, once, but for those given here. */
  function answer(others: Partial<Record<HttpSource, Rendered[]>> = {}, ...faults: Fault[]): void {
    server.requests.splice(0);
    server.faults.splice(0, server.faults.length, ...faults);
    for (const name of sources)
      server.bodies.set(
        name,
        answers[name].map((file) => recorded(file)),
      );
    for (const [name, bodies] of Object.entries(others)) server.bodies.set(name as HttpSource, bodies);
  }

  /** The notebook that a search made in this process would leave behind, with its recording. */
  async function searched(
    name: string,
  ): Promise<{ notebook: Notebook; recording: string; search: CodeCell }> {
    answer();
    const recording = path.join(folder, `${name}.search.json`);
    const how = { query: "attention", limit: 3, sources, show: false, access: { env } };
    const { log } = await searchDatabases(question, { ...how, record: recording });
    expect(log.sources.map(({ hits, error }) => [hits, error])).toEqual(sources.map(() => [3, undefined]));
    const search: CodeCell = {
      ...code("search", "await searchDatabases();"),
      execution_count: 1,
      outputs: [
        {
          output_type: "display_data",
          data: { [Mime.search]: log as never },
          metadata: {
            claimbook_recording: {
              file: path.relative(packageRoot, recording),
              sha256: (await fileSum(recording))!,
            },
          },
        },
      ],
    };
    server.requests.splice(0);
    return { notebook: { ...tiny, cells: [search] }, recording, search };
  }

  const check = (notebook: Notebook, live: boolean, more: NodeJS.ProcessEnv = {}) =>
    checkLiterature(notebook, { project: packageRoot, live, env: { ...env, ...more } });

  it("are replayed without a request, and give the same log", async () => {
    const { notebook, recording } = await searched("replayed");
    expect(await check(notebook, false)).toEqual([
      {
        question,
        where: 'cell 1 (id "search")',
        recording: path.relative(packageRoot, recording),
        replay: "same",
      },
    ]);
    expect(server.requests).toEqual([]);
  });

  it("are told from a recording that was edited, swapped or taken away, and from an edited log", async () => {
    const { notebook, recording, search } = await searched("edited");
    const log = (search.outputs[0] as { data: Record<string, unknown> }).data[Mime.search] as {
      included: { title: string }[];
    };
    const title = log.included[0]!.title;
    log.included[0]!.title = "Another title";
    expect(await check(notebook, false)).toMatchObject([{ replay: "differs" }]);
    log.included[0]!.title = title;
    const text = await readFile(recording, "utf8");
    await writeFile(recording, text.replace(JSON.stringify(title), '"Another title"'));
    expect(await check(notebook, false)).toMatchObject([{ replay: "recording changed" }]);
    await writeFile(recording, "{");
    expect(await check(notebook, false)).toMatchObject([
      { replay: "differs", error: expect.stringContaining("no JSON") },
    ]);
    await rm(recording);
    expect(await check(notebook, true)).toMatchObject([{ replay: "recording missing" }]);
    Object.assign(search.outputs[0]!, {
      metadata: { claimbook_recording: { file: "../x.json", sha256: "0" } },
    });
    expect(await check(notebook, true)).toMatchObject([{ error: "it lies outside the project" }]);
    expect(server.requests).toEqual([]);
  });

  it("searched again find nothing new where the databases answer as they did", async () => {
    const { notebook } = await searched("again");
    answer();
    const [outcome] = await check(notebook, true);
    expect(outcome).toMatchObject({
      replay: "same",
      live: { found: 0, gone: 0, retracted: 0, changed: 0, unknown: 0, changes: [] },
    });
    expect(outcome!.live!.same).toBeGreaterThan(15);
    for (const name of sources) expect(server.asked(name)).toHaveLength(answers[name].length);
  });

  it("stand, with a word on it, where they cannot be searched again at all", async () => {
    const { notebook } = await searched("unasked");
    const [outcome] = await check(notebook, true, { CLAIMBOOK_SOURCES_URL: "no address" });
    expect(outcome).toMatchObject({
      replay: "same",
      error: "it could not be searched again: it is not the address of a mirror",
    });
  });

  it("verify with --live: what changed and which database failed is said, and the verification passes", async () => {
    const { notebook, recording, search } = await searched("live");
    search.source = `import { claim, Measurement, searchDatabases } from "claimbook";
const { log } = await searchDatabases(${JSON.stringify(question)}, { query: "attention", limit: 3, sources: ${JSON.stringify(sources)}, record: ${JSON.stringify(recording)} });
const found = new Measurement({ name: "works found", value: log.screened, n: log.identified, unit: "records" });
claim({ id: "enough", text: "More than ten works were found.", measured: found.isAbove(10) });`;
    const found = new Measurement({ name: "works found", value: 19, n: 21, unit: "records" });
    const claim = judgeClaim({
      id: "enough",
      text: "More than ten works were found.",
      measured: found.isAbove(10),
    });
    search.outputs.push({ output_type: "display_data", data: claimOutput(claim), metadata: {} });
    await write(path.join(folder, "live.ipynb"), notebook);

    answer(
      {
        crossref: [
          changed("crossref/crossref_search.json", ({ message }: { message: { items: object[] } }) => {
            message.items.shift();
            Object.assign(message.items[0]!, { "updated-by": [{ type: "retraction", DOI: "10.5555/x" }] });
          }),
        ],
        openalex: [
          changed("openalex/openalex_search.json", ({ results }: { results: object[] }) => {
            Object.assign(results[1]!, { publication_year: 2031, publication_date: "2031-01-01" });
          }),
        ],
      },
      { source: "dblp", status: 403, times: Number.POSITIVE_INFINITY },
    );
    const warnings: Error[] = [];
    const hear = (warning: Error) => warnings.push(warning);
    process.on("warning", hear);
    const { code: exit, stdout } = await inProcess(register, ["verify", "live.ipynb", "--live"], {
      cwd: folder,
      env,
    }).finally(() => process.off("warning", hear));
    const { predicate } = JSON.parse(await readFile(path.join(folder, "live.certificate.json"), "utf8"));
    const [{ replay, live }] = predicate.literature;
    expect(replay).toBe("same");
    expect(live).toMatchObject({ found: 0, gone: 1, retracted: 1, changed: 2, unknown: 2 });
    expect(live.changes).toContainEqual(expect.stringMatching(/^DBLP: 3 records → failed \(.*403/));
    expect(stdout).toMatch(/replayed from \S+live\.search\.json: the same log/);
    expect(stdout).toContain("0 new, 1 gone, 1 retracted, 2 changed, 2 not known");
    expect(stdout).toMatch(/DBLP: 3 records → failed \(/);
    expect(stdout).toMatch(/gone: Face Attention Tracker.*no longer found in crossref/);
    expect(stdout).toMatch(/retracted: Probabilistic Attention Map.*says crossref/);
    expect(stdout).toMatch(/changed: Attention mechanisms in computer vision.*year: \d{4} → 2031/);
    expect(stdout).toContain("Reproduced: 1 claim, 1 same");
    expect(predicate.passed).toBe(true);
    expect(exit).toBe(0);
    // Asked once, by --live: the rerun itself asked nothing.
    expect(server.asked("arxiv")).toHaveLength(1);
    // A stopped process stops all of them by one signal, and nobody is told of a leak that is none.
    expect(warnings.map(({ name }) => name)).not.toContain("MaxListenersExceededWarning");
  });
});
