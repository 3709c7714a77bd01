// Claims against printed tables: `node bench/tables.mjs [--papers 300] [--seed tables]`
//
// Two parts. (1) The claims of the five seeds and the paper's own statements with numbers, each against the tables of
// the paper: Tables 1 and 2 as the project keeps them, and all 1,092 cells. Prints expression, verdict, exceptions. Needs
// ../shared beside the project; skipped with a message where it is absent. (2) Generated papers: how many honest ones
// raise a finding, and how many planted defects of each kind are found. The sources are bundled by esbuild: no build.
import { existsSync, mkdirSync, readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { parseArgs } from "node:util";
import { build } from "esbuild";

const { values: flags } = parseArgs({
  options: {
    papers: { type: "string", default: "300" },
    seed: { type: "string", default: "tables" },
    help: { type: "boolean" },
  },
});
if (flags.help) {
  console.log("node bench/tables.mjs [--papers N of each kind, default 300] [--seed TEXT]");
  process.exit(0);
}
const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), "..");
const { readTableFacts, tablesOfFacts, tablesOfTidyCsv, TableChecker, rates } = await load();

statements();
generated();

async function load() {
  const folder = path.join(root, ".cache", "bench-tables");
  mkdirSync(folder, { recursive: true });
  const outfile = path.join(folder, "sources.mjs");
  const contents = [
    'export { readTableFacts } from "./src/literature/tables/printed/facts.ts";',
    'export { tablesOfFacts, tablesOfTidyCsv, TableChecker } from "./src/literature/tables/index.ts";',
    'export { rates } from "./test/literature/consistency/rates.ts";',
  ].join("\n");
  await build({
    stdin: { contents, resolveDir: root, loader: "ts" },
    bundle: true,
    platform: "node",
    format: "esm",
    packages: "external",
    outfile,
    logLevel: "error",
  });
  return import(pathToFileURL(outfile).href);
}

function statements() {
  const shared = path.join(root, "..", "shared");
  const csv = path.join(shared, "data/paper-2408.10536/tables.csv");
  if (!existsSync(csv)) return console.log("Statements: skipped, ../shared is absent.");
  const [facts] = readTableFacts(path.join(root, "data/tables")).values();
  const text = readFileSync(path.join(shared, "data/literature/2408.10536.md"), "utf8");
  const about =
    "Synergistic Approach for Simultaneous Optimization of Monolingual, Cross-lingual, and Multilingual Information Retrieval";
  const captions = Object.fromEntries(facts.tables.map((table) => [table.table, table.caption]));
  const all = tablesOfTidyCsv(readFileSync(csv, "utf8"), { work: facts.work, where: csv, captions });
  const claims = [...seedClaims(path.join(shared, "seeds")), ...ownStatements(text)];
  for (const [name, checker] of [
    ["Tables 1 and 2 as kept in data/tables", new TableChecker(tablesOfFacts(facts), { about })],
    ["all 1,092 cells", new TableChecker(all, { about, text })],
  ]) {
    console.log(`\n# ${name}`);
    const verdicts = {};
    for (const claim of claims) {
      const judged = checker.check(claim);
      verdicts[judged.verdict] = (verdicts[judged.verdict] ?? 0) + 1;
      console.log(`\n${claim}\n  ${judged.verdict}${judged.relation ? `: ${judged.relation}` : ""}`);
      if (judged.why) console.log(`  why: ${judged.why}`);
      const exceptions = judged.comparisons.filter((comparison) => !comparison.holds);
      for (const { left, relation, right } of exceptions.slice(0, 6)) {
        const other = typeof right === "number" ? right : `${right.column} ${right.value}`;
        console.log(
          `  not: Table ${left.table}, ${left.row}, ${left.column} ${left.value} ${relation} ${other}`,
        );
      }
      if (exceptions.length > 6) console.log(`  and ${exceptions.length - 6} more`);
    }
    console.log(`\n${claims.length} statements: ${JSON.stringify(verdicts)}`);
  }
}

function seedClaims(folder) {
  const found = new Set();
  for (const name of readdirSync(folder).filter((file) => file.endsWith(".txt"))) {
    for (const line of readFileSync(path.join(folder, name), "utf8").split("\n")) {
      const match = /^\|? ?(.+?)(?:\t| \| )[✓×]/u.exec(line);
      if (match) found.add(match[1]);
    }
  }
  return [...found];
}

/** Sentences of the abstract, and what the summary of section 4.2.2 says, as sentences. */
function ownStatements(text) {
  const abstract = /## Abstract \(verbatim\)\n(.+)/.exec(text)?.[1] ?? "";
  const sentences = [...new Intl.Segmenter("en", { granularity: "sentence" }).segment(abstract)];
  const told = /## Claims with numbers[^\n]*\n([^\n]+)/.exec(text)?.[1] ?? "";
  const pattern = /(?:(XQuAD-R|MLQA-R) )?([\d.]+)% \(([\d.]+)->([\d.]+)/g;
  let dataset = "";
  // In the order of the text: XLM-R, then LaBSE, for each data set.
  const spoken = [...told.matchAll(pattern)].map(([, named, percent, from, to], index) => {
    dataset = named ?? dataset;
    const model = index % 2 === 0 ? "XLM-R" : "LaBSE";
    return `Hybrid reduces rank distance by ${percent}% compared to X-X on ${dataset} with ${model}, from ${from} to ${to}.`;
  });
  return [...sentences.map(({ segment }) => segment.trim()), ...spoken];
}

function generated() {
  const papers = Number(flags.papers);
  const start = performance.now();
  const { honest, planted } = rates(papers, flags.seed);
  console.log(`\n# Generated papers (${papers} of each, seed "${flags.seed}")`);
  console.log(`honest papers with a finding: ${honest.withFindings} of ${honest.papers}`);
  for (const { kind, found } of planted) console.log(`planted ${kind}: ${found} of ${papers} found`);
  const total = planted.reduce((sum, { found }) => sum + found, 0);
  console.log(`all kinds: ${((100 * total) / (papers * planted.length)).toFixed(1)} %`);
  console.log(`${((performance.now() - start) / (papers * (planted.length + 1))).toFixed(1)} ms a paper`);
}
