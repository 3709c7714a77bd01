export { listed } from "../listed.js";
export { distanceCorrelation, type LanguagePair } from "./distance-correlation.js";
export { type DistanceOptions, distanceScores } from "./distance-scores.js";
export { type Figure, figure, headline, RANK_DISTANCE } from "./headline.js";
export { judgedMeasures, monolingualScores } from "./judged-scores.js";
export { cloud, type Line, lines, type Point } from "./line-plots.js";
export type { ModelReplicateOptions } from "./model/replicate-model.js";
export { dots, losses, Plot, type PlotlyFigure, type PlotOptions } from "./plots.js";
export { type ReplicateOptions, replicate } from "./replicate.js";
export { Replication, type ReplicationParts } from "./replication.js";
export type { ReportedCell } from "./reported-cells.js";
export { type ClassRange, resourceScores } from "./resource-scores.js";
export {
  type MeasureOptions,
  type QueryFacts,
  type QueryFilter,
  Results,
  type RunResult,
} from "./results.js";
export { breakdownTable, methodsTable, type TableOptions } from "./results-tables.js";
export { type Score, Scores } from "./scores.js";
export { type ShiftCell, shiftScores } from "./shift-scores.js";
export * from "./studies/index.js";
export { inWords, withInterval } from "./wording.js";
