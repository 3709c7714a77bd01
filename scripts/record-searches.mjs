// Records the literature searches of the five notebooks again: `npm run build && node scripts/record-searches.mjs [01 ...]`.
// Needs the network for the databases; one that cannot be reached is recorded as failed. The notebooks replay what
// lies in notebooks/searches and search again only when asked to.
import { mkdirSync } from "node:fs";
import path from "node:path";
import { searchDatabases } from "../dist/literature/index.js";
import { logOf } from "../dist/literature/search/log-of.js";
import { logSum, writeRecording } from "../dist/literature/search/recording.js";
import { root } from "./setup.mjs";

const about = '(multilingual OR "cross-lingual" OR crossmodal OR "language-agnostic")';
const searches = {
  "01-rare-scripts": {
    question:
      "To what extent does the proposed hybrid training strategy improve cross-lingual retrieval robustness for rare scripts in XM3600 compared to multilingual contrastive learning baselines, as measured by cross-lingual retrieval accuracy?",
    query: `${about} AND (retrieval OR representation OR captions OR embedding OR evaluation)`,
  },
  "02-domain-shift": {
    question:
      "Does the hybrid batch training approach enhance robustness against domain shift in multilingual information retrieval compared to standard fine-tuning on the XLSD dataset?",
    query: `${about} AND (retrieval OR "domain shift" OR robustness OR "fine-tuning" OR ranking)`,
  },
  "03-batch-ratio": {
    question:
      "What is the impact of varying the ratio of monolingual to cross-lingual objectives in the hybrid training strategy on zero-shot cross-lingual retrieval performance across low- and high-resource languages as measured by BEIR and XTREME-R benchmarks?",
    query: `(${about} OR linguistic) AND (retrieval OR "zero-shot" OR "low-resource" OR diversity OR representation)`,
  },
  "04-typological-distance": {
    question:
      "What is the effect of simultaneous monolingual and cross-lingual optimization on the robustness of multilingual retrieval models against typological divergence in low-resource language pairs within the MLQA dataset?",
    query: `(${about} OR linguistic) AND (retrieval OR "question answering" OR typology OR transferability OR representation)`,
  },
  "05-contrastive-fine-tuning": {
    question:
      "How does the hybrid batch training approach in XM3600 compare to contrastive multilingual fine-tuning on the MIRACL benchmark for zero-shot cross-lingual retrieval accuracy across typologically diverse languages?",
    query: `(${about} OR contrastive) AND (retrieval OR "fine-tuning" OR "pre-training" OR coding OR embedding OR evaluation)`,
  },
};

const asked = process.argv.slice(2);
if (asked.includes("--help")) {
  console.log(
    "node scripts/record-searches.mjs [01 02 ...]: records the notebooks' searches into notebooks/searches",
  );
  process.exit(0);
}
const folder = path.join(root, "notebooks", "searches");
mkdirSync(folder, { recursive: true });
for (const [name, { question, query }] of Object.entries(searches)) {
  if (asked.length > 0 && !asked.some((prefix) => name.startsWith(prefix))) continue;
  const { recording } = await searchDatabases(question, {
    query,
    // The questions name many things at once, which no title does: screened at a fifth of the default strictness.
    threshold: 0.1,
    coverage: 0.1,
    since: 2015,
    limit: 50,
    include: 20,
    show: false,
  });
  // A reader wants to know that a database failed and why, not at which address: the query is in its row anyway.
  for (const run of recording.runs)
    if (run.error !== undefined) run.error = run.error.replace(/ \(.*\(https?:.*$/s, "");
  const { log } = logOf(recording);
  recording.logSha256 = logSum(log);
  await writeRecording(path.join(folder, `${name}.json`), recording);
  const failed = log.sources.filter(({ error }) => error !== undefined).map((source) => source.name);
  console.log(
    `${name}: ${log.identified} records, ${log.included.length} works included${failed.length === 0 ? "" : `; failed: ${failed.join(", ")}`}`,
  );
}
