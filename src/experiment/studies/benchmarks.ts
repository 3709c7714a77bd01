import {
  beir,
  type JudgedRetrieval,
  languageTag,
  lareqa,
  miracl,
  mlqaR,
  ntrex,
  type ParallelRetrieval,
  type ParallelTraining,
  sib200,
  tatoeba,
  tatoebaTasks,
  XLSD_NOTE,
  xm3600,
  xquadR,
} from "../../datasets/index.js";

/** What a research question names as its measure, and what it takes to measure on it. */
export interface NamedBenchmark {
  /** As the question names it. */
  name: string;
  /** Why the small run does not use it, a whole sentence. */
  notAtHand: string;
  /** What a run on it takes, for people. */
  takes: string;
  /** By the name that a reader shall see; the first is the main one. */
  parallel?: (languages?: readonly string[]) => Promise<Record<string, ParallelRetrieval>>;
  /** Sets with judgements and a corpus each, one at a time: a corpus may have millions of passages. */
  judged?: (languages?: readonly string[]) => Promise<JudgedRetrieval[]>;
  /** Parallel text that has nothing to do with the benchmark, to fine-tune on. */
  training: readonly TrainingSource[];
}

export type TrainingSource = "ntrex" | "sib200" | "tatoeba";
export type BenchmarkName = keyof typeof benchmarks;

/** The nine training languages of arXiv 2408.10536. */
export const trainingLanguages = ["ar", "de", "en", "es", "hi", "ru", "th", "tr", "zh"] as const;

const weights = "weights of a multilingual model (`claimbook models pull`), a GPU or much patience";

/** The benchmarks of the five research questions. */
export const benchmarks = {
  XM3600: {
    name: "XM3600",
    notAtHand:
      "XM3600 (photographs with captions in 36 languages) is no part of any npm package and has to be fetched from its home.",
    takes: `the captions of XM3600 (\`claimbook data pull xm3600\`), ${weights}`,
    parallel: async (languages) => ({ XM3600: await xm3600(asked(languages)) }),
    training: ["ntrex", "sib200", "tatoeba"],
  },
  XLSD: {
    name: "XLSD",
    notAtHand: XLSD_NOTE.replace("; the domain-shift suite", ". The domain-shift suite").replace(
      "stands in for it",
      "can stand in for it",
    ),
    takes: `the data sets of the domain-shift suite (\`claimbook data list\`), ${weights}`,
    training: [],
  },
  "BEIR and XTREME-R": {
    name: "BEIR and XTREME-R",
    notAtHand:
      "Neither BEIR (English corpora) nor the retrieval tasks of XTREME-R (LAReQA, Tatoeba, Mewsli-X) are part of any npm package, and an encoder that knows only what minutes of training can teach it has nothing to say on them.",
    takes: `a part of BEIR (\`claimbook data pull beir\`), XQuAD-R and Tatoeba, ${weights}`,
    parallel: async (languages) => ({
      LAReQA: await lareqa(),
      ...Object.fromEntries(
        [...(await tatoebaTasks(asked(languages)))].map(([tag, task]) => [`Tatoeba ${tag}`, task]),
      ),
    }),
    judged: async () => [await beir({ part: "scifact" })],
    training: ["ntrex", "sib200"],
  },
  MLQA: {
    name: "MLQA",
    notAtHand:
      "MLQA (as retrieval: MLQA-R) is no part of any npm package; among its seven languages none is low in resources, which the question asks about.",
    takes: `MLQA-R (\`claimbook data pull mlqa-r\`), ${weights}`,
    parallel: async (languages) => ({ "MLQA-R": await mlqaR(asked(languages)) }),
    training: ["ntrex", "sib200", "tatoeba"],
  },
  MIRACL: {
    name: "MIRACL",
    notAtHand:
      "MIRACL's questions ask 18 Wikipedias of up to 33 million passages, which have to be fetched and encoded; an encoder that is trained in minutes cannot read them.",
    takes: `MIRACL with the corpora of the languages asked for (\`claimbook data pull miracl\`), XQuAD-R, ${weights}`,
    parallel: async () => ({ "XQuAD-R": await xquadR() }),
    judged: async (languages = ["sw", "bn", "te", "th", "fi"]) => {
      const sets: JudgedRetrieval[] = [];
      for (const language of languages) sets.push(await miracl({ language }));
      return sets;
    },
    training: ["ntrex", "sib200", "tatoeba"],
  },
} as const satisfies Record<string, NamedBenchmark>;

/**
 * Parallel text for fine-tuning, in those of the languages that each source has.
 *
 * @throws {ClaimbookError} kind `could-not-run` naming a data set that is not there and how to get it
 */
export async function trainingText(
  sources: readonly TrainingSource[],
  languages: readonly string[],
): Promise<ParallelTraining[]> {
  const wanted = new Set(languages.map(languageTag));
  const texts: ParallelTraining[] = [];
  for (const source of sources) {
    const corpus = await { ntrex, sib200, tatoeba }[source]();
    const chosen = corpus.locales.filter((tag) => wanted.has(tag));
    // Neighbouring sentences ask for each other where the source keeps them in their order.
    texts.push(corpus.training({ task: source === "ntrex" ? "context" : "part", languages: chosen }));
  }
  return texts;
}

function asked(languages: readonly string[] | undefined): { languages?: readonly string[] } {
  return languages === undefined ? {} : { languages };
}
