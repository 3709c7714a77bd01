// What test_safetensors.py and test_tokenizers.py have claimbook do:
//   node models.mjs copy FOLDER OUT DTYPE       weights of a model folder, read tensor by tensor, written as one file
//   node models.mjs ids FOLDER [MAX_LENGTH]     texts as JSON on standard input, their token ids on standard output
import { text } from "node:stream/consumers";
import { loadTokenizer } from "../../dist/models/tokenizer/index.js";
import { openWeights, writeSafetensors } from "../../dist/models/weights/index.js";

const [command, folder, ...rest] = process.argv.slice(2);
if (command === "copy") {
  const [out, dtype] = rest;
  const stored = await openWeights(folder);
  const weights = [];
  for (const name of stored.names) {
    if (!["F32", "F16", "BF16"].includes(stored.dtype(name))) continue;
    weights.push({ name, shape: [...stored.shape(name)], values: await stored.read(name) });
  }
  await stored.close();
  await writeSafetensors(out, weights, { dtype });
} else if (command === "ids") {
  const tokenizer = await loadTokenizer(folder);
  const options = rest.length > 0 ? { maxLength: Number(rest[0]) } : {};
  const { ids } = await tokenizer.encode(JSON.parse(await text(process.stdin)), options);
  process.stdout.write(JSON.stringify(ids.map((each) => [...each])));
} else {
  throw new Error(`unknown command ${command}`);
}
