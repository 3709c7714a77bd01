// Trains the feature model that grounding uses by default, from Citation-Integrity and COVID-Fact (four fifths):
//
//   npm run build && node bench/claims/train.mjs [--out data/entailment/features-1.json]
//
// The 132 written pairs of bench/claims/fields.jsonl help to choose temperature and cuts, and nothing else.
// Needs the two data sets (CLAIMBOOK_DATA, or ../shared/data). The same data give the same file, byte for byte.
// Neither the development split of Citation-Integrity, nor the held-out fifth of COVID-Fact, nor HealthVer is read.
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { parseArgs } from "node:util";
import { citint, covidfact } from "../../dist/datasets/claims/index.js";
import { trainFeatureModel } from "../../dist/literature/entailment/feature-model/index.js";
import { dataEnv } from "./data.mjs";

const root = path.resolve(import.meta.dirname, "../..");
const { values: flags } = parseArgs({
  options: {
    out: { type: "string", default: path.join(root, "data/entailment/features-1.json") },
    help: { type: "boolean" },
  },
});
if (flags.help) console.log("node bench/claims/train.mjs [--out data/entailment/features-1.json]");
else {
  const env = dataEnv();
  const model = trainFeatureModel({
    citint: (await citint({ env })).train,
    covidfact: (await covidfact({ env })).train,
    written: readFileSync(path.join(import.meta.dirname, "fields.jsonl"), "utf8")
      .trim()
      .split("\n")
      .map((line) => ({ dataSet: "written", ...JSON.parse(line) })),
  });
  mkdirSync(path.dirname(path.resolve(flags.out)), { recursive: true });
  // One feature a line: a change of the recipe is then a readable difference.
  const text = JSON.stringify(
    model,
    (_, value) =>
      Array.isArray(value) && value.every((each) => typeof each !== "object")
        ? `[${value.map((each) => JSON.stringify(each)).join(", ")}]`
        : value,
    2,
  ).replace(/"(\[.*\])"/g, (_, list) => list.replaceAll('\\"', '"'));
  writeFileSync(flags.out, `${text}\n`);
  console.log(`wrote ${path.relative(process.cwd(), flags.out)}`);
}
