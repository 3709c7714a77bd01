/** Numbers as the standard classes give them. */
export interface LabelNumbers {
  byLabel: ReadonlyMap<string, string>;
  /** Of the numbered sections, tables and figures, in order. */
  sections: string[];
  tables: string[];
  figures: string[];
}

const marks =
  /\\((?:sub){0,2}section|chapter)(\*?)\s*(?=[[{])|\\(appendix)(?![A-Za-z])|\\(begin|end)\s*\{(table|figure|sidewaystable|wraptable|wrapfigure|longtable|sidewaysfigure|equation|align|gather|eqnarray)(\*?)\}|\\(sub)?caption(\*?)(?=\s*[[{])|\\label\s*\{([^{}]{1,200})\}/g;

/** Counts sections, tables, figures and equations through a document, and what labels stand for. */
export function labelNumbers(body: string): LabelNumbers {
  const byLabel = new Map<string, string>();
  const [sections, tables, figures]: string[][] = [[], [], []];
  const counts = [0, 0, 0];
  const hasChapters = /\\chapter\s*[[{]/.test(body);
  let appendix = false;
  let equations = 0;
  let current: string | undefined;
  let float: "table" | "figure" | undefined;
  for (const match of body.matchAll(marks)) {
    const [, section, sectionStar, isAppendix, edge, environment, star, sub, captionStar, label] = match;
    if (section !== undefined && sectionStar !== "*") {
      const level = section === "chapter" ? 0 : section.split("sub").length - 1 + (hasChapters ? 1 : 0);
      counts[level] = (counts[level] ?? 0) + 1;
      counts.fill(0, level + 1);
      const parts = counts.slice(0, level + 1).map(String);
      if (appendix) parts[0] = String.fromCharCode(64 + Math.min(26, counts[0] ?? 1));
      current = parts.join(".");
      sections?.push(current);
    } else if (isAppendix !== undefined) {
      appendix = true;
      counts.fill(0);
    } else if (environment !== undefined) {
      if (/^(?:equation|align|gather|eqnarray)/.test(environment)) {
        if (edge === "begin" && star !== "*") current = String(++equations);
      } else float = edge === "end" ? undefined : /table/.test(environment) ? "table" : "figure";
    } else if (label !== undefined) {
      if (current !== undefined) byLabel.set(label, current);
    } else if (sub === undefined && captionStar !== "*" && match[0].startsWith("\\caption")) {
      const list = float === "figure" ? figures : tables;
      current = String((list?.length ?? 0) + 1);
      list?.push(current);
    }
  }
  return { byLabel, sections: sections ?? [], tables: tables ?? [], figures: figures ?? [] };
}
