import type { Static, TSchema } from "@sinclair/typebox";
import { DatasetRecord } from "../datasets/record.js";
import { ClaimbookError } from "../errors.js";
import { ResultsTable } from "../evaluation/results-table.js";
import { assertSchema } from "../json-schema.js";
import { SearchLog } from "../literature/search-log.js";
import { Mime, type MimeBundle } from "../notebook/mime.js";
import { type Cell, isCode } from "../notebook/model.js";
import { ReviewRecord } from "../review/model.js";
import { FrontMatter } from "./front-matter.js";
import type { CellPlace, Review } from "./model.js";
import { safeSvg } from "./safe-svg.js";

/** What one output contributes to a report; claims are read apart (src/claims/read.ts). */
export type ReportOutput =
  | { kind: "front matter"; value: FrontMatter }
  | { kind: "search"; value: SearchLog }
  | { kind: "review"; value: Review }
  | { kind: "results"; value: ResultsTable }
  | { kind: "dataset"; value: DatasetRecord }
  | { kind: "markdown"; value: string }
  | { kind: "figure"; value: FigureOutput };

export interface FigureOutput {
  id?: string;
  caption?: string;
  alt?: string;
  /** Name of the section the figure asks to stand in. */
  section?: string;
  plotly?: { data: Record<string, unknown>[]; layout: Record<string, unknown> };
  image?: string;
}

/**
 * The outputs of a cell that belong in a report, by MIME type. Streams, tracebacks and everything that has only
 * HTML or plain text are the notebook's own business and never appear.
 *
 * @param where how to call the notebook in errors
 * @throws ClaimbookError (`could-not-run`) for a record that does not fit its schema, naming the cell
 */
export function outputsOf(cell: Cell, place: CellPlace, where: string): ReportOutput[] {
  if (!isCode(cell)) return [];
  const here = `${where}, ${nameOf(place)}`;
  return cell.outputs.flatMap((output) => ("data" in output ? (readOutput(output.data, here) ?? []) : []));
}

export function nameOf({ number, id }: CellPlace): string {
  return id === undefined ? `cell ${number}` : `cell ${number} (id "${id}")`;
}

function readOutput(data: MimeBundle, where: string): ReportOutput | undefined {
  const record = <T extends TSchema>(schema: T, mime: string, what: string): Static<T> =>
    assertSchema(schema, data[mime], what, where);
  if (Mime.claim in data) return undefined;
  if (Mime.frontMatter in data) {
    return { kind: "front matter", value: record(FrontMatter, Mime.frontMatter, "the front matter") };
  }
  if (Mime.search in data) return { kind: "search", value: record(SearchLog, Mime.search, "the search log") };
  if (Mime.results in data) {
    return { kind: "results", value: record(ResultsTable, Mime.results, "the results table") };
  }
  if (Mime.dataset in data) {
    return { kind: "dataset", value: record(DatasetRecord, Mime.dataset, "the dataset record") };
  }
  if (Mime.review in data) return { kind: "review", value: readReview(data[Mime.review], where) };
  if (Mime.plotly in data) return { kind: "figure", value: readPlotly(data[Mime.plotly], where) };
  const svg = data[Mime.svg];
  if (typeof svg === "string") {
    const safe = safeSvg(svg);
    if ("refused" in safe) {
      throw new ClaimbookError(`the drawing (${Mime.svg}) ${safe.refused}`, {
        kind: "could-not-run",
        where,
        wayOut: "Clear that output, or show the drawing as image/png.",
      });
    }
    const image = `data:image/svg+xml;base64,${Buffer.from(safe.svg).toString("base64")}`;
    return { kind: "figure", value: { image } };
  }
  const png = data[Mime.png];
  if (typeof png === "string") {
    const bytes = png.replace(/\s+/g, "");
    if (!/^[A-Za-z0-9+/]*={0,2}$/.test(bytes)) {
      throw new ClaimbookError(`the picture (${Mime.png}) is not in Base64`, {
        kind: "could-not-run",
        where,
        wayOut: "Run the cell again, or clear its output.",
      });
    }
    return { kind: "figure", value: { image: `data:image/png;base64,${bytes}` } };
  }
  const markdown = data[Mime.markdown];
  return typeof markdown === "string" ? { kind: "markdown", value: markdown } : undefined;
}

function readPlotly(value: unknown, where: string): FigureOutput {
  const { data, layout } = (value ?? {}) as { data?: unknown; layout?: unknown };
  if (!Array.isArray(data) || (layout !== undefined && !isObject(layout))) {
    throw new ClaimbookError("the plotly figure has no list of traces in `data`", {
      kind: "could-not-run",
      where,
      wayOut: "Show a figure as { data: [...], layout: {...} }.",
    });
  }
  const meta = isObject(layout) && isObject(layout.meta) ? layout.meta : {};
  const text = (key: string) => (typeof meta[key] === "string" ? { [key]: meta[key] } : {});
  return {
    ...text("id"),
    ...text("caption"),
    ...text("alt"),
    ...text("section"),
    plotly: { data: data as Record<string, unknown>[], layout: layout ?? {} },
  };
}

/** A review by claimbook's reviewers is kept whole; of any other a report shows score, spread and reviewers. */
function readReview(value: unknown, where: string): Review {
  if (isObject(value) && value.schema === "claimbook/review/1") {
    const review = assertSchema(ReviewRecord, value, "the review", where);
    const { score, spread } = review.consensus;
    return { score, spread, reviewers: review.reviewers.length, record: review };
  }
  const { score, spread, reviewers } = (isObject(value) ? value : {}) as Record<string, unknown>;
  const count = Array.isArray(reviewers) ? reviewers.length : reviewers;
  const ok =
    typeof score === "number" && score >= 0 && score <= 10 && Number.isInteger(count) && Number(count) > 0;
  if (!ok) {
    throw new ClaimbookError("the review has no `score` from 0 to 10 and `reviewers`", {
      kind: "could-not-run",
      where,
    });
  }
  return {
    score,
    reviewers: Number(count),
    ...(typeof spread === "number" && spread >= 0 ? { spread } : {}),
  };
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
