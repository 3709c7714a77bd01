export { closestFirst } from "./closest-first.js";
export {
  CrossEncoder,
  crossEncoder,
  crossEncoderFolder,
  crossEncoderName,
  findCrossEncoder,
} from "./cross-encoder.js";
export { type JudgeFile, judgeFileName, judgeSchema } from "./judge-file.js";
