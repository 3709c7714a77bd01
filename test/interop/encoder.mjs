// What transformers_models.py has claimbook do:
//   node encoder.mjs save FOLDER        three encoders saved under FOLDER; their configs as JSON on standard output
//   node encoder.mjs vectors FOLDER     token ids (B lists) as JSON on standard input, vectors on standard output
//   node encoder.mjs trained FOLDER OUT one step of gradient descent, saved to OUT
import path from "node:path";
import { text } from "node:stream/consumers";
import { createEncoder, loadEncoder, padTokens } from "../../dist/models/transformer/index.js";
import { useBackend } from "../../dist/tensor/backend.js";

const tf = await useBackend();
const [command, folder, out] = process.argv.slice(2);
const small = { vocabulary: 60, hidden: 16, layers: 2, heads: 2, intermediate: 24, positions: 20 };
const dense = { dim: 8, activation: "identity", bias: true };
const sizes = {
  "xlm-roberta": { ...small, modelType: "xlm-roberta", pooling: "cls", projection: dense },
  labse: { ...small, pooling: "pooler" },
  e5: { ...small, pooling: "mean" },
};

if (command === "save") {
  for (const [name, config] of Object.entries(sizes)) {
    const encoder = await createEncoder(config, 1);
    await encoder.save(path.join(folder, name));
    encoder.dispose();
  }
  process.stdout.write(JSON.stringify(Object.keys(sizes)));
} else {
  const encoder = await loadEncoder(folder, { tokenizer: "none" });
  const lists = JSON.parse(await text(process.stdin)).map((ids) => Int32Array.from(ids));
  const batch = padTokens(lists, encoder.config.padId);
  if (command === "trained") {
    const { gradients } = await encoder.valueAndGradients([batch], ([vectors]) =>
      tf.sum(tf.slice(vectors, [0, 0], [lists.length, 4])),
    );
    for (const [i, { tensor }] of encoder.parameters.dense.entries()) {
      tf.tidy(() => tensor.assign(tf.sub(tensor, tf.mul(gradients.dense[i], 0.1))));
    }
    const { dim, weights } = encoder.parameters.tokens;
    for (const [i, row] of gradients.tokens.rows.entries()) {
      for (let j = 0; j < dim; j++) weights[row * dim + j] -= 0.1 * gradients.tokens.values[i * dim + j];
    }
    await encoder.save(out);
  }
  const vectors = encoder.vectors(batch);
  process.stdout.write(JSON.stringify(await vectors.array()));
}
