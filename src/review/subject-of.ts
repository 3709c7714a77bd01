import type { Document, DocumentTable } from "../literature/documents/document.js";
import type { Library } from "../literature/library/library.js";
import { workKey } from "../literature/work-id.js";
import { type Block, type Report, type SectionId, sectionOrder, type TableBlock } from "../report/model.js";
import { oneOfEach, sourceOfDocument, sourceOfRecord, sourceOfWork } from "./sources.js";
import type { ConsistencyNote, ReviewSubject, SubjectClaim } from "./subject.js";

/** What there is beside a report to review it with. */
export interface ReviewMaterial {
  /** Full texts of its sources. */
  documents?: readonly Document[];
  /** All its works take part: a wrong citation is told by the work that does say it. */
  library?: Library;
  /** Names of data sets known from elsewhere, e.g. of the registry. */
  knownBenchmarks?: readonly string[];
  /** By claim id: what a foreign report itself says of its claims. */
  shown?: ReadonlyMap<string, NonNullable<SubjectClaim["shown"]>>;
  consistency?: readonly ConsistencyNote[];
  /** Where the report's narrative cannot be seen (inside a running notebook), its limits are not judged. */
  withoutNarrative?: boolean;
}

/** A report, of a notebook or foreign, as the reviewers see it. */
export function subjectOf(report: Report, material: ReviewMaterial = {}): ReviewSubject {
  const items = report.methodology.searches.flatMap(({ included }) => included);
  const record = (work: string) => items.find(({ id }) => workKey(id) === workKey(work));
  const { environment, hashes } = report.provenance;
  return {
    title: report.title,
    ...(report.question === undefined ? {} : { question: report.question }),
    ...(report.examines === undefined ? {} : { examines: report.examines.work }),
    claims: report.claims.map(({ claim }) => {
      const shown = material.shown?.get(claim.id);
      return shown === undefined ? { claim } : { claim, shown };
    }),
    prose: proseOf(report),
    limitations: material.withoutNarrative === true ? undefined : textOf(report.sections.limitations),
    tables: sectionOrder.flatMap((id) =>
      report.sections[id].flatMap((block) => (block.kind === "table" ? [tableOf(block)] : [])),
    ),
    references: report.references.map(({ id, text }) => ({ id, text })),
    searches: report.methodology.searches,
    sources: oneOfEach([
      ...(material.documents ?? []).map((document) => sourceOfDocument(document, record(document.work))),
      ...(material.library === undefined
        ? []
        : material.library.works.map((work) => sourceOfWork(work, material.library!))),
      ...items.map(sourceOfRecord),
    ]),
    knownBenchmarks: [
      ...(material.knownBenchmarks ?? []),
      ...report.provenance.datasets.map(({ name }) => name),
    ],
    reproducibility: {
      notebook: report.notebook.codeCells > 0,
      codeCells: report.notebook.codeCells,
      executed: report.notebook.executed,
      failed: report.notebook.failed,
      hashes: Object.keys(hashes).length + report.provenance.datasets.length,
      environment: Object.keys(environment).length,
    },
    consistency: material.consistency ?? [],
  };
}

function proseOf(report: Report): ReviewSubject["prose"] {
  const sections = sectionOrder
    .filter((id): id is Exclude<SectionId, "limitations"> => id !== "limitations")
    .map((id) => ({ place: id as string, text: textOf(report.sections[id]) }));
  return [
    { place: "title", text: report.title },
    { place: "question", text: report.question ?? "" },
    { place: "abstract", text: report.abstract ?? "" },
    { place: "answer", text: report.answer ?? "" },
    ...sections,
  ].filter(({ text }) => text.trim() !== "");
}

function textOf(blocks: readonly Block[]): string {
  return blocks.flatMap((block) => (block.kind === "markdown" ? [block.markdown] : [])).join("\n\n");
}

/** A results table by the labels that a reader sees. */
function tableOf({ number, table }: TableBlock): DocumentTable {
  return {
    number: String(number),
    caption: table.title,
    cells: table.rows.flatMap(({ label, group, cells }) =>
      table.columns.flatMap(({ key, label: heading, digits }) => {
        const cell = cells[key];
        if (cell === undefined) return [];
        const row = group === undefined ? [label] : [group, label];
        // As printed: a mean is compared at the digits that a reader sees.
        return [
          {
            row,
            column: [heading],
            text: cell.value.toFixed(digits),
            value: Number(cell.value.toFixed(digits)),
            bold: false,
          },
        ];
      }),
    ),
  };
}
