export { calibrationPairs, defaultRecipe, domainRecipe, keepApart } from "./defaults.js";
export { type BaseData, baseEpochs, domainEpochs } from "./epochs.js";
export { type JudgementScores, judgementScores } from "./scores.js";
export { evenWeights, type JudgeRecipe, type JudgeTraining, saveJudge, trainJudge } from "./train-judge.js";
