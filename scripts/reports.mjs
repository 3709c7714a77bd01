// `npm run reports`: executes the five notebooks and renders their reports into reports/. A notebook that was executed
// with the same inputs before is not executed again; an interrupted command goes on where it was.
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { parseArgs } from "node:util";
import { root, run, setup } from "./setup.mjs";

const help = `npm run reports -- [--only 02]... [-p name=value]... [--verify] [--force] [--out-dir FOLDER] [--format LIST]

Executes notebooks/01-... to 05-... and renders a report of each (md, html, pdf, json). About half an hour on two
cores, most of it training; progress is shown on standard error.

  --only 02         only notebooks whose names begin so; may be repeated
  -p name=value     a parameter of the notebooks, e.g. -p budget=smoke (under a minute each) or -p scale=full
  --verify          then run each notebook again in a fresh kernel and compare claim by claim
  --force           also what was executed with the same inputs before
  --out-dir FOLDER  default: reports
  --format LIST     default: md,html,pdf,json
  --help

Exit codes: 0 all done, 1 a cell failed or a claim did not verify, 2 usage, 3 could not run.`;

function flags() {
  try {
    return parseArgs({
      options: {
        only: { type: "string", multiple: true, default: [] },
        param: { type: "string", multiple: true, short: "p", default: [] },
        verify: { type: "boolean", default: false },
        force: { type: "boolean", default: false },
        "out-dir": { type: "string", default: "reports" },
        format: { type: "string", default: "md,html,pdf,json" },
        help: { type: "boolean", default: false },
      },
    }).values;
  } catch (error) {
    console.error(`claimbook: ${error.message}\n\n${help}`);
    process.exit(2);
  }
}

const { only, param, verify, force, "out-dir": outDir, format, help: asked } = flags();
if (asked) {
  console.log(help);
  process.exit(0);
}
const names = readdirSync(path.join(root, "notebooks"))
  .filter((file) => /^0[1-9]-.*\.ipynb$/.test(file) && !file.endsWith(".executed.ipynb"))
  .map((file) => file.replace(/\.ipynb$/, ""))
  .sort();
const chosen = names.filter((name) => only.length === 0 || only.some((prefix) => name.startsWith(prefix)));
const unknown = only.find((prefix) => !names.some((name) => name.startsWith(prefix)));
if (unknown !== undefined) {
  console.error(`claimbook: no notebook begins with "${unknown}"\n  There are: ${names.join(", ")}.`);
  process.exit(2);
}

setup();
const { codeHash } = await import("../dist/code-hash.js");
const dist = path.join(root, "dist");
const code = codeHash(dist, [
  "claims",
  "datasets",
  "evaluation",
  "experiment",
  "literature",
  "models",
  "review",
  "tables",
  "tensor",
  "training",
]);
const folder = path.resolve(outDir);
mkdirSync(folder, { recursive: true });
const cli = (...args) => run(process.execPath, [path.join(dist, "cli/main.js"), ...args]);

/** Everything that an executed notebook depends on; a stamp of it is put beside the report when all is done. */
function inputsOf(name) {
  const hash = createHash("sha256").update(JSON.stringify([code, [...param].sort()]));
  for (const file of [`${name}.ipynb`, `searches/${name}.json`]) {
    const whole = path.join(root, "notebooks", file);
    hash.update(existsSync(whole) ? readFileSync(whole) : "none");
  }
  hash.update(readFileSync(path.join(root, "package-lock.json")));
  return hash.digest("hex");
}

function build(name, place) {
  const started = performance.now();
  const executed = path.join(folder, `${name}.ipynb`);
  const stamp = path.join(folder, `.${name}.inputs`);
  const inputs = inputsOf(name);
  const same = !force && existsSync(executed) && existsSync(stamp) && readFileSync(stamp, "utf8") === inputs;
  console.error(`\n[${place}] ${name}${same ? ": executed before with the same inputs" : ""}`);
  if (!same) {
    rmSync(stamp, { force: true });
    const parameters = param.flatMap((each) => ["-p", each]);
    const status = cli("run", `notebooks/${name}.ipynb`, "--out", executed, ...parameters);
    if (status !== 0) return { name, status, did: "failed" };
    writeFileSync(stamp, inputs);
  }
  const status = cli("report", executed, "--out-dir", folder, "--format", format);
  if (status !== 0) return { name, status, did: "executed, not rendered" };
  const minutes = ((performance.now() - started) / 60_000).toFixed(1);
  const did = `${same ? "rendered" : "executed and rendered"} in ${minutes} min`;
  if (!verify) return { name, status, did };
  const verdict = cli("verify", executed, "--out", path.join(folder, `${name}.certificate.json`));
  return { name, status: verdict, did: `${did}, ${verdict === 0 ? "verified" : "not verified"}` };
}

const done = [];
for (const [i, name] of chosen.entries()) done.push(build(name, `${i + 1}/${chosen.length}`));
console.error("");
for (const { name, status, did } of done) console.error(`${status === 0 ? "✓" : "✗"} ${name}: ${did}`);
process.exit(Math.max(...done.map(({ status }) => status)));
