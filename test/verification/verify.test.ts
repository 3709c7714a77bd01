import { readdir } from "node:fs/promises";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Claim } from "../../src/claims/model.js";
import { schemaProblems } from "../../src/json-schema.js";
import { Mime } from "../../src/notebook/mime.js";
import { type CodeCell, isCode, type Notebook } from "../../src/notebook/model.js";
import { Certificate, certificatePage, verifyNotebook } from "../../src/verification/index.js";
import { code, executed, tiny, workFolder, write } from "./fixture.js";

const clock = () => new Date("2024-08-20T10:00:00Z");
const verify = (file: string, tolerance?: number) =>
  verifyNotebook(file, { env: process.env, clock, ...(tolerance === undefined ? {} : { tolerance }) });

let folder: string;
let remove: () => Promise<void>;
let record: Notebook;

beforeAll(async () => {
  ({ folder, remove } = await workFolder());
  record = await executed(tiny, folder);
});
afterAll(() => remove());

/** The recorded claim itself, for an edit. */
function recordedClaim(notebook: Notebook, id: string): Claim {
  for (const cell of notebook.cells.filter(isCode)) {
    for (const output of cell.outputs) {
      const claim = "data" in output ? (output.data[Mime.claim] as Claim | undefined) : undefined;
      if (claim?.id === id) return claim;
    }
  }
  throw new Error(`no claim ${id}`);
}

function cell(notebook: Notebook, id: string) {
  return notebook.cells.find((each) => each.id === id)!;
}

const outcomesOf = (certificate: Certificate) =>
  Object.fromEntries(certificate.claims.map(({ id, outcome }) => [id, outcome]));

describe("verifyNotebook", () => {
  it("reproduces an untouched record, leaves the file alone and no cache behind", async () => {
    const file = await write(path.join(folder, "fresh.ipynb"), record);
    const before = await readdir(folder);
    const { certificate, notebook } = await verify(file);
    expect(certificate.reproduced).toBe(true);
    expect(certificate.passed).toBe(true);
    expect(certificate.counts).toMatchObject({
      same: 3,
      moved: 0,
      "verdict changed": 0,
      missing: 0,
      added: 0,
    });
    expect(certificate.integrity).toMatchObject({ coverage: "run", intact: true, findings: [] });
    expect(certificate.circumstances.filter(({ same }) => !same)).toEqual([]);
    expect(certificate.notebook.title).toBe("Sums of squares");
    expect(schemaProblems(Certificate, JSON.parse(JSON.stringify(certificate)))).toEqual([]);
    expect(recordedClaim(notebook, "mean-above-38")).toEqual(recordedClaim(record, "mean-above-38"));
    expect(await readdir(folder)).toEqual(before);
    const page = certificatePage(certificate);
    expect(page).toContain("All 3 claims were reproduced");
    expect(page).toContain(certificate.claimbookSha256);
    expect(page).not.toMatch(/<script|https?:/);
  });

  it("names a value that was edited by 5 %, with both values", async () => {
    const file = await write(path.join(folder, "edited.ipynb"), record, (copy) => {
      const [check] = recordedClaim(copy, "mean-above-half").measured.checks;
      check!.left.value *= 1.05;
    });
    const { certificate } = await verify(file);
    expect(certificate.reproduced).toBe(false);
    expect(outcomesOf(certificate)).toEqual({
      "mean-above-half": "moved",
      "mean-above-38": "same",
      "half-above-mean": "same",
    });
    // The digests say so too, and where.
    expect(certificate.integrity.findings.map(({ what }) => what)).toEqual([
      'claim "mean-above-half" was altered: measured.checks[0].left.value',
    ]);
    const [difference, ...others] = certificate.claims[0]!.differences;
    expect(others).toEqual([]);
    expect(difference).toMatchObject({ name: "mean of squares", role: "value", rerun: 38.5 });
    expect(difference!.recorded).toBeCloseTo(38.5 * 1.05, 10);
    expect(certificatePage(certificate)).toContain("mean of squares");
  });

  it("moves claims and says so when the code was edited since", async () => {
    const file = await write(path.join(folder, "source.ipynb"), record, (copy) => {
      cell(copy, "parameters").source = "const count: number = 9;";
    });
    const { certificate } = await verify(file);
    // The mean of 1..81 is 31.67: no longer above 38, not even within the interval.
    expect(outcomesOf(certificate)).toEqual({
      "mean-above-half": "moved",
      "mean-above-38": "verdict changed",
      "half-above-mean": "moved",
    });
    expect(certificate.claims[1]!.differences[0]).toMatchObject({ role: "verdict" });
    const changed = certificate.circumstances.filter(({ same }) => !same);
    expect(changed.map(({ what }) => what)).toEqual(["the notebook's code"]);
  });

  it("knows claims that are missing and claims that are new", async () => {
    const file = await write(path.join(folder, "missing.ipynb"), record, (copy) => {
      const claims = cell(copy, "claims");
      claims.source = claims.source.replace('"half-above-mean"', '"renamed"');
    });
    const { certificate } = await verify(file);
    expect(outcomesOf(certificate)).toMatchObject({ "half-above-mean": "missing", renamed: "added" });
    expect(certificate.counts).toMatchObject({ same: 2, moved: 0, missing: 1, added: 1 });
    expect(certificate.reproduced).toBe(false);
  });

  it("hands the kernel an empty cache and takes it away afterwards", async () => {
    const peek = code(
      "peek",
      `import { existsSync, readdirSync } from "node:fs";
const folder = process.env.CLAIMBOOK_CACHE!;
console.log(folder, existsSync(folder), readdirSync(folder).length);`,
    );
    const file = await write(path.join(folder, "cache.ipynb"), { ...record, cells: [...record.cells, peek] });
    const { notebook } = await verifyNotebook(file, {
      env: { ...process.env, CLAIMBOOK_CACHE: folder },
      clock,
    });
    const output = (cell(notebook, "peek") as ReturnType<typeof code>).outputs[0];
    const [cache, there, entries] = (output as { text: string }).text.trim().split(" ");
    expect([there, entries]).toEqual(["true", "0"]);
    expect(cache).not.toBe(folder);
    await expect(readdir(cache!)).rejects.toThrow("ENOENT");
  });

  it("finds by digest what the rerun cannot know: an edit that leaves every value as it was", async () => {
    const file = await write(path.join(folder, "comment.ipynb"), record, (copy) => {
      cell(copy, "measure").source += "\n// reviewed by an expert";
    });
    const { certificate } = await verify(file);
    expect(certificate).toMatchObject({ reproduced: true, passed: false, integrity: { intact: false } });
    expect(certificate.integrity.findings).toMatchObject([
      { kind: "cell source", where: 'cell 3 (id "measure")' },
    ]);
    expect(certificatePage(certificate)).toContain("Altered after execution: cell 3");
  });

  it("judges what still runs when a cell fails, and says what could not run", async () => {
    const file = await write(path.join(folder, "broken.ipynb"), record, (copy) => {
      copy.cells.splice(3, 0, code("broken", 'throw new Error("on purpose");'));
      const claims = cell(copy, "claims") as CodeCell;
      const [first, ...rest] = claims.outputs;
      const [line, ...lines] = claims.source.split("\n");
      copy.cells.push({
        ...code("more", `claimThatIsNot();\n${lines.join("\n")}`),
        outputs: rest,
        execution_count: 5,
      });
      Object.assign(claims, { source: line, outputs: [first] });
    });
    const { certificate } = await verify(file);
    expect(outcomesOf(certificate)).toEqual({
      "mean-above-half": "same",
      "mean-above-38": "could not run",
      "half-above-mean": "could not run",
    });
    expect(certificate.failure).toMatchObject({ place: 'cell 4 (id "broken")', what: "Error: on purpose" });
  });

  it("reruns only the cells that a claim needs, and says so", async () => {
    const file = await write(path.join(folder, "part.ipynb"), record, (copy) => {
      copy.cells.splice(3, 0, code("unneeded", 'throw new Error("not needed");'));
    });
    const { certificate } = await verifyNotebook(file, {
      env: process.env,
      clock,
      claims: ["mean-above-38"],
    });
    expect(outcomesOf(certificate)).toEqual({ "mean-above-38": "same" });
    expect(certificate.scope).toEqual({
      claims: ["mean-above-38"],
      cells: ["parameters", "measure", "claims"],
      codeCells: 4,
    });
    await expect(
      verifyNotebook(file, { env: process.env, clock, claims: ["no-such"] }),
    ).rejects.toMatchObject({ kind: "usage", wayOut: expect.stringContaining("mean-above-38") });
  });

  it("calls a verdict that depends on the seed fragile, and no other", async () => {
    const seeded = structuredClone(tiny);
    cell(seeded, "parameters").source = "const seed: number = 1;\nconst count = 10;";
    cell(seeded, "measure").source +=
      "\nconst odd = new Measurement({ name: 'odd', value: seed % 3, n: 1, unit: 'seeds' });";
    cell(seeded, "claims").source +=
      '\nclaim({ id: "by-seed", text: "It is one.", measured: odd.isWithin(1, { tolerance: 0.1 }) });';
    const file = await write(path.join(folder, "seeds.ipynb"), await executed(seeded, folder));
    const { certificate } = await verifyNotebook(file, { env: process.env, clock, seeds: 1 });
    expect(certificate).toMatchObject({ reproduced: true, passed: false });
    expect(certificate.seeds!.seeds).toEqual([1, 1001]);
    expect(certificate.seeds!.claims.filter(({ fragile }) => fragile).map(({ id }) => id)).toEqual([
      "by-seed",
    ]);
    const without = await write(path.join(folder, "no-seed.ipynb"), record);
    await expect(verifyNotebook(without, { env: process.env, clock, seeds: 1 })).rejects.toMatchObject({
      kind: "usage",
      message: expect.stringContaining("no parameter `seed`"),
    });
  });

  it("refuses notebooks that record nothing", async () => {
    const file = await write(path.join(folder, "never.ipynb"), tiny);
    await expect(verify(file)).rejects.toMatchObject({
      kind: "could-not-run",
      message: expect.stringContaining("never executed"),
    });
    const silent = await write(path.join(folder, "silent.ipynb"), record, (copy) => {
      for (const each of copy.cells.filter(isCode)) each.outputs = [];
    });
    await expect(verify(silent)).rejects.toMatchObject({
      kind: "could-not-run",
      message: expect.stringContaining("no claim"),
    });
    await expect(verify(file, -1)).rejects.toMatchObject({ kind: "usage" });
  });
});
