export { type FormattedReference, formatReferences } from "./reference-list.js";
export { reportWorks } from "./report-works.js";
export {
  type CitationStyle,
  defaultLocale,
  defaultStyle,
  loadStyle,
  localeNames,
  namedStyle,
  styleNames,
} from "./style.js";
