// `npm test`: sets itself up, then type check, lint and the whole suite; each runs even if one before it failed.
// Arguments go to vitest, and a name of a test file or folder among them leaves type check and lint out:
// `npm test -- test/claims`. CLAIMBOOK_TEST_REPORT names a file for vitest's JSON report.
import path from "node:path";
import { root, run, setup } from "./setup.mjs";

setup();
const node = (script, ...args) => run(process.execPath, [path.join(root, "node_modules", script), ...args]);
const wanted = process.argv.slice(2);
const report = process.env.CLAIMBOOK_TEST_REPORT;
const reporters = report ? ["--reporter=default", "--reporter=json", `--outputFile.json=${report}`] : [];

const steps = [["tests", () => node("vitest/vitest.mjs", "run", ...reporters, ...wanted)]];
if (wanted.every((argument) => argument.startsWith("-"))) {
  steps.unshift(
    ["type check", () => node("typescript/bin/tsc", "-p", "tsconfig.json", "--noEmit")],
    ["lint", () => node("@biomejs/biome/bin/biome", "check", ".")],
  );
}
const failed = steps.filter(([, step]) => step() !== 0).map(([name]) => name);
if (failed.length > 0) {
  console.error(`claimbook: failed: ${failed.join(", ")}`);
  process.exit(1);
}
