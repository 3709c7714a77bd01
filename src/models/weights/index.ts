export type { Dtype } from "./header.js";
export { openWeights, type StoredWeights } from "./open-weights.js";
export { readShaped } from "./read-shaped.js";
export { type ReadOptions, SafetensorsFile } from "./safetensors-file.js";
export { type StoredDtype, type WriteOptions, writeSafetensors } from "./write-safetensors.js";
