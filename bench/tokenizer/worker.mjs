// One measurement of bench/tokenizer.mjs: worker.mjs FOLDER TEXTS IDS BATCH; prints JSON.
import { readFileSync, writeFileSync } from "node:fs";
import { loadTokenizer } from "../../dist/models/tokenizer/index.js";

const [folder, textsFile, idsFile, batchText] = process.argv.slice(2);
const batch = Number(batchText);
const texts = JSON.parse(readFileSync(textsFile, "utf8"));

const start = performance.now();
const tokenizer = await loadTokenizer(folder);
const loaded = performance.now();
const ids = [];
for (let at = 0; at < texts.length; at += batch) {
  const some = await tokenizer.encode(texts.slice(at, at + batch));
  for (const each of some.ids) ids.push(each);
}
const done = performance.now();

writeFileSync(idsFile, JSON.stringify(ids.map((each) => [...each])));
const tokens = ids.reduce((sum, each) => sum + each.length, 0);
console.log(JSON.stringify({ load: loaded - start, ms: done - loaded, tokens }));
