import { datasets } from "../datasets/registry.js";
import type { Work } from "../literature/library/work.js";
import type { ReviewSubject } from "../review/index.js";
import { oneOfEach, sourceOfRecord, sourceOfWork } from "../review/sources.js";
import type { Corpus } from "./corpus.js";
import type { AuditedClaim } from "./model.js";
import type { ForeignReport } from "./read-report.js";

/** A foreign report as the reviewers see it: its own words and marks, with our judgements of its claims. */
export function subjectOfReport(
  { document }: ForeignReport,
  report: number,
  claims: readonly AuditedClaim[],
  examined: Work | undefined,
  corpus: Corpus,
): ReviewSubject {
  const { title, question, abstract, sections, references } = document;
  const limitations = sections.filter(({ heading }) => /limitations/i.test(heading));
  const searches = corpus.search === undefined ? [] : [corpus.search];
  const { library } = corpus;
  return {
    title,
    ...(question === undefined ? {} : { question }),
    ...(examined === undefined ? {} : { examines: examined.id }),
    claims: claims.flatMap(({ claim, said }) =>
      said
        .filter((each) => each.report === report)
        .slice(0, 1)
        .map(({ text, verified, confidence }) => ({
          claim: { ...claim, text },
          shown: {
            ...(verified === undefined ? {} : { verified }),
            ...(confidence === undefined ? {} : { confidence }),
          },
        })),
    ),
    prose: [
      { place: "title", text: title },
      { place: "question", text: question ?? "" },
      { place: "abstract", text: abstract ?? "" },
      ...sections
        .filter((section) => !limitations.includes(section))
        .map(({ heading, text }) => ({ place: heading, text })),
    ].filter(({ text }) => text.trim() !== ""),
    limitations: limitations.map(({ text }) => text).join("\n\n"),
    tables: [],
    references: references.map((text) => ({ id: text, text })),
    // What the report searched itself it does not tell; our own search is not its merit.
    searches: [],
    sources: oneOfEach([
      ...library.works.map((work) => sourceOfWork(work, library)),
      ...searches.flatMap(({ included }) => included.map(sourceOfRecord)),
    ]),
    knownBenchmarks: datasets.map(({ name }) => name),
    reproducibility: { notebook: false, codeCells: 0, executed: 0, failed: 0, hashes: 0, environment: 0 },
    consistency: [],
  };
}
