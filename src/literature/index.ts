import { defaultLibrary, type Library } from "./library/library.js";
import type { LibrarySearchOptions } from "./library/search.js";
import type { SearchLog } from "./search-log.js";

export { documentOf, type FullText, fetchTexts, type TextLibrary, type TextRow } from "./full-text/index.js";
export {
  defaultLibrary,
  Library,
  type LibraryOptions,
  openLibrary,
  openLibraryAsync,
} from "./library/library.js";
export type { LibrarySearchOptions } from "./library/search.js";
export { Paper, paper } from "./paper.js";
export {
  type DatabaseSearch,
  type DatabaseSearchOptions,
  planSearch,
  type SearchChanges,
  type SearchProgress,
  searchDatabases,
} from "./search/index.js";
export type { CaseColumns, CaseFilter, ReportedTable } from "./tables/printed/reported-table.js";
export type { ReportedValue } from "./tables/printed/reported-value.js";

/** Searches a library (the one that comes with claimbook by default) and shows the record in the running cell. */
export function search(
  question: string,
  { library = defaultLibrary(), ...options }: LibrarySearchOptions & { library?: Library } = {},
): SearchLog {
  return library.search(question, options);
}
