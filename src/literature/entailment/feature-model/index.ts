export { type Calibration, calibrated, fitCalibration, fitTemperature } from "./calibration.js";
export { type Cuts, cutVerdict, tuneCuts } from "./cuts.js";
export { exactlyJudged, judgeExactly, pairExactness } from "./exact-pairs.js";
export { featuresOf } from "./features.js";
export { FeatureEntailment, type FeatureModelFile, featureEntailment, readFeatureModel } from "./model.js";
export { fitSoftmax, type SoftmaxModel, scoresOf } from "./softmax.js";
export { robustFeatures, trainFeatureModel } from "./training/train.js";
