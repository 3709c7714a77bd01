export { type Coverage, coverage, type UnknownDocuments, unknownDocuments } from "./coverage.js";
export { expandMeasures } from "./measure-names.js";
export { type ReadOptions, readQrels, readRun, type TrecRun } from "./read.js";
export { writeQrels, writeRun } from "./write.js";
