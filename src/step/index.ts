export { type DataFile, dataFile } from "./data-file.js";
export {
  type StepFunction,
  type StepInputs,
  type StepOptions,
  type StepWork,
  type StoredForm,
  step,
} from "./step.js";
export { type StoredEntry, type StoredNote, stepCache, ValueStore } from "./store.js";
