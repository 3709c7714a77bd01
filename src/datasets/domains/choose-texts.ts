import { ClaimbookError } from "../../errors.js";
import type { Random } from "../../random.js";
import type { ParallelText } from "../retrieval-data.js";
import { normalized } from "../text.js";

export interface ChosenTexts {
  /**
   * The texts of the chosen groups. A language whose queries are complete comes along without them, as an answer to
   * the others' queries.
   */
  texts: ParallelText[];
  /** Groups that were not chosen and have no passage in common with those that were, in random order. */
  rest: ParallelText[][];
}

/**
 * Groups of a pool such that every language has exactly as many queries as asked for. Each group is there in two
 * languages or more, so that every query has an answer in another language; groups of many languages go first. No
 * passage and no query (as `normalized`) is chosen twice in a language.
 *
 * @param where for the error: domain and side
 * @throws {ClaimbookError} kind `usage` when the pool has not enough, naming the language
 */
export function chooseTexts(
  pool: readonly ParallelText[],
  languages: readonly string[],
  perLanguage: number,
  random: Random,
  where: string,
): ChosenTexts {
  const wanted = new Map(languages.map((language) => [language, perLanguage]));
  const used = new Set<string>();
  const texts: ParallelText[] = [];
  const rest: ParallelText[][] = [];
  // The sort keeps the random order of groups of equally many languages.
  const groups = random.shuffle(byGroup(pool)).sort((a, b) => b.length - a.length);
  for (const group of groups) {
    const marks = group.flatMap(({ locale, queries, passage }) => [
      `${locale} passage ${normalized(passage)}`,
      ...queries.map((query) => `${locale} query ${normalized(query)}`),
    ]);
    if (marks.some((mark) => used.has(mark))) continue;
    const asking = group.filter(({ locale, queries }) => queries.length > 0 && wanted.get(locale)! > 0);
    const asks = group.length > 1 && asking.length > 0;
    for (const mark of marks) used.add(mark);
    if (!asks) {
      rest.push(group);
      continue;
    }
    for (const text of group) {
      const complete = !asking.includes(text);
      texts.push(complete ? { ...text, queries: [] } : text);
      if (!complete) wanted.set(text.locale, wanted.get(text.locale)! - 1);
    }
  }
  const short = [...wanted].find(([, left]) => left > 0);
  if (short !== undefined) {
    const [language, left] = short;
    throw new ClaimbookError(
      `only ${perLanguage - left} queries are to be had in "${language}", not ${perLanguage}`,
      {
        kind: "usage",
        where,
        wayOut: "Ask for fewer texts or queries, or leave out the language or the domain.",
      },
    );
  }
  return { texts, rest };
}

function byGroup(pool: readonly ParallelText[]): ParallelText[][] {
  const groups = new Map<number, ParallelText[]>();
  for (const text of pool) {
    const group = groups.get(text.group);
    if (group === undefined) groups.set(text.group, [text]);
    else group.push(text);
  }
  return [...groups.values()];
}

/**
 * Passages added to a held-out set that nothing asks for, until every language has as many candidates as asked for.
 *
 * @throws {ClaimbookError} kind `usage` when a language has more already, or not so many
 */
export function withDistractors(
  { texts, rest }: ChosenTexts,
  languages: readonly string[],
  perLanguage: number,
  where: string,
): ParallelText[] {
  const all = [...texts];
  for (const language of languages) {
    const asked = texts.filter(({ locale }) => locale === language).length;
    const more = rest
      .flatMap((group) => group.filter(({ locale }) => locale === language))
      .slice(0, Math.max(0, perLanguage - asked));
    if (asked + more.length !== perLanguage) {
      throw new ClaimbookError(
        `${asked + more.length} candidates in "${language}", ${asked} of them asked for; not ${perLanguage}`,
        {
          kind: "usage",
          where,
          wayOut: "Ask for another number of candidates, or for fewer queries.",
        },
      );
    }
    all.push(...more.map((text) => ({ ...text, queries: [] })));
  }
  return all;
}
