import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { readMeasurements } from "../../src/audit/index.js";
import type { Audit } from "../../src/audit/model.js";
import { judgeClaim } from "../../src/claims/claim.js";
import type { MeasuredCheck } from "../../src/claims/model.js";
import { register } from "../../src/cli/audit.js";
import { openLibrary } from "../../src/literature/library/library.js";
import { searchDatabases } from "../../src/literature/search/index.js";
import { Mime } from "../../src/notebook/mime.js";
import { inProcess } from "../cli/in-process.js";
import { soilReport, writeSoilLibrary } from "./soil.js";

const earthworms = "Earthworm counts were higher under rye than under fallow.";
const check: MeasuredCheck = {
  verdict: "fails",
  expression: "earthworms(rye) > earthworms(fallow)",
  expected: "difference above 0",
  left: { name: "earthworms(rye)", value: 3.1, n: 12, unit: "plots" },
  right: { name: "earthworms(fallow)", value: 4.4, n: 12, unit: "plots" },
  difference: -1.3,
  tolerance: 0,
};

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), "claimbook-audit-"));
  await writeSoilLibrary(folder);
  await writeFile(
    path.join(folder, "report.md"),
    soilReport([
      { text: "Earthworm counts are higher under rye than under fallow.", mark: "✓" },
      { text: "Nitrate leaching fell by 40% under rye.", mark: "✓" },
    ]),
  );
  const record = judgeClaim({ id: "worms", text: earthworms, measured: check });
  const notebook = {
    cells: [
      {
        cell_type: "code",
        id: "a1",
        metadata: {},
        source: "claim(worms)",
        execution_count: 1,
        outputs: [{ output_type: "display_data", data: { [Mime.claim]: record }, metadata: {} }],
      },
    ],
    metadata: {
      kernelspec: { name: "claimbook", display_name: "claimbook" },
      language_info: { name: "typescript" },
    },
    nbformat: 4,
    nbformat_minor: 5,
  };
  await writeFile(path.join(folder, "worms.ipynb"), JSON.stringify(notebook));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const audit = async (...args: string[]) => {
  const { code, stdout, stderr } = await inProcess(
    register,
    ["audit", "report.md", "--library", "library", "--format", "json", "--json", ...args],
    { cwd: folder, env: { SOURCE_DATE_EPOCH: "1780000000" } },
  );
  expect(stderr).toBe("");
  return { code, record: JSON.parse(stdout) as Audit };
};

describe("what claims are judged by beside the library", () => {
  it("is an executed notebook, where a claim of it states the same", async () => {
    const { code, record } = await audit("--measured", "worms.ipynb");
    const [worms, nitrate] = record.claims;
    expect(worms!.claim.measured.verdict).toBe("fails");
    expect(worms!.measuredBy).toMatchObject({
      notebook: "worms.ipynb",
      claim: "worms",
      text: earthworms,
      cell: { number: 1, id: "a1" },
    });
    expect(worms!.why).toContain("Measured anew in worms.ipynb");
    expect(worms!.agreement).toBe("ticked but not borne out");
    expect(nitrate!.claim.measured.verdict).toBe("not checked");
    expect(code).toBe(1);
    expect((await audit()).code).toBe(0);
  });

  it("is not a notebook that was never run", async () => {
    const empty = { cells: [], metadata: {}, nbformat: 4, nbformat_minor: 5 };
    await writeFile(path.join(folder, "empty.ipynb"), JSON.stringify(empty));
    await expect(readMeasurements(path.join(folder, "empty.ipynb"), "empty.ipynb")).rejects.toThrow(
      /no code cells/,
    );
  });

  it("is a recorded search, whose records stand beside the library's works", async () => {
    const other = path.join(folder, "other");
    await mkdir(other);
    const found = {
      id: "doi:10.5555/nobody.9",
      type: "article-journal",
      title: "Cover crops and soil carbon in no-till farming on clay",
      abstract: "Nitrate leaching fell by 40% under rye on clay, too.",
    };
    await writeFile(path.join(other, "works.json"), JSON.stringify([found]));
    const file = path.join(folder, "search.json");
    await searchDatabases("cover crops and soil carbon in no-till farming", {
      sources: ["local-library"],
      library: openLibrary(other),
      record: file,
      show: false,
    });
    const before = (await audit()).record;
    const after = (await audit("--replay", "search.json")).record;
    const nobody = (record: Audit) => record.reports[0]!.references[2];
    expect(nobody(before)).toMatchObject({ unknown: true });
    expect(nobody(after)).toMatchObject({ work: found.id, title: found.title, supports: ["claim-2"] });
    expect(after.claims[1]!.elsewhere).toEqual([found.id]);
    expect(after.material.works).toBe(before.material.works + 1);
  });

  it("is a search of which it is told what failed", async () => {
    const recording = JSON.parse(await readFile(path.join(folder, "search.json"), "utf8"));
    recording.runs[0].records = [];
    recording.runs[0].error = "the server is away";
    delete recording.logSha256;
    await writeFile(path.join(folder, "failed.json"), JSON.stringify(recording));
    const { record } = await audit("--replay", "failed.json");
    expect(record.material.problems).toEqual([
      expect.stringContaining("could not be searched: the server is away."),
    ]);
  });

  it("is several libraries as one, the first before the others", async () => {
    const second = path.join(folder, "second");
    await mkdir(second);
    const work = { id: "doi:10.5555/nobody.9", type: "article", title: "Roots of clover" };
    const again = { id: "doi:10.5555/soil.1", type: "article", title: "Another title for the same work" };
    await writeFile(path.join(second, "works.json"), JSON.stringify([work, again]));
    const { record } = await audit("--library", "second");
    expect(record.reports[0]!.references.map(({ title }) => title)).toEqual([
      "Cover crops and soil carbon after six years of no-till farming",
      "Coupling of quasars to their host galaxies",
      "Roots of clover",
    ]);
  });

  it("leaves open what only an abstract cannot tell", async () => {
    const thin = path.join(folder, "thin");
    await mkdir(thin);
    const work = {
      id: "doi:10.5555/soil.1",
      type: "article",
      title: "Cover crops and soil carbon after six years of no-till farming",
      abstract: "Winter rye raised soil organic carbon over six years of no-till farming.",
    };
    await writeFile(path.join(thin, "works.json"), JSON.stringify([work]));
    const { stdout, code } = await inProcess(
      register,
      ["audit", "report.md", "--library", "thin", "--format", "json", "--json"],
      { cwd: folder },
    );
    const { claims, tally } = JSON.parse(stdout) as Audit;
    expect(claims.map(({ agreement }) => agreement)).toEqual(["cannot tell", "cannot tell"]);
    expect(claims[0]!.why).toContain("Not the whole text of the paper is at hand");
    expect(tally.ticks.cannotTell).toBe(2);
    expect(code).toBe(1);
  });
});
