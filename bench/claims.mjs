// Claims against evidence: supported, contradicted or not found, beside word overlap and BM25 in the same run.
//
//   npm run build && node bench/claims.mjs [--entailment features|cross-encoder] [--docs] [--json]
//
// HealthVer dev, Citation-Integrity dev, COVID-Fact's held-out fifth, and two files of pairs that we wrote:
// bench/claims/fields-held-out.jsonl, 83 pairs of 24 fields, written before the model was trained and looked at by nothing
// but this bench; and bench/claims/fields.jsonl, 132 pairs of 25 other fields, which helped to build the features and to
// choose the cuts (a regression set). The shipped model was trained by bench/claims/train.mjs on Citation-Integrity
// train and the rest of COVID-Fact. Ways to use it:
//   as shipped       nothing of the data set measured was used; a claim of several statements judged one by one
//   as one           the same, every claim judged as it stands
//   most probable    the same probabilities, the verdict the most probable one, without cuts
//   recalibrated     a temperature, three biases and two cuts fitted on the data set's own training part (HealthVer: the
//                    four other folds, claims apart)
//   refitted         all features, fitted on the training part alone (HealthVer: the four other folds)
// The baselines are one score each with two cuts tuned for macro-F1, on the training data of the shipped model and on
// the data set's own training part. Above the tables stands how the recipe does on each of its own data sets when it is
// trained on the other one alone (from the model's file). --docs writes the reliability diagram to docs/. Needs
// CLAIMBOOK_DATA or ../shared/data.
import { readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { parseArgs } from "node:util";
import { citint, covidfact, healthver } from "../dist/datasets/claims/index.js";
import * as model from "../dist/literature/entailment/feature-model/index.js";
import { judgePairs } from "../dist/literature/grounding/pairs.js";
import { statementsOf } from "../dist/literature/grounding/statements.js";
import { bm25, wordOverlap } from "./claims/baselines.mjs";
import { dataEnv } from "./claims/data.mjs";
import { errorTable } from "./claims/errors.mjs";
import { reliabilityDiagram } from "./claims/reliability.mjs";
import { cut, labels, scoresOf, tuneCuts } from "./claims/scores.mjs";

const modelFile = path.join(import.meta.dirname, "../data/entailment/features-1.json");
const usage = "node bench/claims.mjs [--entailment features|cross-encoder] [--docs] [--json]";
const { values: flags } = parseArgs({
  options: {
    entailment: { type: "string", default: "features" },
    docs: { type: "boolean" },
    json: { type: "boolean" },
    help: { type: "boolean" },
  },
});
let loaded;
if (flags.help) console.log(usage);
else await main();

async function main() {
  const env = dataEnv();
  const [cited, covid, health] = [await citint({ env }), await covidfact({ env }), await healthver({ env })];
  const written = (name) =>
    readFileSync(path.join(import.meta.dirname, "claims", name), "utf8")
      .trim()
      .split("\n")
      .map((line) => ({ dataSet: "fields", ...JSON.parse(line) }));
  const [citedTrain, covidTrain] = [await described(cited.train), await described(covid.train)];
  const training = [...citedTrain, ...covidTrain];
  const sets = [
    { name: "HealthVer dev", folds: await Promise.all(health.folds.map(described)) },
    { name: "Citation-Integrity dev", train: citedTrain, test: await described(cited.dev) },
    {
      name: "COVID-Fact, held-out fifth",
      train: covidTrain,
      test: await described(covid.heldOut),
    },
    { name: "24 other fields, held out", test: await described(written("fields-held-out.jsonl")) },
    { name: "25 fields, regression set", test: await described(written("fields.jsonl")) },
  ];
  const results = [];
  for (const set of sets) results.push({ name: set.name, rows: measure(set, training) });
  if (flags.json)
    console.log(
      JSON.stringify(
        results.map(({ name, rows }) => ({ name, rows: rows.map(({ judged: _, ...row }) => row) })),
        null,
        2,
      ),
    );
  else {
    const { macroF1 } = JSON.parse(readFileSync(modelFile, "utf8")).recipe;
    console.log(
      `Each data set of the training judged without it, macro-F1: ${Object.entries(macroF1)
        .map(([name, value]) => `${name} ${value.toFixed(3)}`)
        .join("; ")}`,
    );
    for (const { name, rows } of results) print(name, rows);
  }
  const shown = flags.entailment === "features" ? "as shipped" : flags.entailment;
  if (!flags.json)
    console.log(
      errorTable(
        results.map(({ name, rows }) => ({ name, judged: rows.find((row) => row.way === shown).judged })),
      ),
    );
  if (flags.docs) {
    const file = path.join(
      import.meta.dirname,
      `../docs/grounding-reliability${flags.entailment === "features" ? "" : `-${flags.entailment}`}.svg`,
    );
    writeFileSync(file, reliabilityDiagram(results));
    console.log(`wrote ${path.relative(process.cwd(), file)}`);
  }
}

/** Pairs with everything that is measured on them, so that no feature is computed twice. */
async function described(pairs) {
  const overlap = wordOverlap(pairs);
  const rank = bm25(pairs);
  const shipped = JSON.parse(readFileSync(modelFile, "utf8"));
  const several = pairs.filter(({ claim }) => statementsOf(claim).length > 1);
  const judged = await judgePairs(model.featureEntailment(), several);
  const jointly = new Map(several.map((pair, i) => [pair, judged[i]]));
  const other = flags.entailment === "cross-encoder" ? await (await trained()).judge(pairs) : undefined;
  return pairs.map((pair, i) => {
    const features = model.featuresOf(pair);
    const scores = model.scoresOf(shipped, features);
    return {
      pair,
      label: labels.indexOf(pair.label),
      features,
      scores,
      shares: exactly(pair, model.calibrated(scores, shipped.calibration)),
      cuts: shipped.cuts,
      jointly: jointly.get(pair),
      overlap: overlap[i],
      bm25: rank[i],
      ...(other === undefined ? {} : { other: inOrder(model.exactlyJudged(pair, other[i])) }),
    };
  });
}

/** Probabilities held to the words of the pair, as `FeatureEntailment` and `claimbook ground` do. */
function exactly(pair, [supported, contradicted, notFound]) {
  return inOrder(model.exactlyJudged(pair, { supported, contradicted, notFound }));
}

function inOrder({ supported, contradicted, notFound }) {
  return [supported, contradicted, notFound];
}

async function trained() {
  if (loaded !== undefined) return loaded;
  const { crossEncoder, crossEncoderFolder } = await import(
    "../dist/literature/entailment/cross-encoder/index.js"
  );
  const { useBackend } = await import("../dist/tensor/backend.js");
  await useBackend("auto");
  loaded = await crossEncoder(crossEncoderFolder(process.env));
  return loaded;
}

function measure(set, training) {
  const all = set.folds === undefined ? set.test : set.folds.flat();
  const rows = [];
  const add = (way, judged) => rows.push({ way, ...scoresOf(judged), judged });
  for (const name of ["overlap", "bm25"]) {
    const cuts = tuneCuts(training.map((row) => ({ score: row[name], label: row.label })));
    add(
      `${name}, cuts from the training data`,
      all.map((row) => baseline(row, name, cuts, training)),
    );
  }
  add(
    "as shipped",
    all.map((row) =>
      row.jointly === undefined
        ? verdict(row, row.shares, row.cuts)
        : {
            ...row,
            shares: inOrder(row.jointly.probabilities),
            verdict: labels.indexOf(row.jointly.verdict),
          },
    ),
  );
  add(
    "as one",
    all.map((row) => verdict(row, row.shares, row.cuts)),
  );
  add(
    "most probable",
    all.map((row) => verdict(row, row.shares)),
  );
  if (flags.entailment !== "features")
    add(
      flags.entailment,
      all.map((row) => verdict(row, row.other)),
    );
  for (const [train, test] of splitsOf(set)) {
    const part = (way, judged) => {
      const known = rows.find((row) => row.way === way);
      if (known === undefined) rows.push({ way, judged });
      else known.judged = [...known.judged, ...judged];
    };
    for (const name of ["overlap", "bm25"]) {
      const cuts = tuneCuts(train.map((row) => ({ score: row[name], label: row.label })));
      part(
        `${name}, own cuts`,
        test.map((row) => baseline(row, name, cuts, train)),
      );
    }
    const calibration = model.fitCalibration(
      train.map(({ scores }) => scores),
      train.map(({ label }) => label),
    );
    const anew = (row) => exactly(row.pair, model.calibrated(row.scores, calibration));
    const cuts = model.tuneCuts([{ shares: train.map(anew), labels: train.map(({ label }) => label) }], {
      balanced: false,
    });
    part(
      "recalibrated",
      test.map((row) => verdict(row, anew(row), cuts)),
    );
    const refit = refitted(train);
    part(
      "refitted",
      test.map((row) => verdict(row, refit(row.features))),
    );
  }
  for (const row of rows) if (row.n === undefined) Object.assign(row, scoresOf(row.judged));
  return rows;
}

function splitsOf({ folds, train, test }) {
  if (folds !== undefined) return folds.map((fold, i) => [folds.filter((_, j) => j !== i).flat(), fold]);
  return train === undefined ? [] : [[train, test]];
}

/** All features, the classes balanced; probabilities calibrated to the training part's own shares of classes. */
function refitted(train) {
  const names = Object.keys(train[0].features);
  const counts = labels.map((_, k) => train.filter(({ label }) => label === k).length);
  const fitTo = (part) =>
    model.fitSoftmax(
      names,
      part.map(({ features }) => names.map((name) => features[name])),
      part.map(({ label }) => label),
      part.map(({ label }) => 1 / counts[label]),
      3,
      { penalty: 0.02, steps: 200 },
    );
  const whole = fitTo(train);
  return (features) => model.calibrated(model.scoresOf(whole, features), { temperature: 1, bias: [0, 0, 0] });
}

/** A baseline's confidence is how often its verdict was right on the rows that its cuts come from. */
function baseline(row, name, cuts, train) {
  const k = cut(row[name], cuts);
  cuts.right ??= labels.map((_, at) => {
    const said = train.filter((each) => cut(each[name], cuts) === at);
    return labels.map(
      (_, label) => (said.filter((each) => each.label === label).length + 1) / (said.length + 3),
    );
  });
  return { ...row, shares: cuts.right[k], verdict: k };
}

function verdict(row, shares, cuts = [0, 0, 0]) {
  return { ...row, shares, verdict: model.cutVerdict(shares, cuts) };
}

function print(name, rows) {
  console.log(`\n${name}, ${rows[0].n} pairs`);
  console.log(`${"".padEnd(34)} macro-F1  ECE    Brier  ${labels.map((label) => label.padEnd(21)).join("")}`);
  for (const row of rows) {
    const classes = row.byClass.map(({ precision, recall, f1, there }) =>
      there === 0 ? "-".padEnd(21) : `P ${precision.toFixed(2)} R ${recall.toFixed(2)} F ${f1.toFixed(2)} `,
    );
    console.log(
      `${row.way.padEnd(34)} ${row.macroF1.toFixed(3)}     ${row.ece.toFixed(3)}  ${row.brier.toFixed(3)}  ${classes.join("")}`,
    );
  }
}
