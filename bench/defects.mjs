// What the reviewers find of defects planted in good reports: `npm run build && node bench/defects.mjs`.
//
// Twelve kinds of defect are planted, one at a time, in reports made by a seeded generator (three wordings, each over
// fields of its own) and in the project's own report. Figures of the wordings' first runs: docs/review.md.
// Printed for each wording: how many were found (a finding of the right kind, at the right claim), how far the score
// fell, and what was found against the reports as they were.
import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { parseArgs } from "node:util";
import { datasets } from "../dist/datasets/registry.js";
import { openLibrary } from "../dist/literature/library/library.js";
import { Random } from "../dist/random.js";
import { reviewNow } from "../dist/review/review-subject.js";
import { subjectOf } from "../dist/review/subject-of.js";
import { defectTable, measureDefects, sets } from "./defects/measure.mjs";

const { values } = parseArgs({
  options: {
    help: { type: "boolean", short: "h" },
    reports: { type: "string", default: "5" },
    set: { type: "string", multiple: true },
    seed: { type: "string", default: "1" },
    missed: { type: "boolean", default: false },
  },
});
if (values.help) {
  console.log(`node bench/defects.mjs [--set ${Object.keys(sets).join("|")}]... [--reports N] [--seed S] [--missed]

  --reports N  good reports for each field (5)
  --seed S     another seed makes other reports (1)
  --missed     list what was not found, and false alarms`);
  process.exit(0);
}

const root = path.resolve(import.meta.dirname, "..");
const knownBenchmarks = datasets.map(({ name }) => name);
const file = path.join(root, "reports", "01-rare-scripts.json");
if (!existsSync(file))
  console.error(`${file} is not there (npm start makes it): planting in made reports only`);
const library = openLibrary();
const own = existsSync(file) && {
  report: JSON.parse(readFileSync(file, "utf8")),
  review: (each) => reviewNow(subjectOf(each, { library, knownBenchmarks })),
};
const review = (each, documents) => reviewNow(subjectOf(each, { documents, knownBenchmarks }));

for (const name of values.set ?? Object.keys(sets)) {
  if (!(name in sets)) {
    console.error(`no wording is called "${name}"; there is: ${Object.keys(sets).join(", ")}`);
    process.exit(2);
  }
  const result = measureDefects(sets[name], review, (seed) => new Random(`${values.seed}/${seed}`), {
    reports: Number(values.reports),
    ...(own && name === "development" ? { own, ownPlants: 3 } : {}),
  });
  console.log(`\n## ${name}\n\n${defectTable(result)}`);
  if (!values.missed) continue;
  for (const [kind, { missed }] of result.rows) {
    for (const each of missed)
      console.log(
        `missed: ${kind} in ${each.report}: ${each.what} | found: ${each.found.join(" | ") || "nothing"}`,
      );
  }
  for (const { name: where, findings } of result.untouched) {
    for (const each of findings.filter(({ severity }) => severity !== "note")) {
      console.log(`false alarm: ${where}: ${each.kind} (${each.claims.join(", ")}): ${each.text}`);
    }
  }
}
