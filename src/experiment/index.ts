export { distanceCorrelation, type LanguagePair } from "./distance-correlation.js";
export { type Figure, figure, headline, RANK_DISTANCE } from "./headline.js";
export type { ModelReplicateOptions } from "./model/replicate-model.js";
export { dots, losses, Plot, type PlotlyFigure, type PlotOptions } from "./plots.js";
export { type ReplicateOptions, replicate } from "./replicate.js";
export { Replication, type ReplicationParts } from "./replication.js";
export type { ReportedCell } from "./reported-cells.js";
export {
  type MeasureOptions,
  type QueryFacts,
  type QueryFilter,
  Results,
  type RunResult,
} from "./results.js";
export { breakdownTable, methodsTable, type TableOptions } from "./results-tables.js";
