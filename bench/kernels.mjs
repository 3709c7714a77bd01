// Kernels against each other, what they can do and how fast: `npm run bench:kernels [-- OPTIONS]`.
//
//   --features       only the table kernel x feature
//   --speed          only the speed comparison
//   --kernels a,b    only these (tslab, deno, claimbook, claimbook-tslab, ipykernel)
//   --rows a,b       only these rows of the table, by id, and no speed comparison unless it is asked for
//   --repetitions N  turns of the speed comparison that count (default 5; one more warms the disk's caches)
//   --write          put what was measured into docs/kernels.md
//
// tslab is a dependency of this package; Deno is fetched from npm into .cache/bench-kernels, and ipykernel, nbclient
// and papermill into .venv/bench-kernels (needs python3 with venv and pip), each with its version pinned.
import { parseArgs } from "node:util";
import { contestants } from "./kernels/contestants.mjs";
import { featureTable, shortcomings } from "./kernels/feature-table.mjs";
import { writePage } from "./kernels/page.mjs";
import { compareSpeed } from "./kernels/speed/index.mjs";
import { featureText, speedText } from "./kernels/text.mjs";

const { values } = parseArgs({
  options: {
    features: { type: "boolean", default: false },
    speed: { type: "boolean", default: false },
    kernels: { type: "string" },
    rows: { type: "string" },
    repetitions: { type: "string", default: "5" },
    write: { type: "boolean", default: false },
  },
});
const list = (text) => text?.split(",").filter((each) => each !== "") ?? [];
const repetitions = Number(values.repetitions);
if (!Number.isInteger(repetitions) || repetitions < 1)
  throw new Error("--repetitions takes a whole number from 1");
if (values.write && (values.kernels !== undefined || values.rows !== undefined))
  throw new Error("--write takes everything or nothing: leave --kernels and --rows out");
const both = values.features === values.speed && values.rows === undefined;
const sections = {};

if (both || values.features || values.rows !== undefined) {
  const kernels = contestants(list(values.kernels ?? "tslab,deno,claimbook,claimbook-tslab")).filter(
    ({ language }) => language === "typescript",
  );
  const progress = ({ id }, row, { verdict, why = "" }) =>
    console.error(`${id.padEnd(16)} ${row.id.padEnd(22)} ${verdict.padEnd(7)} ${why}`);
  const table = await featureTable(kernels, progress, list(values.rows));
  sections.features = featureText(table, kernels);
  console.log(sections.features);
  for (const { id } of kernels.filter(({ own }) => own)) {
    const open = shortcomings(table, id).map((row) => row.id);
    console.log(`\n${id} is ${open.length === 0 ? "full" : `not full: ${open.join(", ")}`}`);
  }
}
if (both || values.speed) {
  const kernels = contestants(list(values.kernels ?? "tslab,deno,ipykernel,claimbook,claimbook-tslab"));
  const measured = await compareSpeed(kernels, repetitions, (what) => console.error(what));
  sections.speed = speedText(measured, kernels, repetitions);
  console.log(sections.speed);
}
if (values.write) console.error(`written to ${writePage(sections)}`);
