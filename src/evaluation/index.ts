export { type BootstrapOptions, bootstrapMean, type Estimate, quantile } from "./bootstrap.js";
export { type GroupEstimate, groupBy } from "./breakdown.js";
export { type ClusterSums, type Sample, sumByCluster } from "./clustered-sample.js";
export {
  type CompareOptions,
  type Comparison,
  compareFamily,
  compareMethods,
  type MethodValues,
} from "./compare.js";
export { evaluateRuns, type RunsEvaluation, type RunsOptions, runsTable } from "./compare-runs.js";
export { benjaminiHochberg, holm } from "./corrections.js";
export { type Correlation, type CorrelationOptions, correlation, pearson, spearman } from "./correlation.js";
export {
  exactSearch,
  exactSearchOnBackend,
  type SearchHits,
  type SearchOptions,
  type SearchTensors,
} from "./exact-search.js";
export {
  binaryPreference,
  inferredAveragePrecision,
  interpolatedPrecision,
  rPrecision,
} from "./judged-metrics.js";
export { type JudgedRanking, type Measure, parseMeasure } from "./measure.js";
export { averagePrecision, ndcg, precision, recall, reciprocalRank, success } from "./metrics.js";
export { type PairMean, pairMeans } from "./pair-means.js";
export { type CandidateFacts, type Pool, preparePool } from "./pool.js";
export { languageBias, metricValues, type QueryValues, queryValues, weightedMean } from "./query-values.js";
export { type RandomizationOptions, randomizationTest } from "./randomization.js";
export type { EmbeddedQueries } from "./rank-input.js";
export { rankRetrieval, rankRetrievalInThreads, retrievalPool } from "./rank-retrieval.js";
export { type RankTable, ranksInLocale, ranksInPool, SETTINGS, type Setting } from "./rank-table.js";
export { type RankingTensors, type RankOptions, rankQueries } from "./ranks.js";
export { rankQueriesInThreads } from "./ranks-in-threads.js";
export { rankQueriesOnCpu } from "./ranks-on-cpu.js";
export { type RetrievalRunOptions, retrievalQrels, retrievalRun, runValues } from "./retrieval-run.js";
export {
  evaluateRun,
  PreparedRun,
  type Qrels,
  type Run,
  type RunEvaluation,
  type RunOptions,
  rankDocuments,
} from "./run.js";
export { exactSearchInThreads } from "./search-in-threads.js";
export { pairedTTest, type TTest } from "./t-test.js";
export * from "./trec/index.js";
export type { ThreadOptions } from "./worker-threads.js";
