import type { DatasetRecord } from "../../datasets/index.js";
import type { ResultsTable } from "../../evaluation/results-table.js";
import { display } from "../../notebook/display.js";
import { Mime } from "../../notebook/mime.js";
import { resultsHtml, resultsText } from "../../tables/index.js";

/** Leaves a data set's record in the running cell, so that the report names the data. */
export function showRecord(record: DatasetRecord): void {
  display({ [Mime.dataset]: record, [Mime.plain]: `${record.name} ${record.version} (${record.licence})` });
}

export function showTable(table: ResultsTable): void {
  display({ [Mime.results]: table, [Mime.html]: resultsHtml(table), [Mime.plain]: resultsText(table) });
}

/** Narrative that a cell computed; it stands in the report where the cell stands. */
export function showProse(markdown: string): void {
  display({ [Mime.markdown]: markdown, [Mime.plain]: plainProse(markdown) });
}

/** Without the marks of emphasis and code. */
export function plainProse(markdown: string): string {
  return markdown.replace(/\*\*|`/g, "");
}

/** A name as an id: lower-case letters, digits and hyphens. */
export function idOf(name: string): string {
  return name
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, "-")
    .replace(/^-|-$/g, "");
}
