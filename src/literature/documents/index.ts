export type {
  Document,
  DocumentCell,
  DocumentSection,
  DocumentSentence,
  DocumentTable,
} from "./document.js";
export { isDocumentFile } from "./format.js";
export type { DocumentLimits } from "./limits.js";
export { type ReadDocumentOptions, readDocument } from "./read.js";
export { type SentenceRange, splitSentences } from "./sentences.js";
