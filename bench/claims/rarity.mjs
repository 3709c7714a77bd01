// Counts how rare English word stems are, for the feature model, over texts of three kinds:
//
//   npm run build && node bench/claims/rarity.mjs [--out data/entailment/rarity-1.json]
//
// research (Citation-Integrity's corpus), encyclopedia (English paragraphs of XQuAD-R, MLQA-R and AfriQA), news and
// travel (English side of NTREX-128, SIB-200). A stem's rarity is -ln of the share of passages that have it, the mean
// of the three shares. Only counts are kept, no text. Needs CLAIMBOOK_DATA or ../shared/data. Repeatable byte for byte.
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { parseArgs } from "node:util";
import { contentWords } from "../../dist/literature/words/content-words.js";
import { dataEnv } from "./data.mjs";

const root = path.resolve(import.meta.dirname, "../..");
/** Sentences of research and lines of news that make a passage. */
const together = 5;
/** A stem is kept from this many passages on. */
const fewest = 3;

const { values: flags } = parseArgs({
  options: {
    out: { type: "string", default: path.join(root, "data/entailment/rarity-1.json") },
    help: { type: "boolean" },
  },
});
if (flags.help) console.log("node bench/claims/rarity.mjs [--out data/entailment/rarity-1.json]");
else main(dataEnv().CLAIMBOOK_DATA);

function main(folder) {
  const kinds = { research: research(folder), encyclopedia: encyclopedia(folder), news: news(folder) };
  const shares = new Map();
  const counts = new Map();
  for (const passages of Object.values(kinds)) {
    for (const passage of passages) {
      for (const { term, kind } of contentWords(passage)) {
        if (kind === "number" || !/^[\p{L}][\p{L}\p{N}-]{1,24}$/u.test(term)) continue;
        counts.set(term, (counts.get(term) ?? 0) + 1);
        shares.set(term, (shares.get(term) ?? 0) + 1 / passages.length / 3);
      }
    }
  }
  const levels = [];
  for (const term of [...shares.keys()].filter((term) => counts.get(term) >= fewest).sort()) {
    const level = Math.round(-Math.log(shares.get(term)) * 2);
    while (levels.length <= level) levels.push([]);
    levels[level].push(term);
  }
  const file = {
    schema: "claimbook/rarity/1",
    about: "Stems by rarity: those in place i stand in a share exp(-i / 2) of passages.",
    command: "node bench/claims/rarity.mjs",
    passages: Object.fromEntries(Object.entries(kinds).map(([kind, passages]) => [kind, passages.length])),
    levels: levels.map((terms) => terms.join(" ")),
  };
  writeFileSync(flags.out, `${JSON.stringify(file, null, 1)}\n`);
  const known = levels.reduce((sum, terms) => sum + terms.length, 0);
  console.log(`wrote ${path.relative(process.cwd(), flags.out)}: ${known} stems`);
}

function research(folder) {
  return lines(path.join(folder, "citint/corpus.jsonl")).flatMap((line) =>
    grouped(JSON.parse(line).abstract),
  );
}

function encyclopedia(folder) {
  const contexts = new Set();
  for (const set of ["xquad-r", "mlqa-r"]) {
    const { data } = JSON.parse(readFileSync(path.join(folder, set, "en.json"), "utf8"));
    for (const { paragraphs } of data) for (const { context } of paragraphs) contexts.add(context);
  }
  const gold = path.join(folder, "afriqa/gold_passages");
  for (const name of readdirSync(gold, { recursive: true }).sort()) {
    if (!/\.en\.\w+\.json$/.test(name)) continue;
    // Python wrote NaN where there is no answer: no JSON.
    for (const line of lines(path.join(gold, name)))
      contexts.add(JSON.parse(line.replace(/(: |\[)NaN(?=[,}\]])/g, "$1null")).context ?? "");
  }
  return [...contexts];
}

function news(folder) {
  const ntrex = path.join(folder, "ntrex-128");
  const documents = new Map();
  const ids = lines(path.join(ntrex, "DOCUMENT_IDS.tsv"));
  for (const [i, line] of lines(path.join(ntrex, "newstest2019-src.eng.txt")).entries()) {
    documents.set(ids[i], [...(documents.get(ids[i]) ?? []), line]);
  }
  const sib = path.join(folder, "sib-200/eng_Latn");
  const sentences = readdirSync(sib)
    .sort()
    .filter((name) => name.endsWith(".tsv"))
    .flatMap((name) =>
      lines(path.join(sib, name))
        .slice(1)
        .map((line) => line.split("\t").at(-1)),
    );
  return [...[...documents.values()].flatMap(grouped), ...grouped(sentences)];
}

function grouped(sentences) {
  const passages = [];
  for (let i = 0; i < sentences.length; i += together)
    passages.push(sentences.slice(i, i + together).join("\n"));
  return passages;
}

function lines(file) {
  return readFileSync(file, "utf8")
    .split("\n")
    .filter((line) => line.trim() !== "");
}
