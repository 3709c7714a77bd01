export { AdamW, type AdamWOptions } from "./adamw.js";
export {
  type PairBatch,
  type TrainOptions,
  type TrainProgress,
  type TrainResult,
  trainEncoder,
} from "./loop.js";
export { type BatchRows, PairTexts, type TextPair } from "./pair-texts.js";
export { type Decay, learningRateSchedule, type ScheduleOptions } from "./schedule.js";
export { TrainingStep, type TrainingStepOptions } from "./step.js";
export * from "./transformer/index.js";
