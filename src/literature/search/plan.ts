import { ClaimbookError } from "../../errors.js";
import type { Library } from "../library/library.js";
import { all, any, parseQuery, printQuery, type Query } from "../query/index.js";
import { wordsOf } from "../words/words.js";
import {
  isUnspaced,
  type KeyPhrase,
  keyPhrases,
  type PhraseStatistics,
  phraseStatistics,
} from "./key-phrases.js";
import { isKnownPhrase, synonymsOf } from "./synonyms.js";

/** A concept of the question: any of the terms stands for it. */
export interface Concept {
  /** The question's own term first. */
  terms: readonly string[];
  /** Where it came from, in words. */
  why: string;
}

/** What will be searched for. */
export interface SearchPlan {
  question: string;
  /**
   * In the order of the question; for screening, all of them, whether or not the query asks for them. Words that the
   * query looks for together without knowing them as a phrase are a concept each: a text that names most of them is on
   * topic.
   */
  concepts: readonly Concept[];
  query: Query;
  /** The query as the user sees it, and as `parseQuery` reads it. */
  text: string;
}

export interface PlanOptions {
  /** A boolean query instead of a planned one. */
  query?: string;
  /** Titles and abstracts that tell which words belong together and which are rare. */
  library?: Library;
}

const longestQuestion = 5_000;

/**
 * Plans a search: the question's key phrases, each widened by its synonyms. The most telling one must be there (two of
 * them, from four on) and one of the others at least: asking for all would find nothing, and screening ranks by all of
 * them. How telling one is: quoted phrases, names and phrases before single words, then what is rarer in the library,
 * then the longer word.
 *
 * @throws ClaimbookError (`usage`) for a question that says nothing to search for, or a query that cannot be read
 */
export function planSearch(question: string, options: PlanOptions = {}): SearchPlan {
  const text = question.trim().normalize("NFC");
  if (text.length > longestQuestion) {
    throw new ClaimbookError(`the question has ${text.length} characters`, {
      kind: "usage",
      where: "the question",
      wayOut: `Ask in ${longestQuestion} characters at most.`,
    });
  }
  const statistics = phraseStatistics(textsOf(options.library));
  const phrases = keyPhrases(text, statistics, isKnownPhrase);
  const given = options.query === undefined ? undefined : parseQuery(options.query);
  const concepts =
    phrases.length > 0
      ? distinct(phrases.flatMap(wordsOfLoose).map(conceptOf))
      : given === undefined
        ? []
        : queryConcepts(given);
  if (concepts.length === 0) {
    throw new ClaimbookError("it has no word to search for", {
      kind: "usage",
      where: "the question",
      wayOut: "Name the subject, or give a boolean query.",
    });
  }
  const query = given ?? queryOf(distinct(phrases.map(conceptOf)), phrases, statistics);
  return { question: text, concepts, query, text: printQuery(query) };
}

function* textsOf(library: Library | undefined): Generator<string> {
  for (const { item } of library?.works ?? []) yield item.title;
  for (const passage of library?.passages ?? []) yield passage.text;
}

/** Concepts that share a term are one. */
function distinct(concepts: readonly Concept[]): Concept[] {
  const found: Concept[] = [];
  for (const concept of concepts) {
    const key = (term: string) => term.toLowerCase().replace(/-/g, " ");
    const terms = new Set(concept.terms.map(key));
    const at = found.findIndex((earlier) => earlier.terms.some((term) => terms.has(key(term))));
    if (at < 0) found.push(concept);
    else {
      const all = new Map([...found[at]!.terms, ...concept.terms].map((term) => [key(term), term]));
      found[at] = { terms: [...all.values()], why: found[at]!.why };
    }
  }
  return found;
}

function conceptOf({ text, why }: KeyPhrase): Concept {
  const more = synonymsOf(text);
  return { terms: [text, ...more], why: more.length === 0 ? why : `${why}, with other terms for it` };
}

/** A known phrase stays one; of neighbours that nothing is known of, each word counts by itself. */
function wordsOfLoose(phrase: KeyPhrase): KeyPhrase[] {
  const { text, terms, phrase: isPhrase } = phrase;
  if (isPhrase || terms.length === 1) return [phrase];
  return text
    .split(" ")
    .map((word, i) => ({ text: word, phrase: false, terms: [terms[i]!], why: "a word of the question" }));
}

function anyOf({ terms }: Concept, phrases: readonly KeyPhrase[]): Query {
  return any(
    terms.map((text) => {
      const loose = phrases.some((phrase) => phrase.text === text && !phrase.phrase);
      const words = loose && !isUnspaced(text) ? text.split(" ") : [text];
      return all(
        words.map((word) => ({ kind: "term", text: word, phrase: /[\s-]/.test(word) || isUnspaced(word) })),
      );
    }),
  );
}

function queryOf(
  concepts: readonly Concept[],
  phrases: readonly KeyPhrase[],
  statistics: PhraseStatistics,
): Query {
  const worth = (concept: Concept) =>
    Math.max(
      ...phrases
        .filter((phrase) => concept.terms.includes(phrase.text))
        .map((phrase) => telling(phrase, statistics)),
      0,
    );
  const ranked = [...concepts].sort((a, b) => worth(b) - worth(a));
  const required = new Set(ranked.slice(0, concepts.length < 3 ? 2 : concepts.length < 4 ? 1 : 2));
  const others = concepts.filter((concept) => !required.has(concept));
  return all([
    ...concepts.filter((concept) => required.has(concept)).map((concept) => anyOf(concept, phrases)),
    ...(others.length === 0 ? [] : [any(others.map((concept) => anyOf(concept, phrases)))]),
  ]);
}

function telling(phrase: KeyPhrase, statistics: PhraseStatistics): number {
  const kind = phrase.why.startsWith("quoted")
    ? 4
    : phrase.why === "a name"
      ? 3
      : phrase.phrase
        ? 2
        : phrase.terms.length > 1
          ? 1
          : 0;
  const rarest = Math.min(...phrase.terms.map((term) => statistics.word(term)));
  // A word that the library never has is as likely a word of another field as a rare one.
  const rare = statistics.texts === 0 || rarest === 0 ? 0.5 : 1 - rarest / statistics.texts;
  return kind + rare + Math.min([...phrase.text].length, 20) / 40;
}

/** The terms of a query as concepts: those of one OR stand for each other; what NOT rules out is none. */
function queryConcepts(query: Query): Concept[] {
  const why = "a term of the query";
  switch (query.kind) {
    case "term":
      return query.field === "author" || wordsOf(query.text).length === 0
        ? []
        : [{ terms: [query.text], why }];
    case "or": {
      const terms = query.parts.flatMap(queryConcepts).flatMap((concept) => concept.terms);
      return terms.length === 0 ? [] : [{ terms, why }];
    }
    case "and":
      return query.parts.flatMap(queryConcepts);
    default:
      return [];
  }
}
