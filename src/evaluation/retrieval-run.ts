import type { ParallelRetrieval } from "../datasets/retrieval-data.js";
import { ClaimbookError } from "../errors.js";
import { exactSearch } from "./exact-search.js";
import { type Measure, parseMeasure } from "./measure.js";
import { macroAverage, type QueryValues } from "./query-values.js";
import type { Setting } from "./rank-table.js";
import { evaluateRun, type Qrels, type Run } from "./run.js";

type Texts = Pick<ParallelRetrieval, "locales" | "queries" | "candidates" | "relevant">;

export interface RetrievalRunOptions {
  /** Candidates kept per query and pool; defaults to 1,000, as trec runs have. */
  k?: number;
  signal?: AbortSignal;
}

/**
 * The judgements of a parallel retrieval data set in one setting, for trec_eval. Query ids are the data set's; in the
 * cross-lingual setting a query asks each other language's pool on its own and its id is `QUERY@LOCALE` of the pool.
 * Queries without a relevant candidate in a pool are left out, as `queryValues` leaves them out.
 */
export function retrievalQrels(data: Texts, setting: Setting): Qrels {
  const qrels = table<Record<string, number>>();
  forEachPool(data, setting, (queries, pool, idOf) => {
    for (const q of queries) {
      for (const candidate of data.relevant[data.queries.groups[q]!] ?? []) {
        if (pool !== undefined && data.candidates.locales[candidate] !== pool) continue;
        const id = idOf(q);
        qrels[id] ??= table<number>();
        qrels[id][data.candidates.ids[candidate]!] = 1;
      }
    }
  });
  return qrels;
}

/**
 * The run of a model over a parallel retrieval data set in one setting, for trec_eval: the best candidates of every
 * query, by exact search, with query ids as in `retrievalQrels`. trec_eval's means over it weigh every query alike; the
 * macro-averages of papers come from `runValues`.
 *
 * @param candidateVectors row-major, candidates x dim, L2-normalised
 * @param queryVectors row-major, queries x dim, L2-normalised
 */
export function retrievalRun(
  data: Texts,
  candidateVectors: Float32Array,
  queryVectors: Float32Array,
  dim: number,
  setting: Setting,
  options: RetrievalRunOptions = {},
): Run {
  const { k = 1000, signal } = options;
  const run = table<Record<string, number>>();
  forEachPool(data, setting, (queries, pool, idOf) => {
    const members = Array.from(data.candidates.locales, (_, c) => c).filter(
      (c) => pool === undefined || data.candidates.locales[c] === pool,
    );
    if (members.length === 0 || queries.length === 0) return;
    const hits = exactSearch(
      rowsOf(queryVectors, queries, dim),
      rowsOf(candidateVectors, members, dim),
      dim,
      k,
      { ids: members.map((c) => data.candidates.ids[c]!), ...(signal === undefined ? {} : { signal }) },
    );
    queries.forEach((q, row) => {
      const scores = table<number>();
      run[idOf(q)] = scores;
      for (let i = row * hits.k; i < (row + 1) * hits.k; i++) {
        scores[data.candidates.ids[members[hits.indices[i]!]!]!] = hits.scores[i]!;
      }
    });
  });
  return run;
}

/**
 * A measure of every query from a run (its own, or one read from a file), with the weights of the macro-average:
 * what `queryValues` gives for a table of ranks. A query that the run lacks counts 0. Measures that look beyond the
 * places that the run kept (such as AP) are lower than the table's.
 *
 * @throws ClaimbookError (usage) for a run that answers none of the queries
 */
export function runValues(data: Texts, run: Run, measure: string | Measure, setting: Setting): QueryValues {
  const { name, ...rest } = typeof measure === "string" ? parseMeasure(measure) : measure;
  const values = evaluateRun(retrievalQrels(data, setting), run, [{ name, ...rest }]).perQuery[name]!;
  return macroAverage(data.queries.locales, data.locales.length, setting, (query, pool) => {
    const id = data.queries.ids[query]!;
    return values[setting === "cross-lingual" ? inPool(data, id, pool!) : id] ?? Number.NaN;
  });
}

/** Calls `take` for each pool that queries ask: which queries, the pool's locale (undefined: all), and their ids there. */
function forEachPool(
  data: Texts,
  setting: Setting,
  take: (queries: number[], pool: number | undefined, idOf: (query: number) => string) => void,
): void {
  const { ids, locales } = data.queries;
  checkIds(ids);
  const all = Array.from(locales, (_, q) => q);
  if (setting === "multilingual") {
    take(all, undefined, (q) => ids[q]!);
    return;
  }
  data.locales.forEach((_, pool) => {
    if (setting === "monolingual") {
      take(
        all.filter((q) => locales[q] === pool),
        pool,
        (q) => ids[q]!,
      );
    } else {
      take(
        all.filter((q) => locales[q] !== pool),
        pool,
        (q) => inPool(data, ids[q]!, pool),
      );
    }
  });
}

function inPool({ locales }: Texts, query: string, pool: number): string {
  return `${query}@${locales[pool]}`;
}

function checkIds(ids: readonly string[]): void {
  if (new Set(ids).size === ids.length) return;
  const seen = new Set<string>();
  const twice = ids.find((id) => seen.has(id) || !seen.add(id));
  throw new ClaimbookError(`the query id ${JSON.stringify(twice)} occurs twice`, {
    kind: "usage",
    where: "queries",
    wayOut: "Make the ids of the queries unique, e.g. question:locale.",
  });
}

function rowsOf(vectors: Float32Array, which: readonly number[], dim: number): Float32Array {
  if (which.length * dim === vectors.length) return vectors;
  const rows = new Float32Array(which.length * dim);
  which.forEach((row, i) => {
    rows.set(vectors.subarray(row * dim, (row + 1) * dim), i * dim);
  });
  return rows;
}

function table<T>(): Record<string, T> {
  return Object.create(null) as Record<string, T>;
}
