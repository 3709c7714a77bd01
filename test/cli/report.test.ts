import { spawnSync } from "node:child_process";
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import os from "node:os";
import path from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { schemaProblems } from "../../src/json-schema.js";
import { Mime } from "../../src/notebook/mime.js";
import type { Notebook } from "../../src/notebook/model.js";
import { formatNotebook } from "../../src/notebook/write.js";
import { builtModule } from "../../src/paths.js";
import { Report } from "../../src/report/model.js";
import { claimOutput, code, notebook, sampleClaims, sampleNotebook, text } from "../report/sample.js";

const dir = mkdtempSync(path.join(os.tmpdir(), "claimbook-report-cli-"));
afterAll(() => rmSync(dir, { recursive: true, force: true }));

let counter = 0;
/** Runs the built command in a fresh folder that holds `nb.ipynb`. */
function report(content: Notebook | string, args: readonly string[] = [], env: NodeJS.ProcessEnv = {}) {
  const cwd = path.join(dir, String(++counter));
  mkdirSync(cwd);
  writeFileSync(path.join(cwd, "nb.ipynb"), typeof content === "string" ? content : formatNotebook(content));
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    [builtModule("cli/main"), "report", "nb.ipynb", ...args],
    {
      cwd,
      encoding: "utf8",
      env: { ...process.env, SOURCE_DATE_EPOCH: "1935576000", ...env },
    },
  );
  return {
    status,
    stdout,
    stderr,
    cwd,
    files: readdirSync(cwd)
      .filter((file) => file !== "nb.ipynb")
      .sort(),
  };
}

const textOnly = ["--format", "md,json"];
const oneClaim = (...outputs: object[]) =>
  notebook([code("claim()", ...outputs.map((each) => ({ [Mime.claim]: each })))]);

describe("claimbook report", () => {
  it("writes all four formats beside the notebook and ends with where they are and five lines", () => {
    const { status, stdout, stderr, files } = report(sampleNotebook());
    expect(stderr).toBe("");
    expect(status).toBe(0);
    expect(files).toEqual(["nb.figures", "nb.html", "nb.json", "nb.md", "nb.pdf"]);
    expect(stdout.trim().split("\n")).toEqual([
      "md    nb.md",
      "html  nb.html",
      "pdf   nb.pdf",
      "json  nb.json",
      "5  claims",
      "1  hold in every check made",
      "1  hold with exceptions, or inconclusive",
      "2  do not hold",
      "1  not checked",
    ]);
  });

  it("writes the model as JSON that fits the published schema", () => {
    const { cwd } = report(sampleNotebook(), ["--format", "json"]);
    const model = JSON.parse(readFileSync(path.join(cwd, "nb.json"), "utf8")) as Report;
    expect(schemaProblems(Report, model)).toEqual([]);
    expect(model.date).toBe("2031-05-03");
    expect(model.claims.map(({ claim }) => claim.id)).toEqual(sampleClaims().map(({ id }) => id));
  });

  it("names the files of the synthesis profile, takes a byline and a folder that is not there yet", () => {
    const { status, stdout, cwd } = report(sampleNotebook(), [
      ...[
        "--format",
        "md",
        "--profile",
        "synthesis",
        "--byline",
        "Somebody *else*",
        "--out-dir",
        "made/for it",
      ],
    ]);
    expect(status).toBe(0);
    expect(stdout).toContain(path.join("made", "for it", "nb.synthesis.md"));
    const lines = readFileSync(path.join(cwd, "made", "for it", "nb.synthesis.md"), "utf8").split("\n");
    expect(lines[2]).toBe("Somebody \\*else\\*");
    expect(lines[4]).toBe("May 3, 2031");
  });

  it("prints the result as JSON", () => {
    const { stdout, cwd } = report(sampleNotebook(), ["--format", "md,json", "--json"]);
    expect(JSON.parse(stdout)).toMatchObject({
      files: { json: path.join(cwd, "nb.json") },
      claims: 5,
      holds: 1,
      qualified: 1,
      doesNotHold: 2,
      notChecked: 1,
    });
  });

  it("makes a report of a notebook without claims, and says so", () => {
    const { status, stdout, cwd } = report(notebook([text("# T"), code("1")]), textOnly);
    expect(status).toBe(0);
    expect(stdout).toContain("0  claims\n");
    expect(readFileSync(path.join(cwd, "nb.md"), "utf8")).toContain("The notebook states no claims.");
  });

  it("prints the schema", () => {
    const { stdout } = report("", ["--schema"]);
    expect(JSON.parse(stdout)).toMatchObject({
      $id: "urn:claimbook:report:1",
      required: expect.arrayContaining(["claims"]),
    });
  });

  it("writes the rest and says how to get a browser when the PDF cannot be printed", () => {
    const { status, stderr, stdout, files } = report(sampleNotebook(), [], {
      CLAIMBOOK_BROWSER: "/nowhere/browser",
    });
    expect(status).toBe(3);
    expect(files).toEqual(["nb.html", "nb.json", "nb.md"]);
    expect(stdout).toContain("5  claims");
    expect(stderr).toContain("/nowhere/browser does not start as a browser");
    expect(stderr).toContain("npm i @sparticuz/chromium");
  });
});

const [holding] = sampleClaims();
const unexecuted: Notebook = {
  ...sampleNotebook(),
  cells: sampleNotebook().cells.map((cell) =>
    cell.cell_type === "code" ? { ...cell, execution_count: null, outputs: [] } : cell,
  ),
};

describe("claimbook report on bad input", () => {
  it.each<[what: string, content: Notebook | string, args: readonly string[], status: number, says: RegExp]>([
    [
      "a notebook never executed",
      unexecuted,
      [],
      3,
      /nb\.ipynb: was never executed: .*7 code cells.*\n.*claimbook run "nb\.ipynb"/,
    ],
    ["text that is not JSON", "# title", [], 3, /nb\.ipynb.*not JSON/],
    ["JSON that is no notebook", "{}", [], 3, /not a notebook/],
    [
      "an unknown format",
      sampleNotebook(),
      ["--format", "md,docx"],
      2,
      /no format "docx"\n.*md, html, pdf, json/,
    ],
    [
      "an unknown profile",
      sampleNotebook(),
      ["--profile", "short"],
      2,
      /no profile "short"\n.*full and synthesis/,
    ],
    [
      "two cells with one claim id",
      notebook([code("a", claimOutput(holding!)), code("b", claimOutput(holding!))]),
      [],
      1,
      /"less-bias" is made in two cells: cell 1.*cell 2/,
    ],
    [
      "a claim that does not fit its schema",
      oneClaim({ ...holding, verified: "yes" }),
      [],
      3,
      /cell 1 \(id "code-1"\): claim "less-bias" does not fit.*\/verified/,
    ],
    [
      "a claim whose value became null",
      oneClaim({ ...holding, grounding: { ...holding!.grounding, confidence: null } }),
      [],
      3,
      /cell 1.*confidence must be number/,
    ],
    [
      "a figure without data",
      notebook([code("plot", { [Mime.plotly]: { layout: {} } })]),
      [],
      3,
      /cell 1.*no list of traces/,
    ],
  ])("%s", (_, content, args, status, says) => {
    const result = report(content, args.length > 0 ? args : textOnly);
    expect(result.stderr).toMatch(says);
    expect(result.status).toBe(status);
    expect(result.files).toEqual([]);
    expect(result.stderr).not.toMatch(/\n\s+at /);
  });

  it("a missing file", () => {
    const { status, stderr } = report(sampleNotebook(), ["nothing", "--format", "md"]);
    expect(status).toBe(2);
    expect(stderr).toMatch(/too many arguments/);
    const missing = spawnSync(process.execPath, [builtModule("cli/main"), "report", "absent.ipynb"], {
      cwd: dir,
      encoding: "utf8",
    });
    expect(missing.status).toBe(3);
    expect(missing.stderr).toMatch(/absent\.ipynb: no such file/);
  });

  it("a place for the files that is a file", () => {
    const { status, stderr, cwd } = report(sampleNotebook(), ["--format", "md", "--out-dir", "nb.ipynb"]);
    expect(status).toBe(3);
    expect(stderr).toMatch(/nb\.ipynb: the folder cannot be created.*\n.*--out-dir/);
    expect(existsSync(path.join(cwd, "nb.md"))).toBe(false);
  });

  // The super-user may write anywhere.
  it.skipIf(process.getuid?.() === 0)("a folder that may not be written to", () => {
    const locked = path.join(dir, "locked");
    mkdirSync(locked);
    writeFileSync(path.join(locked, "nb.md"), "as before");
    chmodSync(locked, 0o555);
    const { status, stderr } = report(sampleNotebook(), ["--format", "md", "--out-dir", locked]);
    expect(status).toBe(3);
    expect(stderr).toMatch(/locked.*no permission/);
    expect(readFileSync(path.join(locked, "nb.md"), "utf8")).toBe("as before");
  });
});
