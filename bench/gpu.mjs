// Whether the GPU computes the right thing, how fast, and a short real fine-tune on it; see --help.
import { spawnSync } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { parseArgs } from "node:util";
import { surveyBackends } from "../dist/tensor/survey.js";

const help = `Usage: npm run build && node bench/gpu.mjs [options]

On each GPU backend: the gradients of an encoder (2 layers, H = 128) against the cpu backend's (at most 1e-4 apart),
forward pass and training step of bench/encoder.mjs against PyTorch on the same GPU, and a fine-tune of
multilingual-e5-small on the picture captions of CLDR in 8 languages. Writes bench/results/gpu-DEVICE.{json,md}.
Prints that there is none, writes nothing and ends with status 3 where no GPU answers.

  --backends LIST   of webgpu, node-gpu. Defaults to both; set them up with npm run setup:native -- --webgpu, and
                    -- --gpu --cuda.
  --model FOLDER    for the fine-tune. Defaults to .cache/models/multilingual-e5-small; left out where it is not.
  --tasks LIST      of gradients, encoder, fine-tune. Defaults to all.
  --steps N         of the fine-tune. Defaults to 100.
  --device NAME     PyTorch's: cuda or cpu. Defaults to cuda.
  --software        also take a driver that computes on the processor (SwiftShader, lavapipe), to try this script; its
                    figures are printed and not written.

Exit status: 0, 1 the gradients differ or could not be had, 3 no GPU.`;

const { values: options } = parseArgs({
  options: {
    backends: { type: "string", default: "webgpu,node-gpu" },
    model: {
      type: "string",
      default: path.resolve(import.meta.dirname, "../.cache/models/multilingual-e5-small"),
    },
    tasks: { type: "string", default: "gradients,encoder,fine-tune" },
    steps: { type: "string", default: "100" },
    device: { type: "string", default: "cuda" },
    software: { type: "boolean", default: false },
    help: { type: "boolean", default: false },
  },
});
if (options.help) {
  console.log(help);
  process.exit(0);
}

const here = import.meta.dirname;
const states = await surveyBackends({ cwd: process.cwd(), env: process.env });
const onProcessor = /swiftshader|llvmpipe|lavapipe|softpipe/i;
const chosen = [];
for (const name of options.backends.split(",")) {
  const { state, detail } = states.find((each) => each.name === name) ?? { state: "unknown", detail: "" };
  const software = name === "webgpu" && onProcessor.test(detail);
  if (state !== "works") console.log(`${name}: ${state}${detail ? ` (${detail})` : ""}`);
  else if (software && !options.software) console.log(`${name}: no GPU, only ${detail}`);
  else chosen.push({ name, device: name === "node-gpu" ? nvidia() : detail, software });
}
if (chosen.length === 0) {
  console.log("No GPU adapter was found: nothing was measured and nothing written.");
  process.exit(3);
}

for (const { name, device, software } of chosen) {
  console.log(`\n== ${name} on ${device}`);
  const result = {
    date: new Date().toISOString(),
    backend: name,
    device,
    machine: `${os.cpus()[0].model}, ${os.cpus().length} cores, Node ${process.version}`,
    gradients: asked("gradients", () => gradients(name)),
    encoder: asked("encoder", () => encoder(name)),
    fineTune: asked("fine-tune", () => worker(name, "fine-tune", options.model, options.steps)),
  };
  const text = table(result);
  console.log(text);
  if (result.gradients.missing ? asks("gradients") : !result.gradients.holds) process.exitCode = 1;
  if (software) continue;
  const file = `gpu-${name}-${device.toLowerCase().replaceAll(/[^a-z0-9]+/g, "-")}`;
  mkdirSync(path.join(here, "results"), { recursive: true });
  writeFileSync(path.join(here, "results", `${file}.json`), `${JSON.stringify(result, undefined, 2)}\n`);
  writeFileSync(path.join(here, "results", `${file}.md`), text);
  console.log(`written: bench/results/${file}.{json,md}`);
}

function asked(task, work) {
  return asks(task) ? work() : { missing: "not asked for" };
}

function asks(task) {
  return options.tasks.split(",").includes(task);
}

function nvidia() {
  const { stdout } = spawnSync("nvidia-smi", ["--query-gpu=name", "--format=csv,noheader"], {
    encoding: "utf8",
  });
  return stdout?.split("\n")[0] || "NVIDIA GPU";
}

/** A process of its own for every task: memory and drivers start afresh. */
function worker(...args) {
  const file = path.join(here, "gpu/worker.mjs");
  const { status, stdout, stderr } = spawnSync(process.execPath, [file, ...args], {
    encoding: "utf8",
    maxBuffer: 1 << 28,
  });
  if (status === 0) return JSON.parse(stdout.trim().split("\n").at(-1));
  return { missing: stderr.trim().split("\n").at(-1) || `exit status ${status}` };
}

/** The greatest ||a - b|| / ||a|| over all weights, a being the cpu backend's. */
function gradients(name) {
  const [reference, other] = ["cpu", name].map((each) => worker(each, "gradients"));
  if (reference.missing || other.missing) return { missing: reference.missing ?? other.missing };
  let worst = { weight: "loss", difference: Math.abs(reference.loss - other.loss) / reference.loss };
  // A gradient that is nothing but rounding (that of the keys' bias is 0) says nothing.
  const all = Math.hypot(...Object.values(reference.gradients).map((values) => norm(values)));
  for (const [weight, values] of Object.entries(reference.gradients)) {
    const length = norm(values);
    if (length < 1e-5 * all) continue;
    const difference = norm(values.map((value, i) => value - other.gradients[weight][i])) / length;
    if (difference > worst.difference) worst = { weight, difference };
  }
  return { ...worst, holds: worst.difference <= 1e-4 };
}

function norm(values) {
  let sum = 0;
  for (const value of values) sum += value * value;
  return Math.sqrt(sum);
}

function encoder(name) {
  const script = path.join(here, "encoder.mjs");
  const args = ["--backends", name, "--tasks", "forward,step", "--device", options.device, "--json"];
  const { status, stdout, stderr } = spawnSync(process.execPath, [script, ...args], { encoding: "utf8" });
  const start = stdout.indexOf("\n[");
  if (status !== 0 || start < 0)
    return { missing: stderr.trim().split("\n").at(-1) || "bench/encoder.mjs failed" };
  return JSON.parse(stdout.slice(start));
}

function table({ date, backend, device, machine, gradients: check, encoder: times, fineTune }) {
  const lines = [`# ${backend} on ${device}`, "", `${date}, ${machine}. Made by bench/gpu.mjs.`, ""];
  lines.push("| what | result |", "| --- | --- |");
  lines.push(
    check.missing
      ? `| gradients | not checked: ${check.missing} |`
      : `| gradients against cpu | ${check.difference.toExponential(1)} relative at most (${check.weight}), ${check.holds ? "holds" : "FAILS"} |`,
  );
  if (times.missing) lines.push(`| encoder | not measured: ${times.missing} |`);
  else
    for (const { task, name, ms, ratio } of times)
      lines.push(
        `| ${task}, ${name} | ${ms.toFixed(1)} ms${ratio === undefined ? "" : `, ${ratio.toFixed(2)} x PyTorch`} |`,
      );
  lines.push(
    fineTune.missing
      ? `| fine-tune | not run: ${fineTune.missing} |`
      : `| fine-tune, ${fineTune.steps} steps of ${fineTune.batch} pairs | ${fineTune.ms.toFixed(0)} ms a step, loss ${fineTune.first.toFixed(3)} -> ${fineTune.last.toFixed(3)} |`,
  );
  return `${lines.join("\n")}\n`;
}
