// A small study within one process, and a report: prints the sha256 of everything that must not depend on the engine.
// study.mjs STEPS; run by run.mjs under several builds of Node.
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import path from "node:path";

const root = path.resolve(import.meta.dirname, "../../..");
const { captions, crossLingual, hybrid, monolingual, replicate } = await import(
  path.join(root, "dist/index.js")
);
const { parseNotebook } = await import(path.join(root, "dist/notebook/read.js"));
const { buildReport } = await import(path.join(root, "dist/report/index.js"));
const { renderHtml } = await import(path.join(root, "dist/report/html/page.js"));
const { fullMarkdown } = await import(path.join(root, "dist/report/markdown/full.js"));
const { fontsFor } = await import(path.join(root, "dist/report/fonts/embed.js"));

const steps = Number(process.argv[2]);
const tell = (what, value) => console.log(`${what}\t${createHash("sha256").update(value).digest("hex")}`);

const data = await captions({ seed: 1, testPictures: 15, locales: ["am", "de", "he", "th"] });
const results = await replicate({
  data,
  batches: { "X-X": monolingual(), "X-Y": crossLingual(), Hybrid: hybrid({ alpha: 0.5 }) },
  seeds: [1],
  budget: { steps, batchSize: 32 },
  workers: 1,
});
for (const { method, loss, weightsHash, ranks } of results.runs) {
  tell(`loss of ${method}`, JSON.stringify([...loss]));
  tell(`weights of ${method}`, weightsHash);
  tell(
    `ranks of ${method}`,
    JSON.stringify(ranks, (_key, value) => (ArrayBuffer.isView(value) ? [...value] : value)),
  );
}
for (const setting of ["monolingual", "cross-lingual", "multilingual"]) {
  const options = { split: "unseen queries", setting };
  tell(`mAP, ${setting}`, JSON.stringify(results.methods.map((method) => results.map(method, options))));
}
tell("comparisons", JSON.stringify(results.comparisons({ split: "unseen queries" })));

for (const name of ["sample", "scripts", "search"]) {
  const notebook = parseNotebook(
    readFileSync(path.join(root, "test/golden", name, "input.ipynb"), "utf8"),
    "input.ipynb",
  );
  const report = buildReport(notebook, {
    name: "input",
    now: new Date("2031-05-04T00:00:00Z"),
    fixedDate: true,
  });
  tell(`report ${name}, json`, JSON.stringify(report));
  tell(`report ${name}, md`, fullMarkdown(report, new Map()));
  for (const profile of ["full", "synthesis"])
    tell(
      `report ${name}, html, ${profile}`,
      renderHtml(report, { profile, drawings: new Map(), fonts: fontsFor }),
    );
}
process.exit(0);
