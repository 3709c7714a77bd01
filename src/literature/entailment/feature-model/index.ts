export { type Calibration, calibrated, fitCalibration } from "./calibration.js";
export { featuresOf } from "./features.js";
export { FeatureEntailment, type FeatureModelFile, featureEntailment, readFeatureModel } from "./model.js";
export { fitSoftmax, type SoftmaxModel, scoresOf } from "./softmax.js";
export { robustFeatures, trainFeatureModel } from "./training/train.js";
