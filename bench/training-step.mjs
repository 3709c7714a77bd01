// How long a training step takes, by part: `npm run build && node bench/training-step.mjs [steps]`.
//
// The flagship's encoder (2^17 buckets x 128, hidden 256) on batches of 128 pairs of real captions in 12 languages,
// one thread, on the wasm backend; a few steps on the cpu backend; and, where PyTorch is installed, the same model
// on the same batches in training-step.py (CPU, 2 threads, dense AdamW). PyTorch is looked for in .venv/torch, then
// as python3; or set PYTORCH_PYTHON.
import { execFileSync, spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import os from "node:os";
import path from "node:path";
import { NgramEncoder } from "../dist/models/ngram-encoder.js";
import { Random } from "../dist/random.js";
import { useBackend } from "../dist/tensor/backend.js";
import { TrainingStep } from "../dist/training/step.js";

const pairs = 128;
const steps = Number(process.argv[2] ?? 1000);
const warmUp = 30;
const locales = ["en", "de", "ru", "th", "hi", "ar", "zh", "el", "vi", "am", "ka", "km"];
const root = path.resolve(import.meta.dirname, "..");

const texts = [];
const captions = locales.map((locale) => captionRows(locale, texts));
const random = new Random(7);
const table = NgramEncoder.create({ buckets: 2 ** 17, dim: 4, hidden: 0 }, random).features(texts);
const batches = Array.from({ length: 60 }, nextBatch);

const report = { pairs, features: features(batches), backends: {}, tensors: {} };
for (const [backend, many] of [
  ["wasm", steps],
  ["cpu", 5],
]) {
  report.backends[backend] = await measure(backend, many);
}
report.pytorch = pytorch();
print(report);

/** A query (first keyword) and a caption for every picture of a locale, appended to `into`; the queries' rows. */
function captionRows(locale, into) {
  const require = createRequire(import.meta.url);
  const file = require.resolve(`cldr-annotations-full/annotations/${locale}/annotations.json`);
  const { annotations } = JSON.parse(readFileSync(file, "utf8")).annotations;
  return Object.values(annotations)
    .filter((entry) => entry.tts && entry.default)
    .map((entry) => into.push(entry.default[0], entry.tts[0]) - 2);
}

/** One language a batch, no picture twice. */
function nextBatch() {
  const rows = captions[random.int(locales.length)];
  const chosen = new Set();
  while (chosen.size < pairs) chosen.add(rows[random.int(rows.length)]);
  const queries = Int32Array.from(chosen);
  return { queries, passages: queries.map((row) => row + 1) };
}

function features(all) {
  let count = 0;
  let unique = 0;
  for (const { queries, passages } of all) {
    const ids = [...queries, ...passages].flatMap((row) => [
      ...table.ids.subarray(table.offsets[row], table.offsets[row + 1]),
    ]);
    count += ids.length;
    unique += new Set(ids).size;
  }
  return { perBatch: Math.round(count / all.length), unique: Math.round(unique / all.length) };
}

async function measure(backend, many) {
  const tf = await useBackend(backend);
  const encoder = NgramEncoder.create({}, new Random(1));
  const trainer = new TrainingStep(encoder);
  const parts = { bags: 0, update: 0 };
  for (const part of Object.keys(parts)) {
    const original = encoder.embedding[part].bind(encoder.embedding);
    encoder.embedding[part] = (...args) => {
      const start = performance.now();
      original(...args);
      parts[part] += performance.now() - start;
    };
  }
  const step = (i) => {
    const { queries, passages } = batches[i % batches.length];
    trainer.run(table, queries, passages, 1e-3);
  };
  for (let i = 0; i < (backend === "wasm" ? warmUp : 1); i++) step(i);
  for (const part of Object.keys(parts)) parts[part] = 0;
  const times = [];
  let early;
  for (let i = 0; i < many; i++) {
    const start = performance.now();
    step(i);
    times.push(performance.now() - start);
    if (i === 9) early = tf.memory().numTensors;
  }
  if (backend === "wasm") report.tensors = { after10: early, afterAll: tf.memory().numTensors };
  trainer.dispose();
  const mean = times.reduce((a, b) => a + b) / many;
  const embedding = { bags: parts.bags / many, update: parts.update / many };
  return {
    steps: many,
    mean,
    median: times.sort((a, b) => a - b)[many >> 1],
    ...embedding,
    rest: mean - embedding.bags - embedding.update,
  };
}

function pytorch() {
  const own = path.join(root, ".venv/torch/bin/python");
  const python = [process.env.PYTORCH_PYTHON, own, "python3"].find(
    (each) => each && spawnSync(each, ["-c", "import torch"]).status === 0,
  );
  if (!python) return undefined;
  const folder = mkdtempSync(path.join(os.tmpdir(), "claimbook-bench-"));
  try {
    const file = path.join(folder, "batches.json");
    const list = (rows) =>
      Array.from(rows, (row) => [...table.ids.slice(table.offsets[row], table.offsets[row + 1])]);
    const content = batches.map(({ queries, passages }) => [...list(queries), ...list(passages)]);
    writeFileSync(file, JSON.stringify(content));
    const script = path.join(import.meta.dirname, "training-step.py");
    return JSON.parse(execFileSync(python, [script, file], { encoding: "utf8" }));
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function print({ features: { perBatch, unique }, backends: { wasm, cpu }, tensors, pytorch: torch }) {
  const ms = (value) => `${value.toFixed(1)} ms`;
  const { model } = os.cpus()[0];
  console.log(
    `${pairs} pairs a batch, ${perBatch} features (${unique} different); ${model}, Node ${process.version}`,
  );
  console.log(`wasm     ${ms(wasm.mean)} a step over ${wasm.steps} steps (median ${ms(wasm.median)})`);
  console.log(
    `         bags ${ms(wasm.bags)}, embedding update ${ms(wasm.update)}, tensors and rest ${ms(wasm.rest)}`,
  );
  console.log(`         ${Math.round(60_000 / wasm.mean)} steps a minute on one core`);
  console.log(
    `         tensors alive: ${tensors.after10} after 10 steps, ${tensors.afterAll} after ${wasm.steps}`,
  );
  console.log(`cpu      ${ms(cpu.mean)} a step over ${cpu.steps} steps`);
  if (!torch) {
    console.log("PyTorch  not installed: python3 -m venv .venv/torch && .venv/torch/bin/pip install torch");
    return;
  }
  console.log(
    `PyTorch  ${ms(torch.mean)} a step over ${torch.steps} steps (${torch.version}, ${torch.threads} threads, dense AdamW)`,
  );
  console.log(`         ${ms(torch.fused)} with AdamW(fused=True)`);
  const ratio = (other) => (wasm.mean / other).toFixed(3);
  console.log(
    `ratio    ${ratio(torch.mean)} wasm / PyTorch, ${ratio(torch.fused)} fused (aim: at most 0.25)`,
  );
}
