// Holds evaluateRun against pytrec_eval and ranx on random runs (reference.py), differences <= 1e-9:
//
//   npm run build && node test/interop/metrics/against.mjs [--runs 10000] [--seed 1] [--store FILE]
//
// Sets up .venv/metrics (pinned in requirements.txt) when it is missing; METRICS_PYTHON names another Python that has
// these packages. With --store it writes the runs and what they should give to FILE instead of comparing: the small
// set that `npm test` holds against (test/evaluation/fixtures/random-runs.json, --runs 30 --seed 9).
import { spawn, spawnSync } from "node:child_process";
import { existsSync, writeFileSync } from "node:fs";
import path from "node:path";
import { createInterface } from "node:readline";
import { parseArgs } from "node:util";

const { values: flags } = parseArgs({
  options: {
    runs: { type: "string", default: "10000" },
    seed: { type: "string", default: "1" },
    store: { type: "string" },
    help: { type: "boolean" },
  },
});
if (flags.help) {
  console.log("node test/interop/metrics/against.mjs [--runs 10000] [--seed 1] [--store FILE]");
  process.exit(0);
}
const root = path.resolve(import.meta.dirname, "../../..");
const child = spawn(python(), [path.join(import.meta.dirname, "reference.py"), flags.runs, flags.seed], {
  stdio: ["ignore", "pipe", "inherit"],
  env: { ...process.env, NUMBA_NUM_THREADS: "1" },
});
const ended = new Promise((resolve) => child.on("close", resolve));
const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
const versions = JSON.parse((await lines.next()).value ?? "{}");
if (flags.store !== undefined) await store();
else await compare();

async function store() {
  const cases = [];
  for await (const line of lines) {
    const { qrels, run, level, pytrec_eval, ranx } = JSON.parse(line);
    cases.push({ qrels, run, level, pytrec_eval: shorter(pytrec_eval), ranx: shorter(ranx) });
  }
  writeFileSync(flags.store, `${JSON.stringify({ versions, cases })}\n`);
  console.log(`${cases.length} runs in ${flags.store}`);
}

/** Expected values to twelve digits, which is all that the test asks for. */
function shorter(expected) {
  return JSON.parse(JSON.stringify(expected), (_, v) =>
    typeof v === "number" ? Number(v.toPrecision(12)) : v,
  );
}

async function compare() {
  const { evaluateRun } = await import(path.join(root, "dist/evaluation/index.js"));
  const counts = { pytrec_eval: 0, ranx: 0 };
  let [passed, failed, runs] = [0, 0, 0];
  let worst = 0;
  for await (const line of lines) {
    const { qrels, run, level, ...peers } = JSON.parse(line);
    const wrong = [];
    for (const [peer, theirs] of Object.entries(peers)) {
      const measures = [...new Set(Object.values(theirs).flatMap((own) => Object.keys(own)))];
      if (measures.length === 0) continue;
      const ours = evaluateRun(qrels, run, measures, { missing: "skip", relevanceLevel: level });
      for (const [query, own] of Object.entries(theirs)) {
        for (const [measure, value] of Object.entries(own)) {
          const expected = measure.startsWith("gm_") ? Math.exp(value) : value;
          const got = ours.perQuery[measure][query];
          const difference = Math.abs(
            measure.startsWith("gm_") ? Math.max(got, 1e-5) - expected : got - expected,
          );
          counts[peer]++;
          if (difference > worst) worst = difference;
          if (!(difference <= 1e-9))
            wrong.push(`${peer} ${measure} of ${query}: ${got}, expected ${expected}`);
        }
      }
    }
    runs++;
    if (wrong.length === 0) passed++;
    else if (failed++ < 5)
      console.error(`run ${runs}: ${wrong.slice(0, 5).join("; ")}\n${line.slice(0, 2000)}`);
  }
  if ((await ended) !== 0) failed++;
  console.log(`pytrec_eval ${versions.pytrec_eval}, ranx ${versions.ranx}, seed ${flags.seed}: ${runs} runs`);
  console.log(`${counts.pytrec_eval} values against pytrec_eval, ${counts.ranx} against ranx`);
  console.log(`largest difference ${worst.toExponential(1)}`);
  if (runs !== Number(flags.runs)) failed++;
  console.log(`${passed} passed, ${failed} failed`);
  process.exitCode = failed === 0 ? 0 : 1;
}

function python() {
  if (process.env.METRICS_PYTHON) return process.env.METRICS_PYTHON;
  const folder = path.join(root, ".venv/metrics");
  const own = path.join(folder, "bin/python");
  const requirements = path.join(import.meta.dirname, "requirements.txt");
  if (!existsSync(own)) must("python3", ["-m", "venv", folder]);
  must(own, ["-m", "pip", "install", "--quiet", "--requirement", requirements]);
  return own;
}

function must(command, args) {
  const { status, error } = spawnSync(command, args, { stdio: ["ignore", "inherit", "inherit"] });
  if (status !== 0) {
    console.error(`${command} ${args.join(" ")} failed${error ? `: ${error.message}` : ""}`);
    process.exit(1);
  }
}
