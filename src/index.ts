/** What a notebook imports: `import { captions, claim, replicate } from "claimbook"`. */

export * from "./claims/index.js";
export {
  type CaptionData,
  type CaptionOptions,
  Captions,
  captions,
  type EvaluationQuery,
  type LocaleCounts,
  type LocaleInfo,
} from "./datasets/index.js";
export { ClaimbookError } from "./errors.js";
export {
  type BootstrapOptions,
  bootstrapMean,
  type CandidateFacts,
  compareFamily,
  compareMethods,
  type Estimate,
  evaluateRun,
  type GroupEstimate,
  groupBy,
  languageBias,
  type MethodValues,
  metricValues,
  type Pool,
  preparePool,
  type Qrels,
  type QueryValues,
  queryValues,
  type RankTable,
  type Run,
  type RunEvaluation,
  rankQueries,
  rankQueriesOnCpu,
} from "./evaluation/index.js";
export {
  breakdownTable,
  type Figure,
  figure,
  headline,
  type MeasureOptions,
  methodsTable,
  Plot,
  type PlotlyFigure,
  type PlotOptions,
  type QueryFacts,
  type QueryFilter,
  type ReplicateOptions,
  Results,
  type RunResult,
  replicate,
  type TableOptions,
} from "./experiment/index.js";
export * as plot from "./experiment/plots.js";
export * from "./literature/index.js";
export { type DisplayOptions, display } from "./notebook/display.js";
export { Mime, type MimeBundle } from "./notebook/mime.js";
export { Random } from "./random.js";
export { type FrontMatterOptions, frontMatter } from "./report/front-matter.js";
export * from "./step/index.js";
export { type CellValue, type DataFrame, resultsFrame, type Series } from "./tables/index.js";
export {
  type Composition,
  type CompositionDescription,
  crossLingual,
  hybrid,
  monolingual,
  multilingualContrastive,
  standardFineTuning,
} from "./training/composition/index.js";
