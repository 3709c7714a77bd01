import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { Audit } from "../../src/audit/index.js";
import { register } from "../../src/cli/audit.js";
import { schemaProblems } from "../../src/json-schema.js";
import { fontsFor } from "../../src/report/fonts/embed.js";
import { framePage } from "../../src/report/html/page.js";
import { html } from "../../src/report/html/template.js";
import { withBrowser } from "../../src/report/pdf/browser.js";
import { printPdf } from "../../src/report/pdf/print.js";
import { soilReport, writeSoilLibrary } from "../audit/soil.js";
import { inProcess } from "./in-process.js";

const good = { text: "Nitrate leaching fell by 40% under rye.", mark: "✓" as const };
const bad = { text: "Nitrate leaching fell by 60% under rye.", mark: "✓" as const };

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), "claimbook-audit-"));
  await writeSoilLibrary(folder);
  await writeFile(path.join(folder, "good.md"), soilReport([good]));
  await writeFile(path.join(folder, "bad.md"), soilReport([good, bad]));
});
afterAll(() => rm(folder, { recursive: true, force: true }));
const audit = (...args: string[]) =>
  inProcess(register, ["audit", ...args], { cwd: folder, env: { SOURCE_DATE_EPOCH: "1780000000" } });
const written = (name: string) => readFile(path.join(folder, name), "utf8");

describe("claimbook audit", () => {
  it("ends with 0 when every tick is borne out, and writes what was asked for", async () => {
    const { code, stdout, stderr } = await audit(
      "good.md",
      "--library",
      "library",
      "--format",
      "md,html,json",
    );
    expect(stderr).toBe("");
    expect(code).toBe(0);
    expect(stdout).toContain("Its one tick is borne out.");
    expect(stdout).toContain("good.audit.html");
    const record = JSON.parse(await written("good.audit.json")) as Audit;
    expect(schemaProblems(Audit, record)).toEqual([]);
    expect(record.date).toBe("2026-05-28");
    expect(record.reports[0]!.file).toBe("good.md");
    const page = await written("good.audit.html");
    for (const said of [good.text, "Audit of", "not in the library"]) {
      expect(page).toContain(said);
      expect(await written("good.audit.md")).toContain(said);
    }
  });

  it("ends with 1 when one is not, and prints the audit as JSON when asked", async () => {
    const { code, stdout } = await audit(
      "bad.md",
      "good.md",
      "--library",
      "library",
      "--format",
      "md",
      "--json",
      "--name",
      "both",
    );
    expect(code).toBe(1);
    const record = JSON.parse(stdout) as Audit;
    expect(schemaProblems(Audit, record)).toEqual([]);
    expect(record.claims).toHaveLength(2);
    expect(record.claims[0]!.said).toHaveLength(2);
    expect(await written("both.md")).toContain("ticked, but not borne out");
  });

  it("says the same every time", async () => {
    await audit("bad.md", "--library", "library", "--format", "md,html,json", "--name", "once");
    await audit("bad.md", "--library", "library", "--format", "md,html,json", "--name", "twice");
    for (const format of ["md", "html", "json"])
      expect(await written(`twice.${format}`)).toBe(await written(`once.${format}`));
  });

  it("ends with 2 without a report or for one of another kind, with 3 for one that is not there", async () => {
    expect(await audit()).toMatchObject({ code: 2, stderr: expect.stringContaining("which reports?") });
    await writeFile(path.join(folder, "letter.md"), "Dear friend");
    expect(await audit("letter.md")).toMatchObject({ code: 2, stderr: expect.stringContaining("letter.md") });
    expect(await audit("none.md")).toMatchObject({ code: 3, stderr: expect.stringContaining("none.md") });
    expect(await audit("good.md", "--library", "nowhere")).toMatchObject({ code: 3 });
    expect(await audit("good.md", "--format", "doc")).toMatchObject({ code: 2 });
  });

  it("prints its schema", async () => {
    const { stdout } = await audit("--schema");
    expect(JSON.parse(stdout)).toMatchObject({ $id: "urn:claimbook:audit:1", type: "object" });
  });

  it("prints a PDF, and reads a report that was printed to one", async () => {
    const { code } = await audit("bad.md", "--library", "library", "--format", "pdf", "--name", "printed");
    expect(code).toBe(1);
    expect((await readFile(path.join(folder, "printed.pdf"))).subarray(0, 5).toString()).toBe("%PDF-");
    const page = framePage(
      "Soil carbon under cover crops",
      html`<pre>${await written("bad.md")}</pre>`,
      fontsFor,
    );
    const { pdf } = await withBrowser({ env: process.env }, (browser) =>
      printPdf(browser, page, new Date(0)),
    );
    await writeFile(path.join(folder, "bad.pdf"), pdf);
    const { stdout } = await audit("bad.pdf", "--library", "library", "--format", "json", "--json");
    const record = JSON.parse(stdout) as Audit;
    expect(record.tally.ticks.all).toBe(2);
    expect(record.claims.map(({ claim }) => claim.text)).toEqual([good.text, bad.text]);
    expect(record.reports[0]!.references).toHaveLength(3);
  });
});
