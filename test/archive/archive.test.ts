import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { mkdir } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { load } from "js-yaml";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { fromBufferPromise } from "yauzl";
import { safeStem } from "../../src/archive/file-name.js";
import { collectArchive, parsePerson, writeArchive } from "../../src/archive/index.js";
import { readNotebook } from "../../src/notebook/read.js";
import { formatNotebook } from "../../src/notebook/write.js";
import { sha256Of } from "../../src/sha256.js";
import { goldenCases } from "../report/golden-cases.js";

let folder: string;
let notebook: string;
const lockfile = '{"lockfileVersion": 3}\n';
const run = {
  schema: "claimbook/run/1",
  status: "ok",
  claimbook: "0.1.0",
  claimbookSha256: "a".repeat(64),
  node: "20.19.0",
  platform: "linux",
  arch: "x64",
  kernel: "claimbook",
  parameters: { budget: "smoke" },
  sourceSha256: "b".repeat(64),
  lockfileSha256: sha256Of(Buffer.from(lockfile)),
};

beforeAll(async () => {
  folder = mkdtempSync(path.join(tmpdir(), "claimbook-archive-test-"));
  await mkdir(path.join(folder, "notebooks"));
  writeFileSync(
    path.join(folder, "package.json"),
    '{"license": "MIT", "author": "Erika Mustermann <e@example.org>"}',
  );
  writeFileSync(path.join(folder, "package-lock.json"), lockfile);
  notebook = path.join(folder, "notebooks", "sample.ipynb");
  const sample = goldenCases.sample!();
  writeFileSync(
    notebook,
    formatNotebook({ ...sample, metadata: { ...sample.metadata, claimbook: { run } } }),
  );
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Without figures and PDF: those have tests of their own. */
const options = () => ({
  notebook,
  where: "sample.ipynb",
  now: new Date("2031-05-04T00:00:00Z"),
  formats: ["json", "bib", "ris", "csl", "latex"] as const,
  browser: { path: undefined, env: {}, signal: new AbortController().signal },
});
type Entity = Record<string, never> & { "@id": string; "@type": string | string[] };

function graphOf(files: readonly { path: string; bytes: Buffer }[]): Entity[] {
  const file = files.find(({ path }) => path === "ro-crate-metadata.json")!;
  return (JSON.parse(file.bytes.toString()) as { "@graph": Entity[] })["@graph"];
}

describe("an archive", () => {
  it("holds the notebook before and after it ran, the report, the lockfile, and how to cite it", async () => {
    const { files, warnings } = await collectArchive(options());
    expect(warnings).toEqual([]);
    expect(files.map(({ path }) => path)).toEqual([
      "ro-crate-metadata.json",
      "ro-crate-preview.html",
      "sample.ipynb",
      "source/sample.ipynb",
      "report/sample.bib",
      "report/sample.csl.json",
      "report/sample.json",
      "report/sample.ris",
      "report/sample.tex",
      "package-lock.json",
      "CITATION.cff",
      "zenodo.json",
    ]);
    const at = (name: string) => files.find(({ path }) => path === name)!.bytes;
    expect(at("sample.ipynb").equals(readFileSync(notebook))).toBe(true);
    expect(at("package-lock.json").toString()).toBe(lockfile);
    writeFileSync(path.join(folder, "source.ipynb"), at("source/sample.ipynb"));
    const source = await readNotebook(path.join(folder, "source.ipynb"));
    const executed = await readNotebook(notebook);
    expect(source.cells.map(({ source }) => source)).toEqual(executed.cells.map(({ source }) => source));
    expect(JSON.stringify(source)).not.toMatch(/execute_reply|"run"|"outputs":\[[^\]]/);
  });

  it("describes every file with its hash, the run, the software, the data, the people and the claims", async () => {
    const { files, subject } = await collectArchive(options());
    const graph = graphOf(files);
    const byId = new Map(graph.map((entity) => [entity["@id"], entity]));
    expect(byId.size).toBe(graph.length);
    for (const { path: name, bytes } of files.slice(2)) {
      expect(byId.get(name)).toMatchObject({ sha256: sha256Of(bytes), contentSize: String(bytes.length) });
    }
    expect(byId.get("#execution")).toMatchObject({
      "@type": "CreateAction",
      instrument: { "@id": "#claimbook-0.1.0" },
      object: expect.arrayContaining([{ "@id": "source/sample.ipynb" }, { "@id": "package-lock.json" }]),
      result: [{ "@id": "sample.ipynb" }],
      endTime: "2031-05-04T10:20:30.000Z",
    });
    for (const { claim } of subject.report.claims) {
      expect(byId.get(`#claim-${claim.id}`)).toMatchObject({ "@type": "Claim", name: claim.text });
    }
    const hashes = subject.report.provenance.datasets.map(({ sha256 }) =>
      Buffer.from(sha256, "hex").toString("base64url"),
    );
    for (const hash of hashes) expect(byId.has(`ni:///sha-256;${hash}`)).toBe(true);
    expect(byId.get("./")).toMatchObject({
      license: { "@id": "https://spdx.org/licenses/MIT" },
      author: [{ "@id": "#author-1" }],
    });
    // What is referred to is there, but for what schema.org defines.
    for (const reference of JSON.stringify(graph).matchAll(/\{"@id":"([^"]+)"\}/g)) {
      const id = reference[1]!;
      expect(
        byId.has(id) || /^http:\/\/schema\.org\/|^https:\/\/w3id\.org\/ro\/crate\/1\.2$/.test(id) ? "" : id,
      ).toBe("");
    }
  });

  it("is the same zip each time, with entries that every reader of zip files finds", async () => {
    const place = path.join(folder, "out", "sample.zip");
    const archive = await collectArchive(options());
    await writeArchive(archive, place);
    const first = readFileSync(place);
    await writeArchive(await collectArchive(options()), place);
    expect(readFileSync(place).equals(first)).toBe(true);
    expect(readdirSync(path.join(folder, "out"))).toEqual(["sample.zip"]);
    const zip = await fromBufferPromise(first);
    const names: string[] = [];
    for await (const entry of zip.eachEntry()) {
      names.push(entry.fileName);
      expect(entry.getLastModDate({ timezone: "UTC" }).toISOString()).toBe("2031-05-04T12:00:00.000Z");
    }
    expect(names).toEqual(archive.files.map(({ path }) => path));
  });

  it("is a folder that is replaced as a whole, and nothing else ever is", async () => {
    const place = path.join(folder, "crate");
    const archive = await collectArchive(options());
    await writeArchive(archive, place);
    writeFileSync(path.join(place, "left-over.txt"), "from an older archive");
    await writeArchive(archive, place);
    expect(readdirSync(place)).not.toContain("left-over.txt");
    expect(readFileSync(path.join(place, "source", "sample.ipynb")).length).toBeGreaterThan(0);
    const other = path.join(folder, "notebooks");
    await expect(writeArchive(archive, other)).rejects.toThrow(/something else than an archive/);
    expect(readdirSync(other)).toEqual(["sample.ipynb"]);
    expect(readdirSync(folder).filter((name) => name.startsWith("."))).toEqual([]);
  });

  it("refuses names that lead out of it", async () => {
    const archive = await collectArchive(options());
    for (const name of ["../out.txt", "/etc/x", "a/../../b", "a\\b", "c:x", "a//b", ""]) {
      const files = [...archive.files, { path: name, bytes: Buffer.from("x") }];
      await expect(writeArchive({ ...archive, files }, path.join(folder, "bad"))).rejects.toThrow(
        /is no name for a file/,
      );
    }
  });

  it("takes any notebook, with markup neutralised and names made safe", async () => {
    const file = path.join(folder, "notebooks", "..  %2e%2e$(x) ‮evil‬.ipynb");
    writeFileSync(file, formatNotebook(goldenCases.hostile!()));
    const { files } = await collectArchive({ ...options(), notebook: file });
    rmSync(file);
    for (const { path: name } of files)
      expect(name).toMatch(/^(?:[\p{L}\p{N}][\p{L}\p{N}._-]*\/)*[\p{L}\p{N}][\p{L}\p{N}._-]*$/u);
    const preview = files.find(({ path }) => path === "ro-crate-preview.html")!.bytes.toString();
    expect(preview).not.toMatch(/<script|<img|javascript:/i);
    const cff = load(files.find(({ path }) => path === "CITATION.cff")!.bytes.toString()) as {
      title: string;
    };
    expect(typeof cff.title).toBe("string");
  });

  it("says what is missing: licence, authors, lockfile", async () => {
    const bare = mkdtempSync(path.join(tmpdir(), "claimbook-bare-"));
    try {
      const file = path.join(bare, "a.ipynb");
      writeFileSync(file, readFileSync(notebook));
      const { warnings, files } = await collectArchive({ ...options(), notebook: file, people: [] });
      expect(warnings).toEqual([
        expect.stringMatching(/^the lockfile is missing/),
        expect.stringMatching(/^no licence is named/),
        expect.stringMatching(/^no author is named/),
      ]);
      expect(graphOf(files).find((entity) => entity["@id"] === "./")).toMatchObject({
        license: { "@id": "#all-rights-reserved" },
      });
    } finally {
      rmSync(bare, { recursive: true, force: true });
    }
  });
});

describe("people", () => {
  it.each([
    [
      "Carberry, Josiah; 0000-0002-1825-0097; Brown University",
      { family: "Carberry", given: "Josiah", orcid: "0000-0002-1825-0097", affiliation: "Brown University" },
    ],
    ["山田, 太郎", { family: "山田", given: "太郎" }],
    ["Example Research", { name: "Example Research" }],
  ])("%s", (text, person) => {
    expect(parsePerson(text)).toEqual(person);
  });

  it("refuses an ORCID whose check digit is wrong, and an empty name", () => {
    expect(() => parsePerson("Carberry, Josiah; 0000-0002-1825-0098")).toThrow(/check digit/);
    expect(() => parsePerson(" ; x")).toThrow(/has no name/);
  });
});

describe("names of files", () => {
  it.each([
    ["../../etc/passwd", "etc-passwd"],
    ["..", "notebook"],
    ["a/b\\c:d*e?", "a-b-c-d-e"],
    ["con", "notebook-con"],
    ["ሪፖርት 1", "ሪፖርት-1"],
    [".hidden", "hidden"],
    ["x".repeat(300), "x".repeat(80)],
  ])("%s", (name, safe) => {
    expect(safeStem(name)).toBe(safe);
  });
});
