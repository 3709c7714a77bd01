// The paper's experiment at medium scale: `npm run build && node bench/replication.mjs --model FOLDER [options]`.
//
// Fine-tunes a pretrained encoder with X-X, X-Y, hybrid and multilingual contrastive batches on parallel text that is
// not made from SQuAD (NTREX-128, SIB-200, Tatoeba, AfriQA), and evaluates every model on all of XQuAD-R and MLQA-R.
// Takes hours without a GPU. Interrupted (Ctrl-C, or killed), the same command goes on at the last checkpoint.
// Leaves in --out: results.json, tables as Markdown, the batch log of every training, and how it was run.
import { spawnSync } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { parseArgs } from "node:util";
import { afriqa, mlqaR, ntrex, sib200, tatoeba, xquadR } from "../dist/datasets/index.js";
import { replicate } from "../dist/experiment/index.js";
import { resultsText } from "../dist/tables/index.js";
import {
  crossLingual,
  hybrid,
  monolingual,
  multilingualContrastive,
} from "../dist/training/composition/index.js";

const { values: flags } = parseArgs({
  options: {
    model: { type: "string" },
    out: { type: "string" },
    backend: { type: "string" },
    steps: { type: "string", default: "120" },
    "batch-size": { type: "string", default: "32" },
    seeds: { type: "string", default: "1,2" },
    "learning-rate": { type: "string", default: "3e-5" },
    chunk: { type: "string", default: "32" },
    "checkpoint-every": { type: "string", default: "40" },
    evaluation: { type: "string", default: "XQuAD-R,MLQA-R" },
    languages: { type: "string" },
    help: { type: "boolean" },
  },
});
if (flags.help || flags.model === undefined || flags.out === undefined) {
  console.log(`node bench/replication.mjs --model NAME|FOLDER --out FOLDER [--steps 120] [--batch-size 32] [--seeds 1,2]
  [--learning-rate 3e-5] [--chunk 32] [--backend node|wasm|...] [--evaluation XQuAD-R,MLQA-R]
  [--languages ar,en] (of the evaluation; all by default) [--checkpoint-every 40]
Data are looked for below CLAIMBOOK_DATA, else where \`claimbook data pull\` puts them.`);
  process.exit(flags.help ? 0 : 2);
}

/** The paper's nine training languages; Greek and Vietnamese stay unseen. */
const trained = ["ar", "de", "en", "es", "hi", "ru", "th", "tr", "zh"];
const stop = new AbortController();
for (const signal of ["SIGINT", "SIGTERM"]) process.once(signal, () => stop.abort(new Error(signal)));

const evaluations = { "XQuAD-R": xquadR, "MLQA-R": mlqaR };
const asked = flags.languages?.split(",");
const evaluation = {};
for (const name of flags.evaluation.split(",")) {
  evaluation[name] = await evaluations[name](asked === undefined ? {} : { languages: asked });
}
const training = [
  (await ntrex({ languages: trained })).training({ task: "context" }),
  (await sib200({ languages: trained })).training({ task: "part" }),
  (await tatoeba({ languages: trained })).training({ task: "part" }),
  await afriqa(),
];

let shown = 0;
const started = performance.now();
const replication = await replicate({
  model: flags.model,
  data: { training, evaluation },
  batches: {
    "X-X": monolingual(),
    "X-Y": crossLingual(),
    Hybrid: hybrid({ alpha: 0.5 }),
    Contrastive: multilingualContrastive(),
  },
  seeds: flags.seeds.split(",").map(Number),
  budget: { steps: Number(flags.steps), batchSize: Number(flags["batch-size"]) },
  learningRate: Number(flags["learning-rate"]),
  maxLength: { query: 64, passage: 128 },
  chunk: Number(flags.chunk),
  checkpointEvery: Number(flags["checkpoint-every"]),
  ...(flags.backend === undefined ? {} : { backend: flags.backend }),
  signal: stop.signal,
  onProgress: ({ method, seed, steps }, { phase, step, loss, share }) => {
    if (performance.now() - shown < 20_000) return;
    shown = performance.now();
    const what =
      phase === "training"
        ? `step ${step} of ${steps}, loss ${loss.toFixed(3)}`
        : `evaluating, ${Math.round(100 * share)} %`;
    console.error(`${time()}  ${method}, seed ${seed}: ${what}`);
  },
});

const out = path.resolve(flags.out);
mkdirSync(path.join(out, "batch-logs"), { recursive: true });
const write = (name, text) => writeFileSync(path.join(out, name), text);
const tables = [replication.resultsTable(1), replication.resultsTable(2)];
const [first] = Object.values(replication.results);
for (const { method, seed } of first.runs) {
  const lines = first.batchLog(method, seed).map((entry) => `${JSON.stringify(entry)}\n`);
  write(path.join("batch-logs", `${method}-seed${seed}.jsonl`), lines.join(""));
}
write(
  "results.json",
  `${JSON.stringify(
    {
      command: ["node", "bench/replication.mjs", ...process.argv.slice(2)].join(" "),
      commit: commit(),
      machine: {
        cpu: os.cpus()[0]?.model,
        cores: os.cpus().length,
        memory: os.totalmem(),
        node: process.version,
      },
      data: {
        training: training.map(({ record }) => record),
        evaluation: Object.values(evaluation).map(({ record }) => record),
      },
      leakage: replication.leakage?.table(),
      notices: replication.notices,
      tables,
      cells: replication.cells(),
      verdicts: replication.verdicts(),
      trainings: first.runs.map(({ method, seed, loss, achieved, weightsHash }) => ({
        method,
        seed,
        loss,
        achieved,
        weightsHash,
      })),
    },
    null,
    1,
  )}\n`,
);
for (const [i, table] of tables.entries()) {
  const text = resultsText(table);
  write(`table-${i + 1}.txt`, `${text}\n`);
  console.log(`${text}\n`);
}
console.log(`verdicts on the paper's cells: ${JSON.stringify(replication.verdicts())}`);
console.log(`done after ${time()}; results in ${path.relative(process.cwd(), out)}`);

/** The commit it was run on; unknown where this is no clone. */
function commit() {
  const { status, stdout } = spawnSync("git", ["rev-parse", "HEAD"], {
    encoding: "utf8",
    cwd: import.meta.dirname,
  });
  return status === 0 ? stdout.trim() : "unknown";
}

function time() {
  const minutes = (performance.now() - started) / 60_000;
  return `${minutes.toFixed(1)} min`;
}
