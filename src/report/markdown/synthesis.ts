import type { Report } from "../model.js";
import { documentOf } from "../synthesis/of-report.js";
import { synthesisAsMarkdown } from "../synthesis/write.js";

/** The synthesis profile as Markdown. */
export function synthesisMarkdown(report: Report): string {
  return synthesisAsMarkdown(documentOf(report));
}
