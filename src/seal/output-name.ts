import { withoutUnseen } from "../literature/unseen-characters.js";
import { Mime } from "../notebook/mime.js";
import type { Output } from "../notebook/model.js";

/** Records by MIME type: what they are called, and the field that names one among others. */
const records: readonly [mime: string, what: string, named: string | undefined][] = [
  [Mime.claim, "claim", "id"],
  [Mime.results, "results table", "id"],
  [Mime.search, "search log", "question"],
  [Mime.review, "review", undefined],
  [Mime.dataset, "data set", "name"],
  [Mime.frontMatter, "front matter", undefined],
];

/** What an output is, for people: `claim "less-bias"`, `figure "by-script"`, `output on stdout`. */
export function outputName(output: Output): string {
  if (output.output_type === "stream") return `output on ${output.name}`;
  if (output.output_type === "error") return "error";
  const { data } = output;
  for (const [mime, what, field] of records) {
    if (mime in data) return named(what, field === undefined ? undefined : fieldOf(data[mime], field));
  }
  if (Mime.plotly in data) return named("figure", figureId(data[Mime.plotly]));
  if (Object.keys(data).some((mime) => mime.startsWith("image/"))) return "image";
  return output.output_type === "execute_result" ? "result" : "output";
}

/** The id that claimbook's plots write into the layout. */
function figureId(value: unknown): unknown {
  return fieldOf(fieldOf(fieldOf(value, "layout"), "meta"), "id");
}

function named(what: string, name: unknown): string {
  if (typeof name !== "string" || name === "") return what;
  const plain = withoutUnseen(name.slice(0, 200)).replace(/\s+/g, " ");
  return `${what} "${plain.length > 60 ? `${plain.slice(0, 59)}…` : plain}"`;
}

function fieldOf(value: unknown, field: string): unknown {
  return typeof value === "object" && value !== null ? (value as Record<string, unknown>)[field] : undefined;
}
