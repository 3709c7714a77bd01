// One task of bench/encoder.mjs on one backend, in a process of its own: node worker.mjs BACKEND TASK STEPS.
// Prints a line of JSON: median milliseconds, peak memory in megabytes.
import { createEncoder } from "../../dist/models/transformer/index.js";
import { useBackend } from "../../dist/tensor/backend.js";
import { contrastivePass } from "../../dist/training/transformer/grad-cache.js";
import { Optimiser } from "../../dist/training/transformer/optimiser.js";

const [backend, task, steps] = process.argv.slice(2);
const texts = task === "gradcache" ? 128 : 32;
const length = 64;
const vocabulary = task === "vocabulary" ? 250_037 : 30_000;
const warmUp = 2;

let tf;
try {
  tf = await useBackend(backend);
} catch (error) {
  console.error(error.message);
  process.exit(1);
}
const encoder = await createEncoder({ vocabulary, hidden: 384, layers: 6, heads: 12, intermediate: 1536 }, 1);
const optimiser = new Optimiser(encoder.parameters, { clip: undefined, weightDecay: 0.01 });

/** The same ids as in pytorch.py: a linear congruential generator. */
let state = 12345;
const nextId = () => {
  state = (Math.imul(state, 1103515245) + 12345) & 0x7fffffff;
  return state % vocabulary;
};
const batch = (size) => ({
  size,
  length,
  ids: Int32Array.from({ length: size * length }, nextId),
  mask: new Uint8Array(size * length).fill(1),
  truncated: 0,
});
const whole = batch(texts);
const half = (from) => ({
  ...whole,
  size: texts / 2,
  ids: whole.ids.slice(from * length, (from + texts / 2) * length),
  mask: whole.mask.slice(0, (texts / 2) * length),
});
const tokens = { queries: half(0), passages: half(texts / 2) };

const forward = async () => {
  const vectors = encoder.vectors(whole);
  await vectors.data();
  vectors.dispose();
};
const step = async () => {
  const options = { temperature: 0.05, chunk: task === "gradcache" ? 16 : texts };
  const { gradients, loss } = await contrastivePass(encoder, tokens, options);
  optimiser.apply(gradients, 0, 1e-4);
  tf.dispose(gradients.dense);
  // Waits for the device, which may still be at work.
  const last = tf.tidy(() => encoder.parameters.dense.at(-1).tensor.sum());
  await last.data();
  last.dispose();
  return loss;
};

const times = [];
let tensors;
let losses;
for (let i = 0; i < warmUp + Number(steps); i++) {
  const start = performance.now();
  const loss = await (task === "forward" ? forward() : step());
  if (i >= warmUp) times.push(performance.now() - start);
  if (i === 0) tensors = tf.memory().numTensors;
  losses = [losses?.[0] ?? loss, loss];
}
if (tf.memory().numTensors !== tensors) throw new Error(`${tf.memory().numTensors - tensors} tensors leaked`);
if (losses[1] > losses[0]) throw new Error(`the loss went from ${losses[0]} to ${losses[1]}`);
const ms = times.sort((a, b) => a - b)[times.length >> 1];
const megabytes = process.resourceUsage().maxRSS / 1024;
console.log(JSON.stringify({ ms, megabytes }));
process.exit(0);
