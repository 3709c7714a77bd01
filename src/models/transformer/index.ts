export {
  type ModelType,
  modelTypes,
  type Pooling,
  type ProjectionConfig,
  type TransformerConfig,
} from "./config.js";
export { createEncoder } from "./create.js";
export { type TokenTraining, TransformerEncoder } from "./encoder.js";
export type { TextTokenizer } from "./text-tokenizer.js";
export { padTokens } from "./token-batch.js";
