// Checks PDFs against PDF/UA-1 (ISO 14289-1) with veraPDF, the validator of the PDF Association.
//
//   node test/interop/pdf-ua.mjs                 reports of the golden notebooks in both profiles, made now
//   node test/interop/pdf-ua.mjs FILE.pdf...     the files named
//
// veraPDF is a Java program: Maven fetches one pinned jar, whose sha256 is checked, into .cache/verapdf. Without
// Java or Maven nothing is checked, which is said, and nothing counts as passed.
import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
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

/** Reports of the golden notebooks in both profiles, printed as `claimbook report` prints them. */
async function makePdfs(outDir) {
  const built = (module) => import(pathToFileURL(path.join(root, "dist", `${module}.js`)).href);
  const { readNotebook } = await built("notebook/read");
  const { buildReport, renderReport } = await built("report/index");
  const files = [];
  for (const name of ["sample", "scripts", "hostile", "search", "no-claims"]) {
    const notebook = await readNotebook(path.join(root, "test", "golden", name, "input.ipynb"));
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
    files = await makePdfs(outDir);
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
