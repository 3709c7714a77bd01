export {
  askedPictures,
  type Candidates,
  type CaptionData,
  candidates,
  type EvaluationQuery,
  SPLITS,
  type Split,
  trainingTexts,
} from "./caption-data.js";
export { type CaptionOptions, captions, DEFAULT_LOCALES } from "./captions.js";
export { Captions, type LocaleCounts } from "./cldr-captions.js";
export { type LocaleInfo, localeInfo, type ScriptGroup, scriptGroup } from "./locale-info.js";
export { DatasetRecord } from "./record.js";
export { type DatasetEntry, dataset, datasets } from "./registry.js";
