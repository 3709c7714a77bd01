export type { ClassifierConfig } from "./config.js";
export { loadClassifier, startClassifier } from "./load.js";
export { PairClassifier } from "./pair-classifier.js";
export type { PairBatch, PairOptions, PairTokenizer, PairTokens } from "./pair-tokens.js";
