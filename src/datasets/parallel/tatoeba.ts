import { DatasetFiles } from "../dataset-files.js";
import type { DatasetEntry, LoadOptions } from "../entry.js";
import { ParallelCorpus } from "./parallel-corpus.js";
import { DEFAULT_SHARES, documentSizes, type SplitShares, splitDocuments } from "./splits.js";
import { TATOEBA, tatoebaPairs } from "./tatoeba-pairs.js";

export interface TatoebaOptions extends LoadOptions {
  /** Shares of the English sentences for validation and test. Defaults to a tenth each. */
  shares?: SplitShares;
  /** Defaults to 1. */
  seed?: number;
}

/**
 * LASER's Tatoeba test set (Artetxe and Schwenk 2019) as parallel text: up to 1,000 sentences in each of 112 languages
 * with their English translations. Pairs with the same English sentence become one sentence in several languages, so
 * that there are pairs without English too.
 *
 * The whole of it is the test set of XTREME's and XTREME-R's Tatoeba task (`tatoebaTask`): who trains on it cannot
 * report that task. Many sentences differ in a word only ("Tom needs water", "Tom needed water"): run `findLeakage`
 * over its splits.
 *
 * @throws {ClaimbookError} as `tatoebaPairs`
 */
export async function tatoeba(options: TatoebaOptions = {}): Promise<ParallelCorpus> {
  const { shares = DEFAULT_SHARES, seed = 1 } = options;
  const files = new DatasetFiles(TATOEBA, options);
  const pairs = await tatoebaPairs(
    files,
    options.languages?.filter((language) => language !== "en"),
  );
  const numbers = new Map<string, number>();
  const locales = ["en", ...pairs.map(({ language }) => language)];
  const texts = locales.map(() => new Map<number, string>());
  for (const [p, { sentences, english }] of pairs.entries()) {
    for (const [line, source] of english.entries()) {
      const number = numbers.get(source) ?? numbers.size;
      numbers.set(source, number);
      texts[0]!.set(number, source);
      texts[p + 1]!.set(number, sentences[line]!);
    }
  }
  const english = [...numbers.keys()];
  const splits = splitDocuments(documentSizes(english), shares, seed);
  return new ParallelCorpus(
    {
      locales,
      sentences: english.map((sentence, number) => ({ id: String(number), split: splits.get(sentence)! })),
      texts,
    },
    {
      schema: "claimbook/dataset/1",
      name: TATOEBA,
      version: "2018-11-17",
      origin: "https://github.com/facebookresearch/LASER, data/tatoeba/v1 (sentences of tatoeba.org)",
      licence: "CC-BY-2.0-FR",
      sha256: files.sha256(),
      options: { languages: locales, shares, seed },
    },
  );
}

export const tatoebaLaser: DatasetEntry = {
  name: TATOEBA,
  about: "Up to 1,000 short sentences in each of 112 languages with their English translations.",
  kind: "parallel text",
  home: "https://github.com/facebookresearch/LASER/tree/main/data/tatoeba",
  licence: "CC-BY-2.0-FR",
  citation:
    "Artetxe and Schwenk (2019). Massively Multilingual Sentence Embeddings for Zero-Shot Cross-Lingual Transfer and Beyond. TACL 7.",
  languages: [],
  needsNetwork: false,
  sources: [{ kind: "pinned", manifest: TATOEBA }],
  load: (options) => tatoeba(options),
};
