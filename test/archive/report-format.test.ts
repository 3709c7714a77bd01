import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { register as archive } from "../../src/cli/archive.js";
import { register as report } from "../../src/cli/report.js";
import { formatNotebook } from "../../src/notebook/write.js";
import { inProcess } from "../cli/in-process.js";
import { sampleNotebook } from "../report/sample.js";

const folder = mkdtempSync(path.join(tmpdir(), "claimbook-report-crate-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

let counter = 0;
/** A folder of its own that holds `nb.ipynb` and says who made it. */
function project(): string {
  const cwd = mkdtempSync(path.join(folder, `${++counter}-`));
  writeFileSync(path.join(cwd, "nb.ipynb"), formatNotebook(sampleNotebook()));
  writeFileSync(path.join(cwd, "package.json"), '{"license": "MIT", "author": "Erika Mustermann"}');
  return cwd;
}
/** Without figures and PDF; test/interop/archive/run.sh makes and checks crates that hold them. */
const env = { ...process.env, SOURCE_DATE_EPOCH: "1935576000", CLAIMBOOK_BROWSER: "/nowhere/browser" };
const at = (cwd: string, ...names: string[]) => readFileSync(path.join(cwd, ...names));

describe("claimbook report --format ro-crate", () => {
  it("writes the zip of claimbook archive, byte for byte, beside the other formats", async () => {
    const cwd = project();
    const made = await inProcess(report, ["report", "nb.ipynb", "--format", "ro-crate,html"], {
      cwd,
      env,
    });
    expect(made.code).toBe(0);
    expect(made.stdout).toContain("html      nb.html\nro-crate  nb.ro-crate.zip\n5  claims\n");
    const packed = await inProcess(archive, ["archive", "nb.ipynb", "--out", "archive.zip"], { cwd, env });
    expect(packed.code).toBe(0);
    expect(packed.stderr).toMatch(/the lockfile is missing/);
    expect(made.stderr).toContain(packed.stderr);
    expect(at(cwd, "nb.ro-crate.zip").equals(at(cwd, "archive.zip"))).toBe(true);
  });

  it("writes a folder, whose report is the one that is made beside it: byline, style, profile", async () => {
    const cwd = project();
    const { code, stdout, stderr } = await inProcess(
      report,
      [
        ...["report", "nb.ipynb", "--format", "md,json,ro-crate", "--crate", "made/crate", "--json"],
        ...["--byline", "Somebody else", "--csl", "vancouver", "--profile", "synthesis"],
      ],
      { cwd, env },
    );
    expect(code).toBe(0);
    expect(stderr).toMatch(/figures and PDF are missing/);
    expect(JSON.parse(stdout).files).toEqual({
      md: path.join(cwd, "nb.synthesis.md"),
      json: path.join(cwd, "nb.synthesis.json"),
      "ro-crate": path.join(cwd, "made", "crate"),
    });
    const crate = path.join(cwd, "made", "crate");
    expect(readdirSync(crate)).toContain("ro-crate-metadata.json");
    for (const ending of ["md", "json"]) {
      const name = `nb.synthesis.${ending}`;
      expect(at(crate, "report", name).equals(at(cwd, name)), name).toBe(true);
    }
    const said = JSON.parse(at(cwd, "nb.synthesis.json").toString());
    expect(said.byline).toBe("Somebody else");
    expect(said.references[0].text).toMatch(/^1\./);
    // Again: the folder of before is replaced.
    const again = await inProcess(
      report,
      ["report", "nb.ipynb", "--format", "ro-crate", "--crate", "made/crate"],
      { cwd, env },
    );
    expect(again.code).toBe(0);
    expect(readdirSync(path.join(crate, "report"))).toContain("nb.json");
    expect(existsSync(path.join(crate, "report", "nb.synthesis.json"))).toBe(false);
  });

  it("overwrites no folder that holds something else, and then writes nothing at all", async () => {
    const cwd = project();
    const { code, stderr } = await inProcess(
      report,
      ["report", "nb.ipynb", "--format", "json,ro-crate", "--crate", "."],
      { cwd, env },
    );
    expect(code).toBe(2);
    expect(stderr).toMatch(/something else than an archive.*\n.*new folder/);
    expect(readdirSync(cwd).sort()).toEqual(["nb.ipynb", "package.json"]);
  });

  it("takes no place for a crate that is not asked for", async () => {
    const cwd = project();
    const { code, stderr } = await inProcess(
      report,
      ["report", "nb.ipynb", "--format", "md", "--crate", "x.zip"],
      { cwd, env },
    );
    expect(code).toBe(2);
    expect(stderr).toContain("--format md,ro-crate");
  });
});
