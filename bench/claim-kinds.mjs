/**
 * How well the cues tell kinds of sentences apart: precision and recall of each kind on the third of
 * claim-kinds/sentences.tsv that the weights were not fitted on, and on sentences drawn from citint's corpus
 * (claim-kinds/citint.tsv says what they are; the sentences themselves are read from ../shared/data, where it is).
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
  const file = new URL("../src/literature/extraction/kinds/kind-weights.json", import.meta.url);
  await writeFile(file, `${JSON.stringify(weights, null, 2)}\n`);
}
const parts = { fitted: fitting, "held out": held };
const papers = await citint();
if (papers.length === 0) console.log("../shared/data/citint is not there: real papers are left out");
else {
  parts["real papers (citint), whose errors led to one round of mending"] = papers.filter(
    ({ part }) => part === "mended",
  );
  parts["real papers (citint), labelled after that"] = papers.filter(({ part }) => part === "unseen");
}
for (const [name, sentences] of Object.entries(parts)) {
  const { byKind, macroF1, accuracy, wrong } = measureKinds(
    sentences,
    (text) => kindOf(text, {}, weights).kind,
  );
  console.log(
    `\n${name}: ${sentences.length} sentences, accuracy ${accuracy.toFixed(3)}, macro-F1 ${macroF1.toFixed(3)}`,
  );
  const worthy = (kind) => kind !== "none";
  const said = sentences.map(({ text }) => kindOf(text, {}, weights).kind);
  const both = sentences.filter(({ kind }, i) => worthy(kind) && worthy(said[i])).length;
  const share = (of) => (both / Math.max(1, of)).toFixed(2);
  console.log(
    `  check-worthy precision ${share(said.filter(worthy).length)}  recall ${share(sentences.filter(({ kind }) => worthy(kind)).length)}`,
  );
  for (const kind of sentenceKinds) {
    const { precision, recall, f1, n } = byKind[kind];
    console.log(
      `  ${kind.padEnd(11)} precision ${precision.toFixed(2)}  recall ${recall.toFixed(2)}  F1 ${f1.toFixed(2)}  n ${n}`,
    );
  }
  for (const { text, kind, said } of wrong) console.log(`  ${kind} taken for ${said}: ${text}`);
}
console.log(
  `\n${cues.length} cues. The table is by the author of the cues, who saw the errors on its held-out third as well: ` +
    "only the real papers labelled last say what to expect of others.",
);

/** Labelled sentences of real papers; none where the data set is not there. */
async function citint() {
  const corpus = await readFile(
    new URL("../../shared/data/citint/corpus.jsonl", import.meta.url),
    "utf8",
  ).catch(() => "");
  const documents = new Map();
  for (const line of corpus.split("\n")) {
    if (line === "") continue;
    const { doc_id, abstract } = JSON.parse(line);
    documents.set(String(doc_id), abstract);
  }
  const labels = await readFile(new URL("claim-kinds/citint.tsv", import.meta.url), "utf8");
  return labels
    .trimEnd()
    .split("\n")
    .slice(1)
    .map((line) => line.split("\t"))
    .filter(([, document]) => documents.has(document))
    .map(([kind, document, sentence, part]) => ({
      kind,
      part,
      text: documents.get(document)[Number(sentence)],
    }));
}
