import { reportWorks, toBibtex, toCslJson, toRis } from "../../citations/index.js";
import type { Report } from "../model.js";
import { reportLatex } from "./latex.js";

/** What other programs read of a report: the works it cites in three formats, and its tables for LaTeX. */
export const exportFormats = ["bib", "ris", "csl", "latex"] as const;
export type ExportFormat = (typeof exportFormats)[number];

/** How the files' names end. */
export const exportEndings: Readonly<Record<ExportFormat, string>> = {
  bib: "bib",
  ris: "ris",
  csl: "csl.json",
  latex: "tex",
};

const writers: Readonly<Record<ExportFormat, (report: Report) => string>> = {
  bib: (report) => toBibtex(reportWorks(report)),
  ris: (report) => toRis(reportWorks(report)),
  csl: (report) => toCslJson(reportWorks(report)),
  latex: reportLatex,
};

/** A report in one of these formats; the same report gives the same bytes. */
export function exportReport(report: Report, format: ExportFormat): string {
  return writers[format](report);
}
