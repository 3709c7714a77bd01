export type { CheckpointOptions } from "./checkpoint-folder.js";
export { checkpointWeights } from "./checkpoint-weights.js";
export { weightsHash } from "./configuration.js";
export type { EarlyStoppingState } from "./early-stopping.js";
export { type MinedNegatives, type MiningOptions, mineNegatives } from "./mine-negatives.js";
export type {
  ForTexts,
  TrainingDataset,
  TransformerProgress,
  TransformerResult,
  TransformerTraining,
} from "./options.js";
export { trainTransformer } from "./train.js";
export type { Validation } from "./validation.js";
