export { compareSearches, type SearchChanges, type WorkChange } from "./changes.js";
export type { DenseEncoder } from "./dense-scores.js";
export type { SearchOutcome } from "./log-of.js";
export { type Concept, type PlanOptions, planSearch, type SearchPlan } from "./plan.js";
export type { SearchProgress } from "./progress.js";
export { readRecording, SearchRecording, writeRecording } from "./recording.js";
export type { ScreeningRules } from "./screening.js";
export { type DatabaseSearch, type DatabaseSearchOptions, searchDatabases } from "./search-databases.js";
