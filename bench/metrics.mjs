// How long measuring takes, against pytrec_eval and ranx on one thread, on the same runs and measures:
//
//   npm run build && node bench/metrics.mjs [--rounds 3] [--runs 10000]
//
// Three shapes: many small runs with ties, missing and empty queries (a call each; the runs of
// test/interop/metrics/reference.py), 10,000 queries of 100 documents, and 1,000 queries of 1,000 documents (a call).
// All start from plain dictionaries in memory and end with every query's values. ranx is timed twice: from
// dictionaries, and on its own Qrels and Run objects made beforehand; so are we (PreparedRun). Values must agree to 1e-9 where no scores tie.
// Python's side is metrics.py; .venv/metrics is set up by test/interop/metrics/against.mjs (or set METRICS_PYTHON).
import { execFileSync, spawnSync } from "node:child_process";
import { createReadStream, existsSync, mkdtempSync, openSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { createInterface } from "node:readline";
import { parseArgs } from "node:util";
import { evaluateRun, PreparedRun } from "../dist/evaluation/index.js";
import { Random } from "../dist/random.js";

const { values: flags } = parseArgs({
  options: {
    rounds: { type: "string", default: "3" },
    runs: { type: "string", default: "10000" },
    help: { type: "boolean" },
  },
});
if (flags.help) {
  console.log("node bench/metrics.mjs [--rounds 3] [--runs 10000]");
  process.exit(0);
}
const MEASURES = ["map", "ndcg_cut_10", "recip_rank", "recall_100", "P_10"];
const rounds = Number(flags.rounds);
const root = path.resolve(import.meta.dirname, "..");
const python = findPython();
const folder = mkdtempSync(path.join(os.tmpdir(), "claimbook-metrics-"));
try {
  console.log(`measures: ${MEASURES.join(", ")}; median of ${rounds}; milliseconds`);
  await shape(`${flags.runs} runs of up to 6 queries`, smallRuns(Number(flags.runs)), [
    "pytrec_eval",
    "ranx",
  ]);
  await shape("10,000 queries x 100 documents", oneRun(10_000, 100, 20), [
    "pytrec_eval",
    "ranx",
    "ranx, prepared",
  ]);
  await shape("1,000 queries x 1,000 documents", oneRun(1000, 1000, 50), [
    "pytrec_eval",
    "ranx",
    "ranx, prepared",
  ]);
} finally {
  rmSync(folder, { recursive: true });
}

async function shape(name, file, peers) {
  const cases = [];
  for await (const line of createInterface({ input: createReadStream(file) })) {
    const { qrels, run } = JSON.parse(line);
    if (qrels !== undefined) cases.push({ qrels, run });
  }
  const times = [];
  let ours;
  for (let round = 0; round < rounds; round++) {
    const start = performance.now();
    ours = cases.map(({ qrels, run }) => evaluateRun(qrels, run, MEASURES, { missing: "skip" }));
    times.push(performance.now() - start);
  }
  const own = median(times);
  console.log(`${name}\n  claimbook       ${own.toFixed(0)}`);
  const prepared = cases.map(({ qrels, run }) => ({ qrels, run: new PreparedRun(run) }));
  const again = [];
  for (let round = 0; round < rounds; round++) {
    const start = performance.now();
    for (const { qrels, run } of prepared) evaluateRun(qrels, run, MEASURES, { missing: "skip" });
    again.push(performance.now() - start);
  }
  console.log(`  claimbook, prepared ${median(again).toFixed(0)}`);
  if (python === undefined) return;
  const script = path.join(import.meta.dirname, "metrics.py");
  const output = execFileSync(python, [script, file, String(rounds), MEASURES.join(","), peers.join(";")], {
    env: { ...process.env, NUMBA_NUM_THREADS: "1", OMP_NUM_THREADS: "1" },
    maxBuffer: 2 ** 30,
  });
  const theirs = JSON.parse(output);
  for (const peer of peers) {
    const time = median(theirs[peer]);
    const ratio = (peer.endsWith("prepared") ? median(again) : own) / time;
    console.log(`  ${peer.padEnd(15)} ${time.toFixed(0)}   claimbook / ${peer}: ${ratio.toFixed(2)}`);
  }
  const worst = MEASURES.map((measure) => Math.abs(meanOf(ours, measure) - theirs.means[measure]));
  console.log(`  means differ from pytrec_eval's by at most ${Math.max(...worst).toExponential(1)}`);
}

/** The mean over all queries of all runs. */
function meanOf(evaluations, measure) {
  const values = evaluations.flatMap(({ perQuery }) => Object.values(perQuery[measure]));
  return values.reduce((a, b) => a + b, 0) / values.length;
}

function smallRuns(runs) {
  const file = path.join(folder, "small.jsonl");
  const script = path.join(root, "test/interop/metrics/reference.py");
  if (python === undefined) writeFileSync(file, "");
  else
    execFileSync(python, [script, String(runs), "1", "--bare"], {
      stdio: ["ignore", openSync(file, "w"), "inherit"],
    });
  return file;
}

/** Distinct scores, graded levels; ids as collections have them. */
function oneRun(queries, documents, judged) {
  const random = new Random(5);
  const [qrels, run] = [{}, {}];
  for (let q = 0; q < queries; q++) {
    const collection = random.sample(100_000, documents + judged);
    const found = collection.slice(0, documents);
    const known = [...found.slice(0, judged / 2), ...collection.slice(documents, documents + judged / 2)];
    qrels[`q${q}`] = Object.fromEntries(known.map((d) => [`doc${d}#0`, random.int(4)]));
    run[`q${q}`] = Object.fromEntries(
      random.shuffle(found).map((d, i) => [`doc${d}#0`, 30 - i / 64 - random.float() / 128]),
    );
  }
  const file = path.join(folder, `${queries}.jsonl`);
  writeFileSync(file, `${JSON.stringify({ qrels, run })}\n`);
  return file;
}

function median(values) {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)];
}

function findPython() {
  const own = path.join(root, ".venv/metrics/bin/python");
  const choices = [process.env.METRICS_PYTHON, existsSync(own) ? own : undefined, "python3"];
  const found = choices.find(
    (each) => each && spawnSync(each, ["-c", "import pytrec_eval, ranx"]).status === 0,
  );
  if (found === undefined) {
    console.log(
      "no Python with pytrec_eval and ranx: run node test/interop/metrics/against.mjs --runs 10 first",
    );
  }
  return found;
}
