import MiniSearch from "minisearch";
import type { FoundWork } from "../deduplication/index.js";
import { contentOf, mayMatch, type Query } from "../query/index.js";
import type { ExclusionKind } from "../search-log.js";
import { isContent } from "../words/stop-words.js";
import { wordsOf } from "../words/words.js";
import type { Concept } from "./plan.js";

/** From where on a work is included. */
export interface ScreeningRules {
  /** First and last year of publication. */
  since?: number;
  until?: number;
  /** Most works included. Defaults to 50. */
  include: number;
  /** Share of the best score that a work must reach, 0..1. Defaults to 0.15. */
  threshold: number;
  /** Share of the question's concepts that title and abstract must name, 0..1. Defaults to 0.5. */
  coverage: number;
  /** What becomes of retracted works: left out, or included with a warning. Defaults to `exclude`. */
  retracted: "exclude" | "flag";
}

export const defaultRules: ScreeningRules = {
  include: 50,
  threshold: 0.15,
  coverage: 0.5,
  retracted: "exclude",
};

/** Similarities of works to the question by an encoder, by the work's first record. */
export interface DenseScores {
  /** Name of the encoder. */
  model: string;
  /** Cosine, -1..1, in the order of the works. */
  cosines: readonly number[];
}

export interface Screened {
  work: FoundWork;
  /** 0..1, the best work has 1. */
  score: number;
  reason: string;
  /** Absent for what is included. */
  kind?: ExclusionKind;
  warning?: string;
}

/** Below this, cosines of E5 encoders say "unrelated" (its temperature is 0.01: Wang et al. 2022). */
const unrelated = 0.7;
/** Share of the dense range from which on a work counts as on topic with half of the concepts named. */
const denselyOnTopic = 0.8;

/**
 * Ranks works by relevance and decides which are included, each with its reason and the numbers in it.
 *
 * The score is BM25 (MiniSearch: BM25+ of Lv and Zhai 2011; titles count double) over title and abstract, as a share
 * of the best; with an encoder, the mean of that and of the cosine's place between 0.7 and the best. Included is
 * what names `coverage` of the concepts (half of that when there is no abstract, or when the encoder finds it close) and
 * reaches `threshold`, in order of score, up to `include`.
 *
 * @returns all works; the included ones first, by score, then the excluded ones by score
 */
export function screen(
  works: readonly FoundWork[],
  concepts: readonly Concept[],
  query: Query,
  rules: ScreeningRules,
  dense?: DenseScores,
): Screened[] {
  const bm25 = bm25Scores(works, concepts);
  const bestBm25 = Math.max(...bm25, 0);
  const bestCosine = Math.max(...(dense?.cosines ?? []), unrelated + 1e-9);
  const closeness = (i: number) =>
    dense === undefined
      ? undefined
      : Math.min(1, Math.max(0, (dense.cosines[i]! - unrelated) / (bestCosine - unrelated)));
  const scored = works.map((work, i) => {
    const lexical = bestBm25 === 0 ? 0 : bm25[i]! / bestBm25;
    const close = closeness(i);
    return {
      work,
      score: close === undefined ? lexical : (lexical + close) / 2,
      close,
      named: namedConcepts(work, concepts),
    };
  });
  scored.sort((a, b) => b.score - a.score || (a.work.id < b.work.id ? -1 : a.work.id > b.work.id ? 1 : 0));
  let included = 0;
  const judged = scored.map(({ work, score, close, named }): Screened => {
    const bare = work.item.abstract === undefined;
    const eased = bare || (close !== undefined && close >= denselyOnTopic);
    const needed = Math.max(1, Math.ceil((eased ? rules.coverage / 2 : rules.coverage) * concepts.length));
    const where = bare ? "its title names" : "title and abstract name";
    const names = `${where} ${named.length} of ${concepts.length} concepts${named.length === 0 ? "" : ` (${named.slice(0, 5).join(", ")})`}`;
    const numbers = `score ${score.toFixed(2)}${close === undefined ? "" : `, closeness ${close.toFixed(2)}`}`;
    const out = (kind: ExclusionKind, reason: string): Screened => ({ work, score, kind, reason });
    if (work.retractedBy.length > 0 && rules.retracted === "exclude") {
      return out("retracted", `retracted or withdrawn, says ${work.retractedBy.join(", ")}`);
    }
    const year = work.item.issued?.["date-parts"][0]?.[0];
    if (year !== undefined && (year < (rules.since ?? year) || year > (rules.until ?? year))) {
      return out(
        "outside the years",
        `published ${year}, outside ${rules.since ?? "…"} to ${rules.until ?? "…"}`,
      );
    }
    if (!mayMatch(query, contentOf(work.item))) {
      return out(
        "ruled out by the query",
        "title, abstract, authors or year are not what the query asks for",
      );
    }
    if (named.length < needed) return out("off topic", `${names}, below the ${needed} required`);
    if (score < rules.threshold)
      return out("off topic", `${numbers}, below ${rules.threshold} of the best; ${names}`);
    if (included >= rules.include) {
      return out(
        "beyond the limit",
        `${numbers}, ranked after the ${rules.include} works that the limit allows`,
      );
    }
    included++;
    const warnings = [
      ...(work.retractedBy.length > 0 ? [`retracted or withdrawn, says ${work.retractedBy.join(", ")}`] : []),
      ...(bare ? ["no abstract: judged by its title"] : []),
      ...(year === undefined && (rules.since !== undefined || rules.until !== undefined)
        ? ["year unknown"]
        : []),
    ];
    return {
      work,
      score,
      reason: `${numbers}; ${names}`,
      ...(warnings.length === 0 ? {} : { warning: warnings.join("; ") }),
    };
  });
  return [
    ...judged.filter(({ kind }) => kind === undefined),
    ...judged.filter(({ kind }) => kind !== undefined),
  ];
}

/** The rules in words, for the log. */
export function describeRules(rules: ScreeningRules, model: string | undefined): string {
  const { threshold, coverage, include, retracted } = rules;
  return (
    `ranked by BM25 over title (counted double) and abstract${model === undefined ? "" : `, averaged with the closeness by ${model}`}; ` +
    `included from ${threshold} of the best score and ${coverage} of the question's concepts on (half of them without an abstract${model === undefined ? "" : ", or when close"}), ` +
    `at most ${include} works; retracted works ${retracted === "exclude" ? "excluded" : "flagged"}. No person screened.`
  );
}

function bm25Scores(works: readonly FoundWork[], concepts: readonly Concept[]): number[] {
  const index = new MiniSearch<{ id: number; title: string; abstract: string }>({
    fields: ["title", "abstract"],
    tokenize: terms,
    processTerm: (term) => term,
  });
  index.addAll(works.map(({ item }, id) => ({ id, title: item.title, abstract: item.abstract ?? "" })));
  const scores = new Array<number>(works.length).fill(0);
  const wanted = [...new Set(concepts.flatMap((concept) => concept.terms.flatMap(terms)))].join(" ");
  const found = index.search(wanted, {
    boost: { title: 2 },
    combineWith: "OR",
    prefix: false,
    fuzzy: false,
    tokenize: (text) => text.split(" "),
  });
  for (const { id, score } of found) scores[id as number] = score;
  return scores;
}

function terms(text: string): string[] {
  return wordsOf(text)
    .filter(isContent)
    .map((word) => word.term);
}

/** The concepts that title or abstract name, by their first terms. */
function namedConcepts({ item }: FoundWork, concepts: readonly Concept[]): string[] {
  const there = new Set(wordsOf(`${item.title}\n${item.abstract ?? ""}`).map((word) => word.term));
  return concepts
    .filter((concept) =>
      concept.terms.some((term) => {
        const words = wordsOf(term).map((word) => word.term);
        return words.length > 0 && words.every((word) => there.has(word));
      }),
    )
    .map((concept) => concept.terms[0]!);
}
