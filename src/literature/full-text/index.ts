export {
  documentOf,
  type FullText,
  type FullTextOptions,
  NoFullTextError,
  type TriedLink,
} from "./document-of.js";
export { type FullTextLink, type FullTextRecord, linksOf } from "./link.js";
export type { TextAccess } from "./text-client.js";
export {
  fetchTexts,
  prepareTextLibrary,
  type TextLibrary,
  type TextLibraryOptions,
  type TextRow,
} from "./text-library.js";
export type { Provenance } from "./text-store.js";
