import { languageInfo } from "../../datasets/languages/index.js";
import type { QueryFacts } from "../results.js";
import type { EvaluationSet } from "./model-job.js";

/** What is known of each query of an evaluation set, in its order. */
export function retrievalFacts({ locales, queries }: EvaluationSet, split: string): QueryFacts[] {
  const facts = locales.map((locale) => {
    const { scriptName, scriptGroup, resourceClass, family } = languageInfo(locale);
    return {
      split,
      locale,
      script: scriptName,
      scriptGroup,
      family,
      ...(resourceClass === undefined ? {} : { resourceClass }),
    };
  });
  return Array.from(queries.locales, (locale) => facts[locale]!);
}
