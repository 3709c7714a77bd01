import { type Captions, candidates, languageInfo, trainingTexts } from "../datasets/index.js";
import { sha256Of } from "../sha256.js";
import type { Corpus } from "./corpus.js";
import type { QueryFacts } from "./results.js";

/** The texts of `cldr-captions` in the shape of an experiment. */
export function corpusOf({ data, record }: Captions): Corpus {
  const { texts, ids, groups, locales } = candidates(data);
  return {
    hash: sha256Of(JSON.stringify(record)),
    locales: data.locales.map(({ locale }) => locale),
    training: [...trainingTexts(data)],
    candidates: { texts, ids, groups, locales },
    queries: {
      texts: data.evaluation.map(({ text }) => text),
      groups: Int32Array.from(data.evaluation, ({ picture }) => picture),
      locales: Int32Array.from(data.evaluation, ({ locale }) => locale),
    },
  };
}

/** What is known of each test query, in the order of `corpusOf`. */
export function queryFactsOf({ data }: Captions): QueryFacts[] {
  return data.evaluation.map(({ split, locale }) => {
    const { locale: name, scriptName, scriptGroup, resourceClass } = data.locales[locale]!;
    const { family } = languageInfo(name);
    return { split, locale: name, script: scriptName, scriptGroup, resourceClass, family };
  });
}
