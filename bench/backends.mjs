// Single operations of a training step on every backend that is set up, next to PyTorch; see --help.
import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { parseArgs } from "node:util";

const help = `Usage: npm run build && node bench/backends.mjs [options]

Matrix product 1024 x 1024, attention scores, softmax, layer norm, GELU and embedding rows, at the sizes of one batch
of 32 texts of 64 tokens through an encoder of H = 384. Prints the median milliseconds of each on each backend, one
process after the other, and the ratio to PyTorch.

  --backends LIST   of node-gpu, node, webgpu, wasm, cpu. Defaults to node,wasm; those that do not start are named
                    and left out.
  --rounds N        processes of each. Defaults to 3.
  --device NAME     PyTorch's: cpu or cuda. Defaults to cpu.
  --json            the figures as JSON as well.

PyTorch is looked for in PYTORCH_PYTHON, then .venv/torch (python3 -m venv .venv/torch &&
.venv/torch/bin/pip install torch==2.15.0); without it the ratios are left out.`;

const { values: options } = parseArgs({
  options: {
    backends: { type: "string", default: "node,wasm" },
    rounds: { type: "string", default: "3" },
    device: { type: "string", default: "cpu" },
    json: { type: "boolean", default: false },
    help: { type: "boolean", default: false },
  },
});
if (options.help) {
  console.log(help);
  process.exit(0);
}

const here = import.meta.dirname;
const peer = "PyTorch";
const python = [process.env.PYTORCH_PYTHON, path.resolve(here, "../.venv/torch/bin/python")].find(
  (file) => file && existsSync(file),
);

const names = [...(python ? [peer] : []), ...options.backends.split(",")];
const results = new Map();
for (let round = 0; round < Number(options.rounds); round++) {
  // Whoever is first in one round is last in the next.
  for (const name of round % 2 === 0 ? names : [...names].reverse()) {
    if (results.get(name) === undefined && round > 0) continue;
    const [program, ...args] =
      name === peer
        ? [python, path.join(here, "backends/pytorch.py"), options.device]
        : [process.execPath, path.join(here, "backends/worker.mjs"), name];
    const { status, stdout, stderr } = spawnSync(program, args, { encoding: "utf8" });
    if (status === 0) {
      const run = JSON.parse(stdout.trim().split("\n").at(-1));
      results.set(name, [...(results.get(name) ?? []), run]);
    } else console.log(`${name} left out: ${stderr.trim().split("\n").slice(-2).join(" ")}`);
  }
}

const median = (values) => [...values].sort((a, b) => a - b)[values.length >> 1];
const figures = Object.fromEntries(
  [...results].map(([name, runs]) => [
    name,
    {
      device: runs[0].device,
      ...Object.fromEntries(Object.keys(runs[0].ms).map((op) => [op, median(runs.map(({ ms }) => ms[op]))])),
    },
  ]),
);

console.log(`${os.cpus()[0].model}, ${os.cpus().length} cores, Node ${process.version}`);
for (const [name, { device }] of Object.entries(figures)) if (device) console.log(`${name}: ${device}`);
const columns = Object.keys(figures);
const theirs = figures[peer];
const row = (cells) => console.log(`| ${cells.join(" | ")} |`);
row(["ms", ...columns.flatMap((name) => (theirs && name !== peer ? [name, `/ ${peer}`] : [name]))]);
row(["---", ...columns.flatMap((name) => (theirs && name !== peer ? ["--:", "--:"] : ["--:"]))]);
for (const operation of Object.keys(Object.values(figures)[0] ?? {}).filter((key) => key !== "device")) {
  row([
    operation,
    ...columns.flatMap((name) => {
      const own = figures[name][operation];
      return theirs && name !== peer
        ? [own.toFixed(2), `${(own / theirs[operation]).toFixed(2)}x`]
        : [own.toFixed(2)];
    }),
  ]);
}
if (!python) console.log("No PyTorch here, so no ratios; see --help.");
if (options.json) console.log(JSON.stringify(figures, undefined, 1));
