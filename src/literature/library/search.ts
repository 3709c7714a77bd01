import MiniSearch from "minisearch";
import { type Clock, isoDay, now } from "../../clock.js";
import { ClaimbookError } from "../../errors.js";
import type { SearchLog } from "../search-log.js";
import { contentWords } from "../words/content-words.js";
import { isContent } from "../words/stop-words.js";
import { wordsOf } from "../words/words.js";
import type { Library } from "./library.js";
import { locatedPassages } from "./work.js";

export interface LibrarySearchOptions {
  /** Most works included. Defaults to 10. */
  limit?: number;
  /** Share of the best BM25 score that a work must reach, 0..1. Defaults to 0.15. */
  threshold?: number;
  /** Share of the question's content words that a work must contain, 0..1. Defaults to 0.3. */
  coverage?: number;
  /** Gives the date of the record. Defaults to the present, or `SOURCE_DATE_EPOCH`. */
  now?: Clock;
}

interface Document {
  id: string;
  title: string;
  statements: string;
}

/**
 * Searches the titles, abstracts and statements of a library by BM25 (MiniSearch: BM25+ of Lv and Zhai 2011;
 * titles count double) and screens what it finds.
 *
 * Found is a work that shares any content word with the question; included one whose score reaches `threshold`
 * times the best and that has `coverage` of the question's words, up to `limit`. Every exclusion states its
 * reason with the numbers.
 *
 * @throws ClaimbookError (`usage`) for a question without content words, or options out of range
 */
export function searchLibrary(
  library: Library,
  question: string,
  options: LibrarySearchOptions = {},
): SearchLog {
  const { limit = 10, threshold = 0.15, coverage = 0.3 } = options;
  if (!Number.isInteger(limit) || limit < 1) throw usage(`limit ${limit} is not a whole number above 0`);
  for (const [name, share] of Object.entries({ threshold, coverage })) {
    if (!(share >= 0 && share <= 1)) throw usage(`${name} ${share} is not between 0 and 1`);
  }
  const words = contentWords(question);
  const query = new Set(words.map((word) => word.term));
  if (query.size === 0) throw usage("the question has no word to search for");

  const byId = new Map(library.works.map((work) => [work.id, work]));
  const index = new MiniSearch<Document>({
    fields: ["title", "statements"],
    tokenize: (text) => contentTerms(text),
    processTerm: (term) => term,
  });
  index.addAll(
    library.works.map((work) => ({
      id: work.id,
      title: work.item.title,
      statements: locatedPassages(work)
        .map((passage) => passage.text)
        .join("\n"),
    })),
  );
  const hits = index
    .search(question, { boost: { title: 2 }, combineWith: "OR", prefix: false, fuzzy: false })
    .map((hit) => ({
      work: byId.get(String(hit.id))!,
      score: hit.score,
      matched: new Set(hit.queryTerms.filter((term) => query.has(term))).size,
    }))
    .sort((a, b) => b.score - a.score || (a.work.id < b.work.id ? -1 : 1));
  const found = new Set(hits.map((hit) => hit.work));
  const duplicates = library.duplicates.filter((entry) => found.has(entry.of)).length;

  const best = hits[0]?.score ?? 0;
  const included: SearchLog["included"] = [];
  const excluded: SearchLog["excluded"] = [];
  for (const { work, score, matched } of hits) {
    const share = matched / query.size;
    let reason: string | undefined;
    if (share < coverage) {
      reason = `has ${matched} of the question's ${query.size} terms, below the ${Math.ceil(coverage * query.size)} required`;
    } else if (score < threshold * best) {
      reason = `BM25 score ${score.toFixed(1)}, below ${(threshold * best).toFixed(1)} (${threshold} of the best, ${best.toFixed(1)})`;
    } else if (included.length >= limit) {
      reason = `BM25 score ${score.toFixed(1)}, ranked after the ${limit} works that the limit allows`;
    }
    if (reason === undefined) included.push(work.item);
    else excluded.push({ work: work.id, title: work.item.title, reason });
  }
  return {
    schema: "claimbook/search/1",
    question: question.trim(),
    sources: [
      {
        name: "local library",
        query: words.map((word) => word.surface.toLowerCase()).join(" OR "),
        limits: `at most ${limit} works; score at least ${threshold} of the best; at least ${coverage} of the terms`,
        date: isoDay((options.now ?? now)()),
        hits: hits.length + duplicates,
      },
    ],
    identified: hits.length + duplicates,
    duplicates,
    screened: hits.length,
    excluded,
    included,
  };
}

/** With repetitions, which BM25 counts. */
function contentTerms(text: string): string[] {
  return wordsOf(text)
    .filter(isContent)
    .map((word) => word.term);
}

function usage(what: string): ClaimbookError {
  return new ClaimbookError(what, { kind: "usage", where: "search()" });
}
