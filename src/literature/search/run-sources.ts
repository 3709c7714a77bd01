import { setMaxListeners } from "node:events";
import type { Clock } from "../../clock.js";
import { ClaimbookError } from "../../errors.js";
import type { Query } from "../query/query.js";
import type { Source, SourceName, SourceOptions, SourcePage, SourceRecord } from "../sources/source.js";
import { neutralRecord } from "./neutral-record.js";
import { neutralText } from "./neutral-text.js";
import type { SearchProgress } from "./progress.js";

/** What one source was asked and what it gave: all that a log needs to know of it. */
export interface SourceRun {
  source: SourceName;
  title: string;
  /** ISO date and time of the start. */
  at: string;
  /** The query in the source's own language; empty when it could not be written in it. */
  sent: string;
  lost: readonly string[];
  /** Each record once, in the source's order. */
  records: readonly SourceRecord[];
  pages: number;
  /** Records that came again, with the same id and version. */
  repeated: number;
  /** Entries that it gave although the query rules them out. */
  filtered?: number;
  /** How many the source says there are. */
  total?: number;
  problems: readonly string[];
  retries: readonly { reason: string; times: number }[];
  error?: string;
  ended: "end" | "limit" | "error" | "stopped";
}

export interface RunOptions extends Omit<SourceOptions, "signal"> {
  signal?: AbortSignal;
  clock: Clock;
  onProgress?: (progress: SearchProgress) => void;
  /** What must not stand in a log: keys and contact addresses are taken out of every text. */
  scrub?: (text: string) => string;
  /** Filled while sources run: retries by source, as `SourceAccess.onRetry` told. */
  retries?: ReadonlyMap<SourceName, ReadonlyMap<string, number>>;
}

/** Pages in a row that bring nothing new before a source is left: it repeats itself. */
const idlePages = 3;
const mostProblems = 50;

/**
 * Asks all sources at the same time. None of them can make the others fail: what goes wrong is told in its run. When
 * the signal is aborted, each run ends with what it has, also when its source does not heed the signal.
 */
export function runSources(
  sources: readonly Source[],
  query: Query,
  options: RunOptions,
): Promise<SourceRun[]> {
  // Many sources wait for one signal: on the caller's own, Node would take that for a leak and say so.
  const signal = options.signal && AbortSignal.any([options.signal]);
  if (signal !== undefined) setMaxListeners(0, signal);
  const own = { ...options, ...(signal && { signal }) };
  return Promise.all(sources.map((source) => runSource(source, query, own)));
}

async function runSource(source: Source, query: Query, options: RunOptions): Promise<SourceRun> {
  const { limit, since, until, signal, clock, onProgress, scrub = (text: string) => text, retries } = options;
  const told = (text: string, most = 500) => neutralText(scrub(text), most);
  const range = { ...(since !== undefined && { since }), ...(until !== undefined && { until }) };
  const run = {
    source: source.name,
    title: source.title,
    at: clock().toISOString(),
    sent: "",
    lost: [] as string[],
    records: [] as SourceRecord[],
    pages: 0,
    repeated: 0,
    problems: [] as string[],
    ended: "end" as SourceRun["ended"],
  };
  let total: number | undefined;
  let filtered = 0;
  let error: string | undefined;
  onProgress?.({ kind: "source", source: source.name, title: source.title, state: "asked" });
  try {
    signal?.throwIfAborted();
    const translated = source.translate(query, range);
    run.sent = told(translated.sent, 20_000);
    run.lost = translated.lost.map((part) => told(part));
    const seen = new Set<string>();
    const pages = source
      .search(query, { limit, ...range, ...(signal && { signal }) })
      [Symbol.asyncIterator]();
    for (let idle = 0; ; ) {
      const next = await orAborted(pages.next(), signal);
      if (next.done) break;
      const before = run.records.length;
      take(next.value);
      onProgress?.({
        kind: "source",
        source: source.name,
        title: source.title,
        state: "page",
        records: run.records.length,
        ...(total === undefined ? {} : { total }),
      });
      idle = run.records.length > before ? 0 : idle + 1;
      if (run.records.length >= limit || idle >= idlePages) {
        run.ended = run.records.length >= limit ? "limit" : "end";
        // Not waited for: a source that hangs in its own clean-up must not hold up the others.
        pages.return?.()?.catch?.(() => {});
        break;
      }
    }

    function take(page: SourcePage): void {
      run.pages++;
      filtered += page.filtered ?? 0;
      if (Number.isSafeInteger(page.total) && page.total! >= 0) total = page.total;
      for (const problem of page.problems)
        if (run.problems.length < mostProblems) run.problems.push(told(problem));
      for (const record of page.records) {
        if (run.records.length >= limit) break;
        const key = `${record.sourceId}\n${record.version ?? ""}`;
        if (seen.has(key)) {
          run.repeated++;
          continue;
        }
        seen.add(key);
        run.records.push(neutralRecord(record, run.records.length + 1));
      }
    }
  } catch (cause) {
    const stopped = signal?.aborted === true;
    run.ended = stopped ? "stopped" : "error";
    error = told(stopped ? "the search was stopped" : describe(cause));
  }
  const paused = [...(retries?.get(source.name) ?? [])].map(([reason, times]) => ({
    reason: told(reason),
    times,
  }));
  onProgress?.({
    kind: "source",
    source: source.name,
    title: source.title,
    state: run.ended === "error" ? "failed" : "done",
    records: run.records.length,
    ...(error === undefined ? {} : { error }),
  });
  return {
    ...run,
    retries: paused,
    ...(filtered === 0 ? {} : { filtered }),
    ...(total === undefined ? {} : { total }),
    ...(error === undefined ? {} : { error }),
  };
}

function describe(cause: unknown): string {
  // What went wrong before where: addresses are long.
  if (cause instanceof ClaimbookError)
    return cause.where === undefined ? cause.message : `${cause.message} (${cause.where})`;
  return cause instanceof Error ? cause.message : String(cause);
}

/** The promise, or the signal's reason if that comes first. */
function orAborted<T>(promise: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  if (signal === undefined) return promise;
  return new Promise((resolve, reject) => {
    const stop = () => reject(signal.reason as Error);
    if (signal.aborted) stop();
    signal.addEventListener("abort", stop, { once: true });
    promise.then(resolve, reject).finally(() => signal.removeEventListener("abort", stop));
  });
}
