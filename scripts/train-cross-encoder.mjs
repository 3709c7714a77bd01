// Trains the cross-encoder that judges claims, on claims and evidence of its data sets; see --help.
import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { parseArgs } from "node:util";
import { root } from "./setup.mjs";

const help = `Usage: npm run build && node scripts/train-cross-encoder.mjs [options]

Fine-tunes an encoder to tell whether evidence supports a claim, contradicts it or is silent on it. Trains on citint
train, COVID-Fact but for a held-out fifth, SciFact's training claims, supported claims turned round, and claims beside
evidence of others. A tenth of citint and COVID-Fact (by group) is kept apart for the temperature. Killed or stopped
(Ctrl-C), the same command goes on at the newest checkpoint. How well the result judges: bench/results.

  --out FOLDER          where the model goes. Defaults to .cache/cross-encoder/claim-entailment-e5-small. For claimbook
                        to find it, CLAIMBOOK_MODELS must name the folder above.
  --model FOLDER        the encoder to begin with (BERT, tokenizer of XLM-R or BERT). Defaults to
                        .cache/models/multilingual-e5-small.
  --continue FOLDER     a judge to go on from instead.
  --stages LIST         of base (citint, COVID-Fact and SciFact's claims), plain (sentences of citint beside
                        themselves, as they stand or turned, with a share of the others: better on short plain claims,
                        worse on real ones) and healthver (all of HealthVer dev, for a judge of its domain, with a
                        share of the others; it can then no longer be measured on: bench/cross-encoder.mjs
                        cross-validates). Defaults to base.
  --backend NAME        node, node-gpu, wasm, webgpu. Defaults to auto (the fastest that is set up).
  --learning-rate X     of the uppermost layer in the first stage. Defaults to 1e-4.
  --from-layer N        the lowest layer that is trained; embeddings never are. Defaults to 3.
  --max-length N        tokens of claim and evidence together. Defaults to 112.
  --seed S              Defaults to 1.
  --help

CLAIMBOOK_DATA names the folder of the data sets.`;

const { values: options } = parseArgs({
  options: {
    out: { type: "string", default: path.join(root, ".cache/cross-encoder/claim-entailment-e5-small") },
    model: { type: "string", default: path.join(root, ".cache/models/multilingual-e5-small") },
    continue: { type: "string" },
    stages: { type: "string", default: "base" },
    backend: { type: "string", default: "auto" },
    "learning-rate": { type: "string", default: "1e-4" },
    "from-layer": { type: "string", default: "3" },
    "max-length": { type: "string", default: "112" },
    seed: { type: "string", default: "1" },
    help: { type: "boolean", default: false },
  },
});
if (options.help) {
  console.log(help);
  process.exit(0);
}

const dist = path.join(root, "dist");
if (!existsSync(path.join(dist, "literature/entailment/cross-encoder/recipe/index.js"))) {
  console.error("dist/ is missing or old: run `npm run build` first.");
  process.exit(3);
}
const { useBackend, activeBackend } = await import(path.join(dist, "tensor/backend.js"));
const { loadClassifier, startClassifier } = await import(path.join(dist, "models/classifier/index.js"));
const claims = await import(path.join(dist, "datasets/claims/index.js"));
const recipes = await import(path.join(dist, "literature/entailment/cross-encoder/recipe/index.js"));

const stop = new AbortController();
for (const signal of ["SIGINT", "SIGTERM"]) {
  process.once(signal, () => {
    console.error(`${signal}: writing a checkpoint.`);
    stop.abort(new Error(`stopped by ${signal}`));
  });
}

try {
  await main();
} catch (error) {
  console.error(typeof error?.describe === "function" ? error.describe() : (error?.stack ?? error));
  process.exit(error?.name === "ClaimbookError" && error.kind === "usage" ? 2 : 3);
}

async function main() {
  await useBackend(options.backend);
  console.log(`backend ${activeBackend()}`);
  const at = { env: process.env, project: process.cwd() };
  const base = {
    ...recipes.defaultRecipe,
    maxLength: Number(options["max-length"]),
    from: Number(options["from-layer"]),
    learningRate: Number(options["learning-rate"]),
    seed: Number(options.seed),
  };
  const { maxLength, from, seed } = base;
  const continued = { ...recipes.continuedRecipe, maxLength, from, seed };
  const stages = [];
  const wanted = options.stages.split(",");
  const citint = recipes.keepApart((await claims.citint(at)).train);
  const covidfact = recipes.keepApart((await claims.covidfact(at)).train);
  const data = {
    citint: citint.train,
    covidfact: covidfact.train,
    verdicts: await claims.scifactVerdicts(at),
  };
  const calibration = recipes.calibrationPairs([citint.apart, covidfact.apart], base.seed);
  if (wanted.includes("base")) {
    stages.push({ name: "base", recipe: base, epochs: recipes.baseEpochs(data, base.seed), calibration });
  }
  if (wanted.includes("plain")) {
    const epochs = [recipes.plainEpoch(data, base.seed)];
    stages.push({ name: "plain", recipe: continued, epochs, calibration });
  }
  if (wanted.includes("healthver")) {
    const { train, apart } = recipes.keepApart((await claims.healthver(at)).pairs);
    const epochs = recipes.domainEpochs(train, data, base.seed);
    stages.push({ name: "healthver", recipe: continued, epochs, calibration: apart, ownDomain: true });
  }
  const classifier = options.continue
    ? await loadClassifier(options.continue)
    : await startClassifier(options.model, claims.CLAIM_LABELS, Number(options.seed), { comparison: true });
  let done;
  const before = options.continue && path.join(options.continue, "claim-entailment.json");
  const history = before ? [...JSON.parse(readFileSync(before, "utf8")).training.stages] : [];
  for (const { name, recipe, epochs, calibration, ownDomain = false } of stages) {
    const training = {
      name,
      recipe,
      examples: epochs.map((pairs) => pairs.length),
      calibration: calibration.length,
    };
    console.log(JSON.stringify(training));
    const folder = path.join(`${options.out}.checkpoints`, name);
    const configuration = { ...training, start: options.continue ?? path.basename(options.model) };
    done = await recipes.trainJudge({
      classifier,
      recipe,
      epochs,
      calibration,
      ownDomain,
      checkpoints: { folder, every: 100, configuration },
      signal: stop.signal,
      onProgress: reporter(),
      onNotice: console.log,
    });
    history.push({ ...training, temperature: done.file.temperature });
    console.log(`temperature ${done.file.temperature}`);
  }
  await recipes.saveJudge(options.out, classifier, { ...done.file, training: { stages: history } });
  console.log(`written: ${options.out}`);
  process.exit(0);
}

/** A line every ten steps: mean loss since the last, and when it will be over. */
function reporter() {
  const begun = Date.now();
  let first;
  let losses = [];
  return ({ step, steps, epoch, loss, learningRate, gradientNorm }) => {
    first ??= step - 1;
    losses.push(loss);
    if (step % 10 !== 0 && step !== steps) return;
    const mean = losses.reduce((a, b) => a + b, 0) / losses.length;
    losses = [];
    const left = ((Date.now() - begun) / (step - first)) * (steps - step);
    console.log(
      `step ${step} of ${steps}, epoch ${epoch}, loss ${mean.toFixed(4)}, rate ${learningRate.toExponential(2)}, gradient ${gradientNorm.toFixed(2)}, ${Math.ceil(left / 60_000)} min left`,
    );
  };
}
