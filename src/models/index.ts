export {
  defaultEncoderConfig,
  type NamedWeights,
  NgramEncoder,
  type NgramEncoderConfig,
} from "./ngram-encoder.js";
export { FeatureTable, features, type NgramFeatureConfig } from "./ngram-features.js";
export * from "./transformer/index.js";
