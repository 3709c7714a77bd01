export { calibrationPairs, continuedEpochs, continuedRecipe, defaultRecipe, keepApart } from "./defaults.js";
export { type BaseData, baseEpochs, translationEpoch } from "./epochs.js";
export { type JudgementScores, judgementScores } from "./scores.js";
export { type JudgeRecipe, type JudgeTraining, saveJudge, trainJudge } from "./train-judge.js";
