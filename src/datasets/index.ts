export { trainedOnGroups, withScarceLanguages } from "./caption-choice.js";
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
export { DatasetFiles } from "./dataset-files.js";
export {
  DOMAIN_LANGUAGES,
  DOMAINS,
  type Domain,
  DomainMatrix,
  type DomainName,
  type DomainScore,
  type DomainShift,
  type DomainShiftOptions,
  domainShift,
  fillDomainMatrix,
  type MatrixOptions,
  type Shift,
  XLSD_NOTE,
} from "./domains/index.js";
export type { DataFile, DataSource, DatasetKind, LoadOptions } from "./entry.js";
export { dataFolder, dataFolders } from "./folder.js";
export {
  knownLanguages,
  type LanguageInfo,
  languageBranches,
  languageInfo,
  languageTag,
  phylogeneticDistance,
  TYPOLOGY_KINDS,
  Typology,
  type TypologyKind,
  typologicalDistance,
  typology,
} from "./languages/index.js";
export {
  corpusSide,
  findLeakage,
  judgedSide,
  type Leakage,
  LeakageIndex,
  type LeakageOptions,
  LeakageReport,
  type LeakageSide,
  type LeakageSource,
  type LeakageText,
  type LeakedPair,
  leakageReport,
  retrievalSide,
  sameText,
  sideOf,
  trainingSide,
  withoutLeaks,
} from "./leakage/index.js";
export { type LocaleInfo, localeInfo, type ScriptGroup, scriptGroup } from "./locale-info.js";
export {
  CORPUS_SPLITS,
  type CorpusSplit,
  type NtrexOptions,
  nearestAccuracy,
  ntrex,
  ParallelCorpus,
  SENTENCE_TASKS,
  type Sentence,
  type SentenceTask,
  type Sib200Options,
  type SplitShares,
  sib200,
  type TaskOptions,
  type TatoebaOptions,
  tatoeba,
  tatoebaTask,
  tatoebaTasks,
  XTREME_R_TATOEBA_LANGUAGES,
} from "./parallel/index.js";
export { PICTURE_GROUPS, type PictureGroup, pictureGroup } from "./picture-groups.js";
export { DatasetRecord } from "./record.js";
export { type DatasetEntry, dataset, datasets } from "./registry.js";
export * from "./retrieval/index.js";
export type {
  CorpusDocument,
  JudgedRetrieval,
  LocaleTexts,
  ParallelRetrieval,
  ParallelText,
  ParallelTraining,
} from "./retrieval-data.js";
export { type Xm3600Options, xm3600 } from "./xm3600.js";
