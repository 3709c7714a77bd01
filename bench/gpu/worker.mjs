// One task of gpu.mjs in a process of its own: `worker.mjs BACKEND gradients` or `worker.mjs BACKEND fine-tune MODEL STEPS`.
import { existsSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { argv, exit, stdout } from "node:process";
import { createEncoder, loadEncoder, padTokens } from "../../dist/models/transformer/index.js";
import { useBackend } from "../../dist/tensor/backend.js";
import { hybrid } from "../../dist/training/composition/index.js";
import { trainTransformer } from "../../dist/training/transformer/index.js";

const [, , backend, task, model, steps] = argv;
const tf = await useBackend(backend).catch((error) => {
  console.error(error.describe?.() ?? error);
  exit(1);
});
const answer = task === "gradients" ? await gradients() : await fineTune();
stdout.write(`${JSON.stringify(answer)}\n`, () => exit(0));

async function gradients() {
  const pairs = 8;
  const sizes = { vocabulary: 1000, hidden: 128, layers: 2, heads: 4 };
  const encoder = await createEncoder(sizes, 7);
  const texts = (seed) =>
    Array.from({ length: pairs }, (_, i) =>
      Int32Array.from({ length: 12 + (i % 5) }, (_, j) => 1 + ((i * 7919 + j * 104729 + seed) % 999)),
    );
  const batches = [texts(1), texts(2)].map((ids) => padTokens(ids, encoder.config.padId));
  const { loss, gradients: found } = await encoder.valueAndGradients(batches, ([queries, passages]) => {
    const logits = tf.div(tf.matMul(queries, tf.transpose(passages)), 0.05);
    return tf.neg(tf.mean(tf.sum(tf.mul(tf.logSoftmax(logits), tf.eye(pairs)), 1)));
  });
  const all = { tokens: [...found.tokens.values] };
  for (const [i, { name }] of encoder.parameters.dense.entries())
    all[name] = [...(await found.dense[i].data())];
  return { loss, gradients: all };
}

/** Emoji in 8 languages: a keyword asks for the short name. */
function captions(locales) {
  const require = createRequire(import.meta.url);
  const groups = new Map();
  return locales.flatMap((locale) => {
    const file = require.resolve(`cldr-annotations-full/annotations/${locale}/annotations.json`);
    const { annotations } = JSON.parse(readFileSync(file, "utf8")).annotations;
    return Object.entries(annotations)
      .filter(([, entry]) => entry.tts && entry.default)
      .map(([emoji, entry]) => {
        if (!groups.has(emoji)) groups.set(emoji, groups.size);
        return { group: groups.get(emoji), locale, queries: [entry.default[0]], passage: entry.tts[0] };
      });
  });
}

async function fineTune() {
  if (!existsSync(model)) {
    console.error(`no model in ${model}`);
    exit(1);
  }
  const batch = 32;
  const texts = captions(["en", "de", "ru", "th", "hi", "ar", "zh", "el"]);
  const encoder = await loadEncoder(model);
  const times = [];
  let before = performance.now();
  const { losses } = await trainTransformer({
    encoder,
    datasets: [{ name: "captions", texts, composition: hybrid() }],
    seed: 1,
    steps: Number(steps),
    batchSize: batch,
    onProgress: () => {
      times.push(performance.now() - before);
      before = performance.now();
    },
  });
  const mean = (values) => values.reduce((a, b) => a + b, 0) / values.length;
  const few = Math.max(1, Math.min(10, losses.length >> 1));
  return {
    steps: losses.length,
    batch,
    ms: times.sort((a, b) => a - b)[times.length >> 1],
    first: mean([...losses.slice(0, few)]),
    last: mean([...losses.slice(-few)]),
    losses: [...losses],
  };
}
