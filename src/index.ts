/** What a notebook imports: `import { captions, claim, replicate } from "claimbook"`. */

export * from "./claims/index.js";
export {
  afriqa,
  beir,
  type CaptionData,
  type CaptionOptions,
  Captions,
  captions,
  type DomainMatrix,
  type DomainShift,
  dataset,
  domainShift,
  type EvaluationQuery,
  fillDomainMatrix,
  findLeakage,
  type JudgedRetrieval,
  type LanguageInfo,
  type LeakageReport,
  type LocaleCounts,
  type LocaleInfo,
  languageInfo,
  languageTag,
  lareqa,
  leakageReport,
  mewsliX,
  miracl,
  mlqaR,
  mrTydi,
  ntrex,
  type ParallelCorpus,
  type ParallelRetrieval,
  type ParallelText,
  type ParallelTraining,
  sib200,
  tatoeba,
  tatoebaTask,
  triplets,
  typologicalDistance,
  typology,
  withoutLeaks,
  xm3600,
  xquadR,
} from "./datasets/index.js";
export { ClaimbookError } from "./errors.js";
export {
  type BootstrapOptions,
  benjaminiHochberg,
  bootstrapMean,
  type CandidateFacts,
  type Correlation,
  compareFamily,
  compareMethods,
  correlation,
  type Estimate,
  evaluateRun,
  exactSearch,
  type GroupEstimate,
  groupBy,
  holm,
  languageBias,
  type MethodValues,
  metricValues,
  type Pool,
  pairedTTest,
  pairMeans,
  preparePool,
  type Qrels,
  type QueryValues,
  queryValues,
  type RankTable,
  type Run,
  type RunEvaluation,
  rankQueries,
  rankQueriesOnCpu,
  rankRetrieval,
  readQrels,
  readRun,
  retrievalQrels,
  retrievalRun,
  writeQrels,
  writeRun,
} from "./evaluation/index.js";
export {
  breakdownTable,
  distanceCorrelation,
  type Figure,
  figure,
  headline,
  type MeasureOptions,
  type ModelReplicateOptions,
  methodsTable,
  Plot,
  type PlotlyFigure,
  type PlotOptions,
  type QueryFacts,
  type QueryFilter,
  type ReplicateOptions,
  type Replication,
  type ReportedCell,
  Results,
  type RunResult,
  replicate,
  type TableOptions,
} from "./experiment/index.js";
export * as plot from "./experiment/plots.js";
export * from "./literature/index.js";
export { loadTokenizer } from "./models/tokenizer/index.js";
export { createEncoder, loadEncoder, type TransformerEncoder } from "./models/transformer/index.js";
export { type DisplayOptions, display } from "./notebook/display.js";
export { Mime, type MimeBundle } from "./notebook/mime.js";
export { Random } from "./random.js";
export { type FrontMatterOptions, frontMatter } from "./report/front-matter.js";
export * from "./review/index.js";
export { createIndex, openIndex, type SearchIndex } from "./search-index/index.js";
export * from "./step/index.js";
export {
  type CellValue,
  type DataFrame,
  resultsFrame,
  type Series,
  toLatex,
  toMarkdown,
} from "./tables/index.js";
export { activeBackend, type BackendName, useBackend } from "./tensor/index.js";
export {
  type Composition,
  type CompositionDescription,
  crossLingual,
  hybrid,
  monolingual,
  multilingualContrastive,
  standardFineTuning,
} from "./training/composition/index.js";
export {
  mineNegatives,
  type TransformerResult,
  type TransformerTraining,
  trainTransformer,
} from "./training/transformer/index.js";
