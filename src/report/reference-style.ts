import { type CitationStyle, defaultStyle, formatReferences, reportWorks } from "../citations/index.js";
import type { Report } from "./model.js";

/**
 * A report whose references are set by a style of the Citation Style Language, in the order of the style. Ids,
 * addresses and the short names in the evidence stay.
 *
 * @param style of `loadStyle`, or a name such as `ieee`; APA by default
 * @throws ClaimbookError (`usage`) for an unknown name
 */
export function withReferenceStyle(report: Report, style: CitationStyle | string = defaultStyle): Report {
  const works = reportWorks(report);
  // Nothing to set: the processor need not be loaded, unless to say that there is no such style.
  if (works.length === 0 && style === defaultStyle) return report;
  const known = new Map(works.map((work, i) => [work.id, report.references[i]!]));
  const set = formatReferences(works, style).flatMap(({ id, text, html }) => {
    const reference = known.get(id);
    return reference === undefined ? [] : [{ ...reference, text, html }];
  });
  // Works of one id are listed once; none may get lost for another reason.
  const listed = new Set(set.map(({ id }) => id));
  return { ...report, references: [...set, ...report.references.filter(({ id }) => !listed.has(id))] };
}
