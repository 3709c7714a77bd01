export { type DisplayOptions, display } from "./display.js";
export { Mime, type MimeBundle } from "./mime.js";
export {
  type Cell,
  type CodeCell,
  cellPlace,
  type DisplayOutput,
  type ErrorOutput,
  isCode,
  type MarkdownCell,
  type Notebook,
  type Output,
  type ResultOutput,
  type StreamOutput,
} from "./model.js";
export {
  declaredParameters,
  injectParameters,
  isInjected,
  type Parameter,
  type ParameterKind,
  type ParameterValue,
} from "./parameters.js";
export { parseNotebook, readNotebook } from "./read.js";
export { notebookProblems } from "./validate.js";
export { removeLeftovers } from "./whole-file.js";
export { formatNotebook, writeNotebook, writeWhole } from "./write.js";
