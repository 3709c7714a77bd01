export { type CrossEntropyOptions, crossEntropy, logSoftmax } from "./cross-entropy.js";
export type { ClassifierProgress, ClassifierResult, ClassifierTraining, LabelledPair } from "./options.js";
export { fitTemperature } from "./temperature.js";
export { trainClassifier } from "./train.js";
