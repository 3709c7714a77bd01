export { AdamW, type AdamWOptions } from "./adamw.js";
export {
  type PairBatch,
  type TrainOptions,
  type TrainProgress,
  type TrainResult,
  trainEncoder,
} from "./loop.js";
export { type BatchRows, PairTexts, type TextPair } from "./pair-texts.js";
export { linearSchedule, type ScheduleOptions } from "./schedule.js";
export { TrainingStep, type TrainingStepOptions } from "./step.js";
