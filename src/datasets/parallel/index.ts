export { type NtrexOptions, ntrex } from "./ntrex.js";
export {
  CORPUS_SPLITS,
  type CorpusSplit,
  ParallelCorpus,
  type Sentence,
  type TaskOptions,
} from "./parallel-corpus.js";
export { SENTENCE_TASKS, type SentenceTask } from "./sentence-task.js";
export { type Sib200Options, sib200 } from "./sib-200.js";
export type { SplitShares } from "./splits.js";
export { type TatoebaOptions, tatoeba } from "./tatoeba.js";
export { nearestAccuracy, tatoebaTask, tatoebaTasks, XTREME_R_TATOEBA_LANGUAGES } from "./tatoeba-task.js";
