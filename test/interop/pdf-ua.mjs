// Checks PDFs against PDF/UA-1 (ISO 14289-1) with veraPDF, the validator of the PDF Association.
//
//   node test/interop/pdf-ua.mjs                 reports of the golden notebooks in both profiles, audits of two of
//                                                them, and certificates, made now by claimbook's own commands
//   node test/interop/pdf-ua.mjs FILE.pdf...     the files named
//
// veraPDF is a Java program: Maven fetches one pinned jar, whose sha256 is checked, into .cache/verapdf. Without
// Java or Maven nothing is checked, which is said, and nothing counts as passed.
import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";

const version = "1.28.2";
const sha256 = "687d4d8bcfec48c9f7e931cf78ed061f1eeccfba55d4cdc000ba9b4d8aa46ce6";
const copy = "org.apache.maven.plugins:maven-dependency-plugin:3.8.1:copy";

const root = fileURLToPath(new URL("../..", import.meta.url));
const cache = path.join(root, ".cache", "verapdf");
const jar = path.join(cache, `greenfield-apps-${version}.jar`);

function skip(why) {
  console.log(`SKIPPED: ${why}; PDF/UA-1 is NOT checked`);
  console.log("0 passed, 0 failed");
  process.exit(0);
}

function verapdf() {
  if (spawnSync("java", ["-version"]).status !== 0) skip("there is no Java (java -version)");
  if (!existsSync(jar)) {
    mkdirSync(cache, { recursive: true });
    const fetched = spawnSync(
      "mvn",
      [
        "--batch-mode",
        "--quiet",
        copy,
        `-Dartifact=org.verapdf.apps:greenfield-apps:${version}`,
        `-DoutputDirectory=${cache}`,
      ],
      { cwd: cache, encoding: "utf8" },
    );
    if (fetched.error !== undefined) skip("there is no Maven to fetch veraPDF with (mvn)");
    if (fetched.status !== 0 || !existsSync(jar)) {
      skip(`Maven could not fetch veraPDF: ${`${fetched.stdout}${fetched.stderr}`.trim().split("\n")[0]}`);
    }
  }
  const sum = createHash("sha256").update(readFileSync(jar)).digest("hex");
  if (sum !== sha256) throw new Error(`${jar} has sha256 ${sum}, not ${sha256}: remove it, or find out why`);
}

const built = (module) => import(pathToFileURL(path.join(root, "dist", `${module}.js`)).href);
const golden = (name) => path.join(root, "test", "golden", name, "input.ipynb");

/** A command of claimbook, which may also end with a verdict against what it was given (exit status 1). */
function claimbook(folder, ...args) {
  const main = path.join(root, "dist", "cli", "main.js");
  const { status, stderr } = spawnSync(process.execPath, [main, ...args], { cwd: folder, encoding: "utf8" });
  if (status !== 0 && status !== 1) throw new Error(`claimbook ${args[0]} ended with ${status}: ${stderr}`);
}

/** Reports of the golden notebooks in both profiles, printed as `claimbook report` prints them. */
async function reportPdfs(outDir) {
  const { readNotebook } = await built("notebook/read");
  const { buildReport, renderReport } = await built("report/index");
  const files = [];
  for (const name of ["sample", "scripts", "hostile", "search", "no-claims"]) {
    const notebook = await readNotebook(golden(name));
    const report = buildReport(notebook, { name, now: new Date("2031-05-04T00:00:00Z"), fixedDate: true });
    for (const profile of ["full", "synthesis"]) {
      const result = await renderReport(report, {
        profile,
        formats: ["pdf"],
        outDir,
        browser: { env: process.env },
      });
      if (result.problem !== undefined) throw result.problem;
      files.push(result.files.pdf);
    }
  }
  return files;
}

/** Audits of reports in the synthesis profile, with what the notebooks measured as the material. */
function auditPdfs(outDir) {
  return ["sample", "scripts"].map((name) => {
    claimbook(outDir, "report", golden(name), "--profile", "synthesis", "--format", "md", "--out-dir", name);
    claimbook(
      outDir,
      ...["audit", path.join(name, "input.synthesis.md"), "--measured", golden(name)],
      ...["--format", "pdf", "--name", `${name}.audit`, "--out-dir", "."],
    );
    return path.join(outDir, `${name}.audit.pdf`);
  });
}

const cell = (id, source) => ({
  cell_type: "code",
  id,
  metadata: {},
  execution_count: null,
  outputs: [],
  source,
});
const counted = {
  cells: [
    { cell_type: "markdown", id: "title", metadata: {}, source: "# Sums of squares" },
    cell(
      "measure",
      `import { claim, Measurement } from "claimbook";
const of = (name: string, value: number) => new Measurement({ name, value, interval: [value - 2, value + 2], n: 10, unit: "numbers" });
const mean = of("mean of squares", 38.5);`,
    ),
    cell(
      "claims",
      `claim({ id: "holds", text: "The mean is above its half, ግማሽ, 半分, מחצית.", measured: mean.isAbove(of("half", 19.25)) });
claim({ id: "fails", text: "The mean is above 50.", measured: mean.isAbove(of("fifty", 50)) });`,
    ),
  ],
  metadata: { kernelspec: { name: "claimbook", display_name: "TypeScript", language: "typescript" } },
  nbformat: 4,
  nbformat_minor: 5,
};

/** Certificates as `claimbook verify` prints them: of a notebook that is as it was, and of one that was altered. */
function certificatePdfs(outDir) {
  // Below the project, where cells find claimbook.
  const folder = mkdtempSync(path.join(root, ".cache", "pdf-ua-"));
  try {
    writeFileSync(path.join(folder, "counted.ipynb"), JSON.stringify(counted));
    claimbook(folder, "run", "counted.ipynb", "--out", "executed.ipynb");
    const executed = readFileSync(path.join(folder, "executed.ipynb"), "utf8");
    writeFileSync(path.join(folder, "altered.ipynb"), executed.replaceAll("38.5", "39.5"));
    return ["executed", "altered"].map((name) => {
      claimbook(folder, "verify", `${name}.ipynb`, "--out", path.join(outDir, `${name}.certificate.json`));
      return path.join(outDir, `${name}.certificate.pdf`);
    });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** What veraPDF finds: file to its broken rules, each with the first place where it is broken. */
function validate(files) {
  const { stdout, stderr, status } = spawnSync(
    "java",
    [
      "-Xmx1g",
      "-cp",
      jar,
      "org.verapdf.apps.GreenfieldCliWrapper",
      "--flavour",
      "ua1",
      "--format",
      "json",
      "--maxfailuresdisplayed",
      "1",
      ...files,
    ],
    { encoding: "utf8", maxBuffer: 1 << 28 },
  );
  let answer;
  try {
    answer = JSON.parse(stdout);
  } catch {
    throw new Error(`veraPDF gave no answer (status ${status}): ${stderr.trim().slice(0, 500)}`);
  }
  return answer.report.jobs.map(({ itemDetails, validationResult }) => {
    const [result] = [validationResult].flat();
    return { file: itemDetails.name, result };
  });
}

verapdf();
let outDir;
try {
  let files = process.argv.slice(2).map((file) => path.resolve(file));
  if (files.length === 0) {
    outDir = mkdtempSync(path.join(os.tmpdir(), "pdf-ua-"));
    files = [...(await reportPdfs(outDir)), ...auditPdfs(outDir), ...certificatePdfs(outDir)];
  }
  const results = validate(files);
  const byFile = new Map(results.map(({ file, result }) => [path.resolve(file), result]));
  let failed = 0;
  for (const file of files) {
    const result = byFile.get(file);
    const compliant = result?.compliant === true;
    if (!compliant) failed++;
    const checks = result?.details?.passedChecks;
    console.log(
      `${compliant ? "ok    " : "FAILED"} ${path.basename(file)}${compliant ? ` (${checks} checks)` : ""}`,
    );
    if (compliant) continue;
    if (result === undefined) console.log("       veraPDF could not read it");
    for (const rule of result?.details?.ruleSummaries ?? []) {
      const [check] = rule.checks ?? [];
      console.log(`       ${rule.clause}-${rule.testNumber} (${rule.failedChecks}): ${rule.description}`);
      if (check !== undefined) console.log(`         ${check.errorMessage} at ${check.context}`);
    }
  }
  console.log(`${files.length - failed} passed, ${failed} failed`);
  process.exitCode = failed === 0 ? 0 : 1;
} finally {
  if (outDir !== undefined) rmSync(outDir, { recursive: true, force: true });
}
