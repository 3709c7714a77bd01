// Forward pass, training step and GradCache step of a transformer encoder against PyTorch on the same CPU; see --help.
import { execFileSync, spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { parseArgs } from "node:util";

const help = `Usage: npm run build && node bench/encoder.mjs [options]

6 layers, H = 384, 12 heads, 32 texts of 64 tokens (16 pairs), InfoNCE, AdamW, on each backend and in PyTorch, one
process after the other in every round. Prints the median milliseconds, the peak memory and the ratio to PyTorch.

  --backends LIST     of wasm, node, node-gpu, webgpu, cpu. Defaults to wasm,node; those not set up are left out.
  --tasks LIST        of forward, step, gradcache (128 texts, 16 at a time), vocabulary (a step with XLM-R's 250,037
                      rows; PyTorch's embedding gradient is dense, ours sparse). Defaults to all.
  --repetitions N     rounds. Defaults to 3.
  --steps N           timed steps of a process; its time is their median. Defaults to 5.
  --device NAME       PyTorch's: cpu (2 threads) or cuda. Defaults to cpu.
  --json              the figures as JSON as well.

PyTorch is looked for in PYTORCH_PYTHON, then .venv/torch, which is made (torch 2.15.0, CPU) when it is not there.`;

const { values: options } = parseArgs({
  options: {
    backends: { type: "string", default: "wasm,node" },
    tasks: { type: "string", default: "forward,step,gradcache,vocabulary" },
    repetitions: { type: "string", default: "3" },
    steps: { type: "string", default: "5" },
    device: { type: "string", default: "cpu" },
    json: { type: "boolean", default: false },
    help: { type: "boolean", default: false },
  },
});
if (options.help) {
  console.log(help);
  process.exit(0);
}

const root = path.resolve(import.meta.dirname, "..");
const worker = path.join(import.meta.dirname, "encoder/worker.mjs");
const script = path.join(import.meta.dirname, "encoder/pytorch.py");
const python = findPython();
const peer = "PyTorch";
const aims = { wasm: 6, node: 1.15 };

const figures = [];
console.log(`${os.cpus()[0].model}, ${os.cpus().length} cores, Node ${process.version}`);
for (const task of options.tasks.split(",")) {
  const runs = new Map();
  const missing = new Set();
  for (let round = 0; round < Number(options.repetitions); round++) {
    const all = [peer, ...options.backends.split(",")];
    // Whoever is first in one round is last in the next.
    for (const name of round % 2 === 0 ? all : all.reverse()) {
      if (missing.has(name)) continue;
      const result = measure(name, task);
      if (result.missing) {
        console.log(`${name} left out: ${result.missing}`);
        missing.add(name);
      } else runs.set(name, [...(runs.get(name) ?? []), result]);
    }
  }
  report(task, runs);
}
if (options.json) console.log(JSON.stringify(figures, undefined, 1));

function measure(name, task) {
  const [program, ...args] =
    name === peer
      ? [python, script, task, options.steps, options.device]
      : [process.execPath, worker, name, task, options.steps];
  const { status, stdout, stderr } = spawnSync(program, args, { encoding: "utf8" });
  if (status === 0) return JSON.parse(stdout.trim().split("\n").at(-1));
  return { missing: stderr.trim().split("\n").at(-1) || `exit status ${status}` };
}

function report(task, runs) {
  const theirs = runs.get(peer);
  for (const [name, results] of runs) {
    const ms = median(results.map((result) => result.ms));
    const megabytes = Math.max(...results.map((result) => result.megabytes));
    // Round by round: what else the machine does then bears on both.
    const ratio =
      name === peer || !theirs
        ? undefined
        : median(results.map((result, i) => result.ms / (theirs[i] ?? theirs[0]).ms));
    const aim = task === "step" && aims[name] ? ` (aim: at most ${aims[name]})` : "";
    console.log(
      [
        task.padEnd(11),
        name.padEnd(9),
        `${ms.toFixed(0).padStart(6)} ms`,
        `${megabytes.toFixed(0).padStart(6)} MB`,
        ratio === undefined ? "" : `${ratio.toFixed(2).padStart(6)} x PyTorch${aim}`,
        results[0].note ?? "",
      ].join("  "),
    );
    figures.push({ task, name, ms, megabytes, ...(ratio === undefined ? {} : { ratio }) });
  }
}

function median(values) {
  return [...values].sort((a, b) => a - b)[values.length >> 1];
}

function findPython() {
  if (process.env.PYTORCH_PYTHON) return process.env.PYTORCH_PYTHON;
  const folder = path.join(root, ".venv/torch");
  const own = path.join(folder, "bin/python");
  if (!existsSync(own)) {
    execFileSync("python3", ["-m", "venv", folder], { stdio: "inherit" });
    execFileSync(own, ["-m", "pip", "install", "-q", "torch==2.15.0", "numpy"], { stdio: "inherit" });
  }
  return own;
}
