/** What a notebook imports: `import { captions, claim, replicate } from "claimbook"`. */

export * from "./claims/index.js";
export { type CaptionOptions, Captions, captions } from "./datasets/index.js";
export { ClaimbookError } from "./errors.js";
export {
  bootstrapMean,
  compareFamily,
  compareMethods,
  evaluateRun,
  groupBy,
  languageBias,
  metricValues,
  preparePool,
  queryValues,
  rankQueries,
  rankQueriesOnCpu,
} from "./evaluation/index.js";
export {
  figure,
  headline,
  type QueryFilter,
  type ReplicateOptions,
  Results,
  replicate,
} from "./experiment/index.js";
export * as plot from "./experiment/plots.js";
export { openLibrary, paper, search } from "./literature/index.js";
export { type DisplayOptions, display } from "./notebook/display.js";
export { Mime, type MimeBundle } from "./notebook/mime.js";
export { Random } from "./random.js";
export { type FrontMatterOptions, frontMatter } from "./report/front-matter.js";
export { type CellValue, type DataFrame, resultsFrame, type Series } from "./tables/index.js";
export {
  crossLingual,
  hybrid,
  monolingual,
  multilingualContrastive,
  standardFineTuning,
} from "./training/composition/index.js";
