// How well the cross-encoder judges claims, on claims and sources it was not trained on; see --help.
import { appendFileSync, existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { parseArgs } from "node:util";

const help = `Usage: npm run build && node bench/cross-encoder.mjs --model FOLDER [options]

Measures a judge that scripts/train-cross-encoder.mjs wrote on citint dev, on the held-out fifth of COVID-Fact (with as
many "not found" pairs as it takes for a third) and on HealthVer dev as it is (zero-shot). With --folds it goes on
training on HealthVer and measures that by cross-validation by claim: for each fold on the others, a tenth of their
claims apart for the temperature. Prints a table: macro-F1, F1 of each label, precision of "contradicted", expected
calibration error, Brier score.

  --model FOLDER     the judge.
  --sets LIST        of citint, covidfact, fields, healthver. Defaults to all; "none" leaves them out.
  --folds N          0 (none), or how many of the 5 folds of HealthVer are trained for. Defaults to 0.
  --backend NAME     Defaults to auto.
  --work FOLDER      checkpoints and predictions (one JSON line a pair). Defaults to .cache/cross-encoder/bench. What is
                     there already is not computed again.
  --out FILE         the figures as JSON as well; beside it, with .md, the table.
  --help

CLAIMBOOK_DATA names the folder of the data sets.`;

const root = path.resolve(import.meta.dirname, "..");
const { values: options } = parseArgs({
  options: {
    model: { type: "string" },
    sets: { type: "string", default: "citint,covidfact,fields,healthver" },
    folds: { type: "string", default: "0" },
    backend: { type: "string", default: "auto" },
    work: { type: "string", default: path.join(root, ".cache/cross-encoder/bench") },
    out: { type: "string" },
    help: { type: "boolean", default: false },
  },
});
if (options.help || options.model === undefined) {
  console.log(help);
  process.exit(options.help ? 0 : 2);
}

const dist = path.join(root, "dist");
const { useBackend } = await import(path.join(dist, "tensor/backend.js"));
const { loadClassifier } = await import(path.join(dist, "models/classifier/index.js"));
const claims = await import(path.join(dist, "datasets/claims/index.js"));
const { crossEncoder } = await import(path.join(dist, "literature/entailment/cross-encoder/index.js"));
const recipes = await import(path.join(dist, "literature/entailment/cross-encoder/recipe/index.js"));

await useBackend(options.backend);
mkdirSync(options.work, { recursive: true });
const at = { env: process.env, project: process.cwd() };
const figures = [];

const sets = {
  citint: async () => (await claims.citint(at)).dev,
  covidfact: async () => recipes.calibrationPairs([(await claims.covidfact(at)).heldOut], "measure"),
  healthver: async () => (await claims.healthver(at)).pairs,
  fields: async () => {
    const lines = readFileSync(path.join(import.meta.dirname, "claims/fields.jsonl"), "utf8")
      .trim()
      .split("\n");
    return lines.map((line) => JSON.parse(line));
  },
};
const names = {
  citint: "citint dev",
  covidfact: "COVID-Fact, held-out fifth and pairs that are not found",
  healthver: "HealthVer dev, zero-shot",
  fields: "27 fields, written for the feature model",
};
if (options.sets !== "none") {
  let judge;
  for (const name of options.sets.split(",")) {
    const pairs = await sets[name]();
    const file = path.join(options.work, `${name}.jsonl`);
    if (!existsSync(file)) {
      judge ??= await crossEncoder(options.model);
      keep(file, pairs, await judge.judge(pairs));
    }
    report(names[name], read(file, pairs), pairs);
  }
  judge?.dispose();
}
if (Number(options.folds) > 0) await crossValidate(Number(options.folds));
if (options.out) {
  writeFileSync(
    options.out,
    `${JSON.stringify({ model: path.basename(options.model), figures }, undefined, 1)}\n`,
  );
  writeFileSync(`${options.out.replace(/\.json$/, "")}.md`, table());
}
console.log(`\n${table()}`);
process.exit(0);

async function crossValidate(count) {
  const { folds } = await claims.healthver(at);
  const measured = [];
  // The frozen layers are the same in all folds.
  const below = new Map();
  for (const [index, fold] of folds.slice(0, count).entries()) {
    const file = path.join(options.work, `healthver-fold-${index}.jsonl`);
    if (!existsSync(file)) {
      const { train, apart } = recipes.keepApart(folds.filter((each) => each !== fold).flat());
      const classifier = await loadClassifier(options.model);
      const begun = Date.now();
      const { judge, file: made } = await recipes.trainJudge({
        classifier,
        recipe: recipes.continuedRecipe,
        epochs: Array.from({ length: recipes.continuedEpochs }, () => train),
        calibration: apart,
        below,
        checkpoints: {
          folder: path.join(options.work, `fold-${index}`),
          every: 60,
          configuration: {
            fold: index,
            recipe: recipes.continuedRecipe,
            model: path.basename(options.model),
          },
        },
        onProgress: ({ step, steps, loss }) => {
          if (step % 20 !== 0) return;
          const seconds = Math.round((Date.now() - begun) / 1000);
          console.log(`fold ${index}: step ${step} of ${steps}, loss ${loss.toFixed(3)}, ${seconds} s`);
        },
        onNotice: console.log,
      });
      keep(file, fold, await judge.judge(fold));
      console.log(`fold ${index}: temperature ${made.temperature}`);
      judge.dispose();
    }
    const judged = read(file, fold);
    report(`HealthVer dev, fold ${index}`, judged, fold);
    measured.push({ judged, fold });
  }
  report(
    `HealthVer dev, ${count === folds.length ? "all" : `first ${count}`} of ${folds.length} folds by claim`,
    measured.flatMap(({ judged }) => judged),
    measured.flatMap(({ fold }) => fold),
  );
}

function keep(file, pairs, judged) {
  const lines = pairs.map(({ id, label }, index) => JSON.stringify({ id, label, ...judged[index] }));
  appendFileSync(file, `${lines.join("\n")}\n`);
}

function read(file, pairs) {
  const lines = readFileSync(file, "utf8")
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line));
  if (lines.length !== pairs.length || lines.some(({ id }, index) => id !== pairs[index].id)) {
    throw new Error(`${file} is of other pairs: remove it`);
  }
  return lines;
}

function report(name, judged, pairs) {
  const scores = recipes.judgementScores(
    judged,
    pairs.map(({ label }) => label),
  );
  figures.push({ name, ...scores });
  console.log(
    `${name}: macro-F1 ${scores.macroF1.toFixed(3)}, ECE ${scores.ece.toFixed(3)}, ${JSON.stringify(scores.confusion)}`,
  );
}

function table() {
  const number = (value) => (Number.isNaN(value) ? "-" : value.toFixed(3));
  const rows = figures.map(({ name, pairs, macroF1, f1, contradictedPrecision, ece, brier }) =>
    [name, pairs, ...[macroF1, ...Object.values(f1), contradictedPrecision, ece, brier].map(number)].join(
      " | ",
    ),
  );
  return [
    "| pairs of | n | macro-F1 | F1 supported | F1 contradicted | F1 not found | precision contradicted | ECE | Brier |",
    "|---|---|---|---|---|---|---|---|---|",
    ...rows.map((row) => `| ${row} |`),
    "",
  ].join("\n");
}
