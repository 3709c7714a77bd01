export {
  type CheckOptions,
  type CountCheck,
  checkDataset,
  type DatasetCheck,
  type FileCheck,
} from "./check.js";
export { datasetLanguages } from "./dataset-languages.js";
export { isPresent, knownBytes } from "./facts.js";
export { DataLock } from "./lock.js";
export { manifestFiles, readManifest } from "./manifest.js";
export { type Pulled, type PulledFile, type PullOptions, type PullProgress, pullDataset } from "./pull.js";
