/**
 * How well the cues tell kinds of sentences apart: precision and recall of each kind on the third of
 * claim-kinds/sentences.tsv that the weights were not fitted on.
 *
 *   node scripts/build.mjs && node bench/claim-kinds.mjs           measure the weights in the tree
 *   node scripts/build.mjs && node bench/claim-kinds.mjs --write   fit them anew first, and write them
 */
import { readFile, writeFile } from "node:fs/promises";
import { parseArgs } from "node:util";

const { values } = parseArgs({ options: { write: { type: "boolean" }, help: { type: "boolean" } } });
if (values.help) {
  console.log("node bench/claim-kinds.mjs [--write]\n  --write  fit the weights anew and write them");
  process.exit(0);
}
const { cues, fitKinds, kindOf, kindWeights, measureKinds, sentenceKinds, splitSentences } = await import(
  "../dist/literature/extraction/index.js"
);
const table = await readFile(new URL("claim-kinds/sentences.tsv", import.meta.url), "utf8");
const { fitting, held } = splitSentences(table);
const weights = values.write ? fitKinds(fitting) : kindWeights;
if (values.write) {
  const file = new URL("../src/literature/extraction/kind-weights.json", import.meta.url);
  await writeFile(file, `${JSON.stringify(weights, null, 2)}\n`);
}
for (const [name, sentences] of Object.entries({ fitted: fitting, "held out": held })) {
  const { byKind, macroF1, accuracy, wrong } = measureKinds(
    sentences,
    (text) => kindOf(text, {}, weights).kind,
  );
  console.log(
    `\n${name}: ${sentences.length} sentences, accuracy ${accuracy.toFixed(3)}, macro-F1 ${macroF1.toFixed(3)}`,
  );
  for (const kind of sentenceKinds) {
    const { precision, recall, f1, n } = byKind[kind];
    console.log(
      `  ${kind.padEnd(11)} precision ${precision.toFixed(2)}  recall ${recall.toFixed(2)}  F1 ${f1.toFixed(2)}  n ${n}`,
    );
  }
  for (const { text, kind, said } of wrong) console.log(`  ${kind} taken for ${said}: ${text}`);
}
console.log(`\n${cues.length} cues; weights and sentences are by the same author: other texts are harder.`);
