import type { ResultsTable } from "../evaluation/results-table.js";
import { type PaperCell, type PaperTableOptions, paperTable } from "./paper-table.js";

/**
 * A results table in Markdown (tables as GitHub and Pandoc read them). The best values are bold, letters name the rows
 * that a value is significantly better than, and what it all means stands under the table.
 */
export function toMarkdown(table: ResultsTable, options: PaperTableOptions = {}): string {
  const view = paperTable(table, options);
  const heads = view.columns.map(
    ({ label, better }) => `${escapeMarkdown(label)} ${better === "higher" ? "↑" : "↓"}`,
  );
  const lines = [
    line([escapeMarkdown(view.heading), ...heads]),
    `|:--|${"--:|".repeat(view.columns.length)}`,
  ];
  for (const { name, rows } of view.groups) {
    if (name !== undefined) lines.push(line([`*${escapeMarkdown(name)}*`, ...view.columns.map(() => "")]));
    for (const { label, letter, cells } of rows) {
      const mark = letter === "" ? "" : `<sup>${letter}</sup>`;
      lines.push(line([`${escapeMarkdown(label)}${mark}`, ...cells.map(cellText)]));
    }
  }
  return [`**${escapeMarkdown(view.title)}**`, lines.join("\n"), ...view.notes.map(escapeMarkdown)]
    .join("\n\n")
    .concat("\n");
}

function line(cells: readonly string[]): string {
  return `| ${cells.join(" | ")} |`;
}

function cellText(cell: PaperCell | undefined): string {
  if (cell === undefined) return "–";
  const value = number(cell.value);
  return [
    cell.best ? `**${value}**` : value,
    cell.beats === "" ? "" : `<sup>${cell.beats}</sup>`,
    cell.interval === undefined ? "" : ` [${cell.interval.map(number).join(", ")}]`,
    cell.n === undefined ? "" : ` (n = ${cell.n})`,
    cell.reported === undefined ? "" : ` \\| ${number(cell.reported)}`,
  ].join("");
}

function number(text: string): string {
  return text.replace("-", "−");
}

/** Text in which nothing is markup. */
function escapeMarkdown(text: string): string {
  return text.replace(/\s+/g, " ").replace(/[\\`*_[\]|<>~$#]/g, (sign) => `\\${sign}`);
}
