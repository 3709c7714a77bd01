// One forward and backward pass in a process of its own, for webgpu.test.ts:
//   node on-backend.mjs BACKEND DIST < {sizes, weights, batches} > {loss, vectors, gradients, left}
import path from "node:path";
import { text } from "node:stream/consumers";
import { pathToFileURL } from "node:url";

const [name, dist] = process.argv.slice(2);
const load = (file) => import(pathToFileURL(path.join(dist, file)).href);
const { useBackend } = await load("tensor/backend.js");
const { createEncoder, padTokens } = await load("models/transformer/index.js");

const { sizes, weights, batches, temperature } = JSON.parse(await text(process.stdin));
const tf = await useBackend(name);
const encoder = await createEncoder(sizes, 1);
encoder.assign(weights.map((each) => ({ ...each, values: Float32Array.from(each.values) })));
const tokens = batches.map((lists) =>
  padTokens(
    lists.map((ids) => Int32Array.from(ids)),
    encoder.config.padId,
  ),
);
const before = tf.memory().numTensors;
const vectors = [];
for (const batch of tokens) {
  const tensor = encoder.vectors(batch);
  vectors.push(...(await tensor.data()));
  tensor.dispose();
}
const { loss, gradients } = await encoder.valueAndGradients(tokens, ([queries, passages]) => {
  const scores = tf.mul(tf.matMul(queries, tf.transpose(passages)), 1 / temperature);
  return tf.neg(tf.div(tf.sum(tf.mul(tf.logSoftmax(scores), tf.eye(queries.shape[0]))), queries.shape[0]));
});
const dense = {};
for (const [i, tensor] of gradients.dense.entries()) {
  dense[encoder.parameters.dense[i].name] = [...(await tensor.data())];
  tensor.dispose();
}
const left = tf.memory().numTensors - before;
process.stdout.write(JSON.stringify({ backend: name, loss, vectors, dense, left }), () => process.exit(0));
