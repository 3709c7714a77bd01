export type { Alpha, AlphaSchedule } from "./alpha.js";
export {
  type AchievedRatio,
  achievedRatio,
  type Batch,
  type BatchKind,
  type BatchLogEntry,
  logEntry,
  RatioCounter,
} from "./batch.js";
export { type Composer, composer } from "./composer.js";
export {
  type Composition,
  type CompositionDescription,
  type CrossLingualOptions,
  compositionOf,
  crossLingual,
  type HybridOptions,
  hybrid,
  monolingual,
  multilingualContrastive,
  standardFineTuning,
} from "./compositions.js";
export { type Coverage, coverageNotice, type LeftOut } from "./coverage.js";
export { type DatasetMixing, type Mixed, type Mixing, mixedComposer } from "./mixing.js";
export { TrainingIndex } from "./training-index.js";
