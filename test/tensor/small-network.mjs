// One training step of a small encoder (embedding, attention, layer norm, GELU, InfoNCE) in plain TensorFlow.js, on
// the backend that the first argument names; prints the loss, every gradient and how many tensors a step leaves
// behind as JSON. A process of its own per backend, since TensorFlow.js keeps one engine a process, and WebGPU's
// driver comes in through the environment. The second argument is the built `tensor/backend` module.
import { argv, exit, stdout } from "node:process";
import { pathToFileURL } from "node:url";

const [, , name, module] = argv;
const { useBackend, activeBackend } = await import(pathToFileURL(module).href);
const tf = await useBackend(name);

const vocabulary = 60;
const width = 32;
const heads = 4;
const inner = 64;
const batch = 6;
const length = 8;
const temperature = 0.05;

/** Small numbers that are the same everywhere: a linear congruential generator. */
function numbers(count, scale, seed) {
  let state = seed;
  return Float32Array.from({ length: count }, () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return (state / 2 ** 32 - 0.5) * 2 * scale;
  });
}

const shapes = {
  embedding: [vocabulary, width],
  position: [length, width],
  query: [width, width],
  key: [width, width],
  value: [width, width],
  output: [width, width],
  scale1: [width],
  shift1: [width],
  up: [width, inner],
  upBias: [inner],
  down: [inner, width],
  scale2: [width],
  shift2: [width],
};
const weights = Object.fromEntries(
  Object.entries(shapes).map(([key, shape], index) => {
    const values = numbers(tf.util.sizeFromShape(shape), 0.3, index + 1);
    if (key.startsWith("scale")) for (const [i, value] of values.entries()) values[i] = 1 + value;
    return [key, tf.variable(tf.tensor(values, shape), true, key)];
  }),
);
const ids = Int32Array.from({ length: 2 * batch * length }, (_, i) => (i * 7919 + (i >> 3)) % vocabulary);
// Rows of different lengths: 1 where a token is, 0 where there is padding.
const mask = Float32Array.from({ length: 2 * batch * length }, (_, i) =>
  i % length < 3 + (Math.floor(i / length) % 6) ? 1 : 0,
);

/** Rows of the table. The gradient is written as a product, since the wasm backend cannot sum by segments. */
function gather(table) {
  const lookUp = tf.customGrad((rows) => {
    const value = tf.gather(rows, tf.tensor1d(ids, "int32"));
    const gradFunc = (dy) => {
      const oneHot = tf.cast(tf.oneHot(tf.tensor1d(ids, "int32"), vocabulary), "float32");
      return tf.matMul(tf.transpose(oneHot), dy);
    };
    return { value, gradFunc };
  });
  return lookUp(table);
}

function layerNorm(x, scale, shift) {
  const { mean, variance } = tf.moments(x, -1, true);
  return tf.add(tf.mul(tf.mul(tf.sub(x, mean), tf.rsqrt(tf.add(variance, 1e-5))), scale), shift);
}

const gelu = (x) => tf.mul(tf.mul(x, 0.5), tf.add(tf.erf(tf.div(x, Math.SQRT2)), 1));

function encode() {
  const rows = 2 * batch;
  const x = tf.add(tf.reshape(gather(weights.embedding), [rows, length, width]), weights.position);
  const flat = tf.reshape(x, [rows * length, width]);
  const split = (weight) =>
    tf.transpose(tf.reshape(tf.matMul(flat, weight), [rows, length, heads, width / heads]), [0, 2, 1, 3]);
  const [query, key, value] = [weights.query, weights.key, weights.value].map(split);
  const allowed = tf.reshape(tf.mul(tf.sub(tf.tensor1d(mask), 1), 1e4), [rows, 1, 1, length]);
  const scores = tf.add(
    tf.div(tf.matMul(query, tf.transpose(key, [0, 1, 3, 2])), Math.sqrt(width / heads)),
    allowed,
  );
  const mixed = tf.reshape(tf.transpose(tf.matMul(tf.softmax(scores), value), [0, 2, 1, 3]), [-1, width]);
  const attended = layerNorm(tf.add(flat, tf.matMul(mixed, weights.output)), weights.scale1, weights.shift1);
  const fed = tf.matMul(gelu(tf.add(tf.matMul(attended, weights.up), weights.upBias)), weights.down);
  const hidden = tf.reshape(layerNorm(tf.add(attended, fed), weights.scale2, weights.shift2), [
    rows,
    length,
    width,
  ]);
  const kept = tf.reshape(tf.tensor1d(mask), [rows, length, 1]);
  const pooled = tf.div(tf.sum(tf.mul(hidden, kept), 1), tf.sum(kept, 1));
  return tf.div(pooled, tf.sqrt(tf.sum(tf.square(pooled), 1, true)));
}

/** InfoNCE with in-batch negatives: the mean over the queries, in nats. */
function loss() {
  const unit = encode();
  const queries = tf.slice(unit, [0, 0], [batch, width]);
  const passages = tf.slice(unit, [batch, 0], [batch, width]);
  const logits = tf.div(tf.matMul(queries, tf.transpose(passages)), temperature);
  return tf.neg(tf.mean(tf.sum(tf.mul(tf.logSoftmax(logits), tf.eye(batch)), 1)));
}

async function step() {
  const { value, grads } = tf.variableGrads(loss, Object.values(weights));
  const gradients = {};
  for (const [key, gradient] of Object.entries(grads)) gradients[key] = [...(await gradient.data())];
  const result = { loss: (await value.data())[0], gradients };
  tf.dispose([value, grads]);
  return result;
}

const first = await step();
const before = tf.memory().numTensors;
await step();
const left = tf.memory().numTensors - before;

/** The loss with every weight moved along its gradient, both ways: its slope must be the gradients' square sum. */
async function slope() {
  const norm = Math.sqrt(
    Object.values(first.gradients)
      .flat()
      .reduce((sum, x) => sum + x * x, 0),
  );
  const distance = 1e-2;
  const at = async (sign) => {
    for (const [key, variable] of Object.entries(weights)) {
      const start = numbers(variable.size, 0.3, Object.keys(shapes).indexOf(key) + 1);
      const base = key.startsWith("scale") ? start.map((x) => 1 + x) : start;
      const moved = base.map((x, i) => x + (sign * distance * first.gradients[key][i]) / norm);
      const tensor = tf.tensor(moved, variable.shape);
      variable.assign(tensor);
      tensor.dispose();
    }
    const value = tf.tidy(loss);
    const [number] = await value.data();
    value.dispose();
    return number;
  };
  return { measured: ((await at(1)) - (await at(-1))) / (2 * distance), expected: norm };
}

stdout.write(
  JSON.stringify({
    backend: activeBackend(),
    left,
    ...first,
    slope: name === "cpu" ? await slope() : undefined,
  }),
  () => exit(0),
);
