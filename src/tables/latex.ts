import type { ResultsTable } from "../evaluation/results-table.js";
import { latexText } from "../latex/latex-text.js";
import { type PaperCell, type PaperTableOptions, paperTable } from "./paper-table.js";

export interface LatexOptions extends PaperTableOptions {
  /** `\label` of the table; defaults to `tab:` and the table's id. */
  label?: string;
  /** Leave out the `table` environment, caption and notes: only the `tabular`. Defaults to false. */
  tabularOnly?: boolean;
}

/**
 * A results table in LaTeX, for the packages `booktabs` and (in documents that have no Unicode engine) those that its
 * texts' scripts need. The best values are bold, superscript letters name the rows that a value is significantly
 * better than, intervals stand small behind their values, and what it all means stands under the table.
 */
export function toLatex(table: ResultsTable, options: LatexOptions = {}): string {
  const view = paperTable(table, options);
  const width = view.columns.length + 1;
  const heads = view.columns.map(
    ({ label, better }) => `${latexText(label)} $\\${better === "higher" ? "uparrow" : "downarrow"}$`,
  );
  const lines = [
    `\\begin{tabular}{l${"r".repeat(view.columns.length)}}`,
    "\\toprule",
    tableRow([latexText(view.heading), ...heads]),
  ];
  for (const { name, rows } of view.groups) {
    lines.push("\\midrule");
    if (name !== undefined) lines.push(`\\multicolumn{${width}}{l}{\\emph{${latexText(name)}}} \\\\`);
    for (const { label, letter, cells } of rows) {
      const mark = letter === "" ? "" : `$^{${letter}}$`;
      lines.push(tableRow([`${latexText(label)}${mark}`, ...cells.map(cellText)]));
    }
  }
  lines.push("\\bottomrule", "\\end{tabular}");
  if (options.tabularOnly) return `${lines.join("\n")}\n`;
  const label = options.label ?? `tab:${table.id}`;
  return [
    "\\begin{table}",
    "\\centering",
    `\\caption{${latexText(view.title)}}`,
    `\\label{${label.replace(/[^\w:.-]/g, "-")}}`,
    ...lines,
    ...view.notes.map((note) => `\\par\\smallskip{\\footnotesize ${latexText(note)}\\par}`),
    "\\end{table}",
    "",
  ].join("\n");
}

/** A row of a table. A bracket or star at its start would be read as an argument of the row break before it. */
export function tableRow(cells: readonly string[]): string {
  const row = `${cells.join(" & ")} \\\\`;
  return /^\s*[[*]/.test(row) ? `{}${row}` : row;
}

function cellText(cell: PaperCell | undefined): string {
  if (cell === undefined) return "--";
  const value = number(cell.value);
  const parts = [
    cell.best ? `\\textbf{${value}}` : value,
    cell.beats === "" ? "" : `$^{${cell.beats}}$`,
    cell.interval === undefined ? "" : ` {\\footnotesize [${cell.interval.map(number).join(", ")}]}`,
    cell.n === undefined ? "" : ` {\\footnotesize ($n={}$${cell.n})}`,
    cell.reported === undefined ? "" : ` $|$ ${number(cell.reported)}`,
  ];
  return parts.join("");
}

function number(text: string): string {
  return text.startsWith("-") ? `$-$${text.slice(1)}` : text;
}
