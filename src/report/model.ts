import { type Static, Type } from "@sinclair/typebox";
import { Claim } from "../claims/model.js";
import { DatasetRecord } from "../datasets/record.js";
import { ResultsTable } from "../evaluation/results-table.js";
import { SearchLog } from "../literature/search-log.js";
import { ReviewRecord } from "../review/model.js";
import { StandIn } from "./front-matter.js";

const closed = { additionalProperties: false };
const count = Type.Integer({ minimum: 0 });

/** Where in the notebook something stands; cells are counted from 1, as an editor shows them. */
export const CellPlace = Type.Object(
  {
    number: Type.Integer({ minimum: 1 }),
    id: Type.Optional(Type.String()),
    executionCount: Type.Optional(Type.Integer()),
  },
  closed,
);

const Numbered = { number: Type.Integer({ minimum: 1 }), cell: CellPlace };

/** A figure: plotly's JSON, drawn only when the report is rendered, or a picture that the cell made itself. */
export const FigureBlock = Type.Object(
  {
    kind: Type.Literal("figure"),
    ...Numbered,
    id: Type.String(),
    caption: Type.String(),
    /** What the figure shows, for those who do not see it. */
    alt: Type.String(),
    plotly: Type.Optional(
      Type.Object({
        data: Type.Array(Type.Record(Type.String(), Type.Unknown())),
        layout: Type.Record(Type.String(), Type.Unknown()),
      }),
    ),
    /** `data:` URI of a PNG or SVG. */
    image: Type.Optional(Type.String({ pattern: "^data:image/(png|svg\\+xml)" })),
  },
  closed,
);

export const TableBlock = Type.Object(
  { kind: Type.Literal("table"), ...Numbered, table: ResultsTable },
  closed,
);
export const DatasetBlock = Type.Object(
  { kind: Type.Literal("dataset"), cell: CellPlace, dataset: DatasetRecord },
  closed,
);
/** Narrative: Markdown without HTML, whose headings start at level 3. */
export const MarkdownBlock = Type.Object(
  { kind: Type.Literal("markdown"), cell: CellPlace, markdown: Type.String() },
  closed,
);

export const Block = Type.Union([MarkdownBlock, TableBlock, FigureBlock, DatasetBlock]);

/** What the reviewers made of it, on a scale of 0 to 10. */
export const Review = Type.Object(
  {
    score: Type.Number({ minimum: 0, maximum: 10 }),
    /** Standard deviation over the reviewers. */
    spread: Type.Optional(Type.Number({ minimum: 0 })),
    reviewers: Type.Integer({ minimum: 1 }),
    /** The whole record: every reviewer's scores with reasons, findings, gate. */
    record: Type.Optional(ReviewRecord),
  },
  closed,
);

export const Reference = Type.Object(
  {
    /** Id of the work, e.g. `arXiv:2408.10536v1`. */
    id: Type.String(),
    /** Author (year). Title. Venue. Plain text. */
    text: Type.String(),
    /** The same as inline HTML, as a citation style sets it: emphasis and links to http(s), nothing else. */
    html: Type.Optional(Type.String()),
    /** How prose names it, e.g. `Roy et al. (2020)`. */
    short: Type.String(),
    url: Type.Optional(Type.String()),
  },
  closed,
);

/** How the claims stand; the four of them add up to `claims`. */
export const Tally = Type.Object(
  {
    claims: count,
    holds: count,
    /** Hold with exceptions, or inconclusive. */
    qualified: count,
    doesNotHold: count,
    notChecked: count,
    /** Claims with the report's tick: a source says it, and nothing checked goes against it. */
    verified: count,
  },
  closed,
);

/** `claimbook/report/1`: all that a report says, in either profile and any format; a function of the notebook. */
export const Report = Type.Object(
  {
    schema: Type.Literal("claimbook/report/1"),
    title: Type.String(),
    byline: Type.Optional(Type.String()),
    /** ISO day. */
    date: Type.String({ pattern: "^\\d{4}-\\d{2}-\\d{2}$" }),
    notebook: Type.Object(
      {
        name: Type.String(),
        /** Over the sources of all cells in their order, so it stays the same when the notebook runs again. */
        sha256: Type.String(),
        cells: count,
        codeCells: count,
        executed: count,
        failed: count,
      },
      closed,
    ),
    abstract: Type.Optional(Type.String()),
    question: Type.Optional(Type.String()),
    examines: Type.Optional(
      Type.Object(
        { work: Type.String(), title: Type.Optional(Type.String()), url: Type.Optional(Type.String()) },
        closed,
      ),
    ),
    /** The plain answer, Markdown. */
    answer: Type.Optional(Type.String()),
    /** Benchmarks of the question that were not run, and the data that stood in for them. */
    standIns: Type.Optional(Type.Array(StandIn)),
    methodology: Type.Object(
      {
        /** Works included, over all searches, each once. */
        retrieved: count,
        databases: Type.Array(Type.String()),
        identified: count,
        duplicates: count,
        screened: count,
        excluded: count,
        searches: Type.Array(SearchLog),
      },
      closed,
    ),
    tally: Tally,
    review: Type.Optional(Review),
    sections: Type.Object(
      {
        introduction: Type.Array(Block),
        methodology: Type.Array(Block),
        results: Type.Array(Block),
        limitations: Type.Array(Block),
        claims: Type.Array(Block),
      },
      closed,
    ),
    claims: Type.Array(Type.Object({ claim: Claim, cell: CellPlace }, closed)),
    references: Type.Array(Reference),
    provenance: Type.Object(
      {
        /** How the run ended (`ok`, `error`, `timeout`, …), where claimbook ran the notebook. */
        status: Type.Optional(Type.String()),
        /** Program or machine to its version or name, as far as recorded. */
        environment: Type.Record(Type.String(), Type.String()),
        /** Name to value, as the run was given them. */
        parameters: Type.Record(Type.String(), Type.Unknown()),
        /** What was hashed to its sha256. */
        hashes: Type.Record(Type.String(), Type.String()),
        datasets: Type.Array(DatasetRecord),
      },
      closed,
    ),
  },
  closed,
);

export type CellPlace = Static<typeof CellPlace>;
export type Block = Static<typeof Block>;
export type MarkdownBlock = Static<typeof MarkdownBlock>;
export type TableBlock = Static<typeof TableBlock>;
export type FigureBlock = Static<typeof FigureBlock>;
export type DatasetBlock = Static<typeof DatasetBlock>;
export type Review = Static<typeof Review>;
export type Reference = Static<typeof Reference>;
export type Tally = Static<typeof Tally>;
export type Report = Static<typeof Report>;
export type SectionId = keyof Report["sections"];

/** Headings of the numbered sections, in the order of the report. */
export const sectionTitles: Readonly<Record<SectionId, string>> = {
  introduction: "Introduction",
  methodology: "Methodology",
  results: "Results",
  limitations: "Limitations",
  claims: "Extracted Claims",
};
export const sectionOrder = Object.keys(sectionTitles) as SectionId[];

/** All figures, in the order of the report. */
export function figuresOf(report: Pick<Report, "sections">): FigureBlock[] {
  return sectionOrder.flatMap((id) => report.sections[id].filter((block) => block.kind === "figure"));
}
