export { toBibtex } from "./bibtex.js";
export { toCslJson } from "./csl-json.js";
export { type FormattedReference, formatReferences } from "./reference-list.js";
export { reportWorks } from "./report-works.js";
export { toRis } from "./ris.js";
export {
  type CitationStyle,
  defaultLocale,
  defaultStyle,
  loadStyle,
  localeNames,
  namedStyle,
  styleNames,
} from "./style.js";
