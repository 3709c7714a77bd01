export {
  type ModelType,
  modelTypes,
  type Pooling,
  type ProjectionConfig,
  type TransformerConfig,
} from "./config.js";
export { createEncoder } from "./create.js";
export { type TokenTraining, TransformerEncoder } from "./encoder.js";
export { type LoadEncoderOptions, loadEncoder } from "./load.js";
export { padTokens } from "./token-batch.js";
export type { EncoderTokenizer } from "./tokenizer.js";
