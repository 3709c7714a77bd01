import { trainingTexts } from "../caption-data.js";
import { captions } from "../captions.js";
import type { LoadOptions } from "../entry.js";
import { ntrex, type SentenceTask, sib200, tatoeba } from "../parallel/index.js";
import type { DatasetRecord } from "../record.js";
import { mlqaR } from "../retrieval/mlqa-r.js";
import { xquadR } from "../retrieval/xquad-r.js";
import type { ParallelRetrieval, ParallelText } from "../retrieval-data.js";

export const DOMAINS = ["captions", "news", "wikipedia-qa", "encyclopedic", "conversational"] as const;
export type DomainName = (typeof DOMAINS)[number];

/** What can be drawn from for a domain. The two sides have no group in common; their numbers are their own. */
export interface DomainPool {
  /** For people: what the texts are, what asks and what is asked for. */
  about: string;
  training: readonly ParallelText[];
  heldOut: readonly ParallelText[];
  records: readonly DatasetRecord[];
}

export interface PoolOptions extends Pick<LoadOptions, "env" | "project"> {
  languages: readonly string[];
  /** For the domains that are sentences: news, encyclopedic, conversational. */
  task: Exclude<SentenceTask, "context">;
  seed: number;
}

/** Share of the documents or sentences that is kept from training, where the data set has no test set of its own. */
const HELD_OUT = { validation: 0, test: 0.42 };

/** Reads what a domain is made of. @throws as the readers of the data sets do */
export const domainPools: Readonly<Record<DomainName, (options: PoolOptions) => Promise<DomainPool>>> = {
  async captions({ languages, seed }) {
    const { data, record } = await captions({
      locales: languages,
      testPictures: CAPTION_PICTURES,
      validationPictures: 0,
      seed,
    });
    const asked = new Map(
      data.evaluation.flatMap(({ split, picture, locale, text }) =>
        split === "unseen pictures" ? [[`${picture} ${data.locales[locale]!.locale}`, text] as const] : [],
      ),
    );
    return {
      about:
        "Captions of pictures (cldr-captions): up to three keywords that it does not have ask for a caption.",
      training: [...trainingTexts(data)].flatMap((text) =>
        text.queries.length === 0 ? [] : [{ ...text, queries: [text.queries.slice(0, 3).join(" ")] }],
      ),
      heldOut: data.locales.flatMap(({ locale }, l) =>
        data.heldOut.map((picture): ParallelText => {
          const query = asked.get(`${picture} ${locale}`);
          return {
            group: picture,
            locale,
            queries: query === undefined ? [] : [query],
            passage: data.captions[l]![picture]!,
          };
        }),
      ),
      records: [record],
    };
  },

  async news(options) {
    const corpus = await ntrex({ ...reading(options), shares: HELD_OUT });
    return sentences(corpus, "News sentences (NTREX-128), split by document", options);
  },

  async "wikipedia-qa"(options) {
    const [training, heldOut] = [await mlqaR(reading(options)), await xquadR(reading(options))];
    return {
      about:
        "Wikipedia: a question asks for the sentence that has the answer. Trained on MLQA-R, tested on XQuAD-R; " +
        "who trains so cannot call a result on MLQA-R zero-shot.",
      training: questionTexts(training),
      heldOut: questionTexts(heldOut),
      records: [training.record, heldOut.record],
    };
  },

  async encyclopedic(options) {
    const corpus = await sib200({ ...reading(options), splits: "neighbourhoods", shares: HELD_OUT });
    return sentences(
      corpus,
      "Encyclopedic and informative sentences (SIB-200: FLORES-200's from Wikijunior, Wikivoyage and Wikinews)",
      options,
    );
  },

  async conversational(options) {
    const corpus = await tatoeba({ ...reading(options), shares: HELD_OUT });
    return sentences(corpus, "Everyday sentences, as in conversation (Tatoeba)", options);
  },
};

/** Pictures of each test split of `captions`; one of the two is used. */
const CAPTION_PICTURES = 300;

function reading({ languages, env, project, seed }: PoolOptions) {
  return {
    languages,
    seed,
    ...(env === undefined ? {} : { env }),
    ...(project === undefined ? {} : { project }),
  };
}

const ASKS: Readonly<Record<PoolOptions["task"], string>> = {
  part: "half of a sentence asks for the whole",
  halves: "half of a sentence asks for the other half",
  translation: "a sentence asks for itself, in any language",
};

function sentences(
  corpus: Awaited<ReturnType<typeof ntrex>>,
  about: string,
  { languages, task, seed }: PoolOptions,
): DomainPool {
  const texts = (split: "training" | "test") => corpus.training({ task, languages, split, seed }).texts;
  return {
    about: `${about}: ${ASKS[task]}.`,
    training: texts("training"),
    heldOut: texts("test"),
    records: [corpus.record],
  };
}

/** Questions with the sentence of their own language that answers them. */
function questionTexts({ queries, candidates, relevant, locales }: ParallelRetrieval): ParallelText[] {
  return queries.texts.flatMap((text, q): ParallelText[] => {
    const group = queries.groups[q]!;
    const answer = relevant[group]!.find((candidate) => candidates.locales[candidate] === queries.locales[q]);
    return answer === undefined
      ? []
      : [
          {
            group,
            locale: locales[queries.locales[q]!]!,
            queries: [text],
            passage: candidates.texts[answer]!,
          },
        ];
  });
}
