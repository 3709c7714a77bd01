// Kills trainings with checkpoints at random moments (SIGKILL) and takes them up again until they end: batch log,
// losses, evaluations and weights must be, bit by bit, those of a training that was left alone.
//
//   node bench/resume.mjs [--runs 20] [--backend wasm]
//
// The same as test/training/transformer/resume.test.ts, with more runs and on any backend.
import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { parseArgs } from "node:util";

const root = path.resolve(import.meta.dirname, "..");
const { values } = parseArgs({
  options: {
    runs: { type: "string", default: "20" },
    backend: { type: "string", default: "wasm" },
    help: { type: "boolean", default: false },
  },
});
if (values.help) {
  console.log(
    "node bench/resume.mjs [--runs 20] [--backend wasm]: kill trainings, take them up again, compare",
  );
  process.exit(0);
}
const runs = Number(values.runs);
if (!Number.isInteger(runs) || runs < 1) {
  console.error(`--runs must be a whole number from 1 on, not ${values.runs}`);
  process.exit(2);
}
const folder = mkdtempSync(path.join(os.tmpdir(), "claimbook-resume-"));
const report = path.join(folder, "report.json");
const { status } = spawnSync(
  process.execPath,
  [
    path.join(root, "node_modules/vitest/vitest.mjs"),
    "run",
    "test/training/transformer/resume.test.ts",
    "--reporter=dot",
    "--reporter=json",
    `--outputFile.json=${report}`,
  ],
  {
    cwd: root,
    stdio: "inherit",
    env: { ...process.env, CLAIMBOOK_RESUME_RUNS: String(runs), CLAIMBOOK_RESUME_BACKEND: values.backend },
  },
);
const tests = JSON.parse(readFileSync(report, "utf8")).testResults.flatMap((file) => file.assertionResults);
rmSync(folder, { recursive: true });
const killed = tests.filter(({ title }) => title.startsWith("is that of one that was not"));
const same = killed.filter((each) => each.status === "passed").length;
console.log(
  `${same} of ${runs} killed trainings on ${values.backend} ended bit by bit like the one left alone`,
);
process.exit(status ?? 1);
