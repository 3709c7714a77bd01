// What transformers_models.py has claimbook do with a classifier of pairs:
//   node classifier.mjs logits FOLDER [OUT]   pairs of texts, numbers that are their own ids, as JSON on standard
//                                             input; their logits on standard output; saved to OUT as well
import { writeFile } from "node:fs/promises";
import path from "node:path";
import { text } from "node:stream/consumers";
import { loadClassifier } from "../../dist/models/classifier/index.js";
import { useBackend } from "../../dist/tensor/backend.js";

const tokenizer = {
  vocabularySize: 60,
  async encode(texts) {
    return { ids: texts.map((each) => Int32Array.of(3, ...each.split(" ").map(Number), 4)), truncated: 0 };
  },
  idOf: (token) => (token === "[SEP]" ? 4 : undefined),
  async save(folder) {
    await writeFile(path.join(folder, "tokenizer.json"), "{}");
  },
};

await useBackend();
const [, folder, out] = process.argv.slice(2);
const classifier = await loadClassifier(folder, { tokenizer });
const pairs = await classifier.tokens(JSON.parse(await text(process.stdin)), { maxLength: 20 });
process.stdout.write(JSON.stringify([...(await classifier.logits(pairs))]));
if (out) await classifier.save(out);
