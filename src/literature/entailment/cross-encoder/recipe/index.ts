export { calibrationPairs, continuedRecipe, defaultRecipe, keepApart } from "./defaults.js";
export { type BaseData, baseEpochs, domainEpochs, plainEpoch } from "./epochs.js";
export { type JudgementScores, judgementScores } from "./scores.js";
export { evenWeights, type JudgeRecipe, type JudgeTraining, saveJudge, trainJudge } from "./train-judge.js";
