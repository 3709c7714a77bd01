// One backend's times for backends.mjs: `node worker.mjs BACKEND`, a line of JSON.
import { exit, stdout } from "node:process";
import { useBackend } from "../../dist/tensor/backend.js";
import { webgpuDevice } from "../../dist/tensor/webgpu.js";

const name = process.argv[2];
const tf = await useBackend(name).catch((error) => {
  console.error(error.describe?.() ?? error);
  exit(1);
});

const table = tf.randomUniform([30_000, 384], -1, 1, "float32", 1);
const ids = tf.tensor1d(
  Int32Array.from({ length: 2048 }, (_, i) => (i * 7919) % 30_000),
  "int32",
);
const square = [2, 3].map((seed) => tf.randomUniform([1024, 1024], -1, 1, "float32", seed));
const queries = tf.randomUniform([384, 64, 32], -1, 1, "float32", 4);
const keys = tf.randomUniform([384, 32, 64], -1, 1, "float32", 5);
const scores = tf.randomUniform([24_576, 64], -4, 4, "float32", 6);
const hidden = tf.randomUniform([2048, 384], -1, 1, "float32", 7);
const inner = tf.randomUniform([2048, 1536], -1, 1, "float32", 8);

const operations = {
  "matMul 1024": () => tf.matMul(...square),
  "attention scores 384 x 64 x 64": () => tf.matMul(queries, keys),
  "softmax 24,576 x 64": () => tf.softmax(scores),
  "layer norm 2048 x 384": () => {
    const { mean, variance } = tf.moments(hidden, -1, true);
    return tf.mul(tf.sub(hidden, mean), tf.rsqrt(tf.add(variance, 1e-5)));
  },
  "GELU 2048 x 1536": () => tf.mul(tf.mul(inner, 0.5), tf.add(tf.erf(tf.mul(inner, Math.SQRT1_2)), 1)),
  "2048 rows of 30,000 x 384": () => tf.gather(table, ids),
};

/** Milliseconds of one run: a backend may only queue its work, so the clock stops when a last number has come back. */
async function time(operation, runs) {
  const start = performance.now();
  let last;
  for (let i = 0; i < runs; i++) {
    last?.dispose();
    last = tf.tidy(operation);
  }
  const one = tf.tidy(() => tf.slice(tf.reshape(last, [-1]), 0, 1));
  await one.data();
  const took = performance.now() - start;
  tf.dispose([last, one]);
  return took / runs;
}

const ms = {};
for (const [key, operation] of Object.entries(operations)) {
  const once = await time(operation, 1);
  const warm = await time(operation, once > 200 ? 1 : 5);
  // About a third of a second, in three parts.
  const runs = Math.max(1, Math.min(200, Math.round(110 / warm)));
  const parts = [];
  for (let i = 0; i < 3; i++) parts.push(await time(operation, runs));
  ms[key] = parts.sort((a, b) => a - b)[1];
}
stdout.write(`${JSON.stringify({ device: webgpuDevice() ?? "", ms })}\n`, () => exit(0));
