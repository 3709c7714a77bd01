// How well the cross-encoder judges claims, on claims and sources it was not trained on; see --help.
import { appendFileSync, existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { parseArgs } from "node:util";

const help = `Usage: npm run build && node bench/cross-encoder.mjs --model FOLDER [options]

Measures a judge that scripts/train-cross-encoder.mjs wrote on citint dev, on the held-out fifth of COVID-Fact (with as
many "not found" pairs as it takes for a third), on written pairs of other fields and on HealthVer dev as it is
(zero-shot); on the first two also calibrated on the tenth of their own training data that was kept apart. With
--folds it goes on training on HealthVer and measures that by cross-validation by claim: for each fold on the others, a
tenth of their claims apart for the calibration. Prints a table: macro-F1, F1 of each label, precision of
"contradicted", expected calibration error, Brier score.

  --model FOLDER     the judge.
  --sets LIST        of citint, covidfact, fields, held-out (written pairs of 24 fields), healthver. Defaults to all;
                     "none" leaves them out.
  --folds LIST       of 0 to 4: the folds of HealthVer that are trained for. Two processes with a core and some of the
                     folds each, and a third run for the table, are faster than one. Defaults to none.
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
    sets: { type: "string", default: "citint,covidfact,fields,held-out,healthver" },
    folds: { type: "string", default: "" },
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
const { calibrated, cutVerdict, fitCalibration, tuneCuts } = await import(
  path.join(dist, "literature/entailment/feature-model/index.js")
);

await useBackend(options.backend);
mkdirSync(options.work, { recursive: true });
const at = { env: process.env, project: process.cwd() };
const figures = [];

const sets = {
  citint: async () => (await claims.citint(at)).dev,
  covidfact: async () => recipes.calibrationPairs([(await claims.covidfact(at)).heldOut], "measure"),
  healthver: async () => (await claims.healthver(at)).pairs,
  fields: async () => written("fields.jsonl"),
  "held-out": async () => written("fields-held-out.jsonl"),
};
/** Of the sets' own training data what no judge is trained on. */
const apart = {
  citint: async () => recipes.keepApart((await claims.citint(at)).train).apart,
  covidfact: async () =>
    recipes.calibrationPairs([recipes.keepApart((await claims.covidfact(at)).train).apart], "apart"),
};
const names = {
  citint: "citint dev",
  covidfact: "COVID-Fact, held-out fifth and pairs that are not found",
  healthver: "HealthVer dev, zero-shot",
  fields: "25 fields, written for the feature model",
  "held-out": "24 other fields",
};
if (options.sets !== "none") {
  let judge;
  for (const name of options.sets.split(",")) {
    const judged = async (file, pairs) => {
      if (!existsSync(file)) {
        judge ??= await crossEncoder(options.model);
        keep(file, pairs, await judge.judge(pairs));
      }
      return read(file, pairs);
    };
    const pairs = await sets[name]();
    const found = await judged(path.join(options.work, `${name}.jsonl`), pairs);
    report(names[name], found, pairs);
    if (apart[name] === undefined) continue;
    const others = (await apart[name]()).filter(({ evidence }) => evidence.length > 0);
    const known = await judged(path.join(options.work, `${name}-apart.jsonl`), others);
    const fitted = fitCalibration(
      known.map(logs),
      others.map(({ label }) => claims.CLAIM_LABELS.indexOf(label)),
    );
    const again = found.map((each) => {
      const [supported, contradicted, notFound] = calibrated(logs(each), fitted);
      return { supported, contradicted, notFound };
    });
    report(`${names[name]}, calibrated on ${others.length} of its own`, again, pairs);
  }
  judge?.dispose();
}
if (options.folds !== "") await crossValidate(options.folds.split(",").map(Number));
if (options.out) {
  writeFileSync(
    options.out,
    `${JSON.stringify({ model: path.basename(options.model), figures }, undefined, 1)}\n`,
  );
  writeFileSync(`${options.out.replace(/\.json$/, "")}.md`, table());
}
console.log(`\n${table()}`);
process.exit(0);

async function crossValidate(wanted) {
  const { folds } = await claims.healthver(at);
  const data = {
    citint: recipes.keepApart((await claims.citint(at)).train).train,
    covidfact: recipes.keepApart((await claims.covidfact(at)).train).train,
  };
  const measured = [];
  for (const index of wanted) {
    const fold = folds[index];
    const file = path.join(options.work, `healthver-fold-${index}.jsonl`);
    if (!existsSync(file)) {
      const { train, apart } = recipes.keepApart(folds.filter((each) => each !== fold).flat());
      const classifier = await loadClassifier(options.model);
      const begun = Date.now();
      const { judge, file: made } = await recipes.trainJudge({
        classifier,
        recipe: recipes.continuedRecipe,
        epochs: recipes.domainEpochs(train, data, index),
        calibration: apart,
        ownDomain: true,
        checkpoints: {
          folder: path.join(options.work, `fold-${index}`),
          every: 100,
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
      keep(path.join(options.work, `healthver-fold-${index}-apart.jsonl`), apart, await judge.judge(apart));
      const { temperature, bias } = made;
      writeFileSync(
        path.join(options.work, `healthver-fold-${index}-calibration.json`),
        JSON.stringify({ temperature, bias }),
      );
      keep(file, fold, await judge.judge(fold));
      judge.dispose();
    }
    const judged = read(file, fold);
    report(`HealthVer dev, fold ${index}`, judged, fold);
    const known = readAll(path.join(options.work, `healthver-fold-${index}-apart.jsonl`));
    const cuts = tuneCuts(
      [{ shares: known.map(shares), labels: known.map(({ label }) => claims.CLAIM_LABELS.indexOf(label)) }],
      { balanced: false },
    );
    const { bias } = JSON.parse(
      readFileSync(path.join(options.work, `healthver-fold-${index}-calibration.json`), "utf8"),
    );
    measured.push({
      judged,
      fold,
      cut: judged.map((each) => cutVerdict(shares(each), cuts)),
      even: judged.map((each) =>
        cutVerdict(
          shares(each),
          bias.map((value) => -value),
        ),
      ),
    });
  }
  report(
    `HealthVer dev, ${wanted.length} of ${folds.length} folds by claim, each after training on the others`,
    measured.flatMap(({ judged }) => judged),
    measured.flatMap(({ fold }) => fold),
  );
  for (const [way, name] of [
    ["even", "the same, verdicts without the biases, as if all labels were as frequent"],
    ["cut", "the same, verdicts by cuts for macro-F1 from the same tenths"],
  ]) {
    report(
      name,
      measured.flatMap(({ judged }) => judged),
      measured.flatMap(({ fold }) => fold),
      measured.flatMap((each) => each[way]),
    );
  }
}

function written(file) {
  const lines = readFileSync(path.join(import.meta.dirname, "claims", file), "utf8")
    .trim()
    .split("\n");
  return lines.map((line) => JSON.parse(line));
}

/** Logarithms of the three probabilities, in the order of the labels. */
function logs(entailed) {
  return shares(entailed).map((share) => Math.log(Math.max(share, 1e-9)));
}

function shares({ supported, contradicted, notFound }) {
  return [supported, contradicted, notFound];
}

function keep(file, pairs, judged) {
  const lines = pairs.map(({ id, label }, index) => JSON.stringify({ id, label, ...judged[index] }));
  appendFileSync(file, `${lines.join("\n")}\n`);
}

function read(file, pairs) {
  const lines = readAll(file);
  if (lines.length !== pairs.length || lines.some(({ id }, index) => id !== pairs[index].id)) {
    throw new Error(`${file} is of other pairs: remove it`);
  }
  return lines;
}

function readAll(file) {
  return readFileSync(file, "utf8")
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line));
}

function report(name, judged, pairs, verdicts) {
  const scores = recipes.judgementScores(
    judged,
    pairs.map(({ label }) => label),
    verdicts,
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
