import { ClaimbookError } from "../../errors.js";
import type { Library } from "../library/library.js";
import { all, any, parseQuery, printQuery, type Query } from "../query/index.js";
import { wordsOf } from "../words/words.js";
import { type KeyPhrase, keyPhrases, type PhraseStatistics, phraseStatistics } from "./key-phrases.js";
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
  /** In the order of the question; for screening, all of them, whether or not the query asks for them. */
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

/** Concepts that must all be there; more would find nothing, so the others only rank. */
const mostRequired = 3;
const longestQuestion = 5_000;

/**
 * Plans a search: the question's key phrases, each widened by its synonyms, the most telling ones joined by AND. How
 * telling one is: quoted phrases, names and phrases before single words, then what is rarer in the library, then the
 * longer word.
 *
 * @throws ClaimbookError (`usage`) for a question that says nothing to search for, or a query that cannot be read
 */
export function planSearch(question: string, options: PlanOptions = {}): SearchPlan {
  const text = question.trim();
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
    phrases.length > 0 ? phrases.map(conceptOf) : given === undefined ? [] : queryConcepts(given);
  if (concepts.length === 0) {
    throw new ClaimbookError("it has no word to search for", {
      kind: "usage",
      where: "the question",
      wayOut: "Name the subject, or give a boolean query.",
    });
  }
  const query = given ?? all(telling(phrases, statistics).map((phrase) => anyOf(conceptOf(phrase))));
  return { question: text, concepts, query, text: printQuery(query) };
}

function* textsOf(library: Library | undefined): Generator<string> {
  for (const { item } of library?.works ?? []) yield `${item.title}\n${item.abstract ?? ""}`;
}

function conceptOf({ text, why }: KeyPhrase): Concept {
  const more = synonymsOf(text);
  return { terms: [text, ...more], why: more.length === 0 ? why : `${why}, with other terms for it` };
}

function anyOf({ terms }: Concept): Query {
  return any(terms.map((text) => ({ kind: "term", text, phrase: /[\s-]/.test(text) })));
}

function telling(phrases: readonly KeyPhrase[], statistics: PhraseStatistics): KeyPhrase[] {
  const worth = (phrase: KeyPhrase) => {
    const kind = phrase.why.startsWith("quoted") ? 4 : phrase.why === "a name" ? 3 : phrase.phrase ? 2 : 0;
    const rarest = Math.min(...phrase.terms.map((term) => statistics.word(term)));
    // A word that the library never has is as likely a word of another field as a rare one.
    const rare = statistics.texts === 0 || rarest === 0 ? 0.5 : 1 - rarest / statistics.texts;
    return kind + rare + Math.min([...phrase.text].length, 20) / 40;
  };
  const chosen = new Set([...phrases].sort((a, b) => worth(b) - worth(a)).slice(0, mostRequired));
  return phrases.filter((phrase) => chosen.has(phrase));
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
