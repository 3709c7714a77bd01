import { type Clock, now } from "../../clock.js";
import { ClaimbookError } from "../../errors.js";
import { fileSum } from "../../file-sum.js";
import { ownManifest } from "../../manifest.js";
import { waitForReal } from "../../net/retry.js";
import { fetchTexts, prepareTextLibrary, type TextLibrary } from "../full-text/index.js";
import { defaultLibrary, type Library } from "../library/library.js";
import { recordingReference, showSearch } from "../library/search-card.js";
import {
  openSources,
  type Source,
  type SourceAccess,
  type SourceName,
  sourceNames,
} from "../sources/index.js";
import { compareSearches, type SearchChanges } from "./changes.js";
import type { DenseEncoder } from "./dense-scores.js";
import { denseScores } from "./dense-scores.js";
import { logOf, type SearchOutcome, worksOf } from "./log-of.js";
import { planSearch, type SearchPlan } from "./plan.js";
import type { SearchProgress } from "./progress.js";
import { logSum, readRecording, type SearchRecording, writeRecording } from "./recording.js";
import { runSources } from "./run-sources.js";
import { defaultRules, type ScreeningRules } from "./screening.js";
import { scrubber } from "./scrub.js";

export interface DatabaseSearchOptions extends Partial<ScreeningRules> {
  /** Which databases are searched, by name, or sources of one's own. Defaults to all. */
  sources?: readonly (SourceName | Source)[];
  /** A boolean query instead of the planned one. */
  query?: string;
  /** Most records asked of each source. Defaults to 100. */
  limit?: number;
  /** What `local-library` searches; its texts also tell which words of the question belong together. */
  library?: Library;
  /** File into which the search is recorded. */
  record?: string;
  /** Recorded search to be replayed without network. */
  replay?: string;
  /** With `replay`: search again, and tell what changed. */
  live?: boolean;
  /**
   * Folder that becomes a library of the included works, with the full texts that can be had (`openLibraryAsync`). They
   * are fetched from the network, also for a replayed search, unless they are in the folder already.
   */
  fullText?: string;
  /** An encoder of our own, e.g. multilingual-e5-small: screening then knows paraphrases and other languages. */
  encoder?: DenseEncoder;
  /** Shows the record in the running cell. Defaults to true. */
  show?: boolean;
  onProgress?: (progress: SearchProgress) => void;
  signal?: AbortSignal;
  /** Effects; default to the real ones. */
  access?: Partial<SourceAccess>;
}

export interface DatabaseSearch extends SearchOutcome {
  /** All that came in; `writeRecording` writes it. */
  recording: SearchRecording;
  /** With `live`: what is different from the recorded search. */
  changes?: SearchChanges;
  /** With `fullText`: the library, and what became of each work's text. */
  texts?: TextLibrary;
  /** A replayed search whose log is not the one that was computed when it was recorded: claimbook's rules have changed. */
  differsFromRecorded?: true;
}

/**
 * Searches databases and the local library systematically: plans the query, asks all sources at the same time, puts
 * records of one work together, screens what is left, and shows the record with its PRISMA flow in the running
 * cell. A source that fails is a row of the log. When `signal` is aborted, what had been found is the result, marked
 * as stopped.
 *
 * @throws ClaimbookError (`usage`) for a question without words, an unknown source or options out of range;
 *   (`could-not-run`) for a recording that cannot be read or written
 */
export async function searchDatabases(
  question: string,
  options: DatabaseSearchOptions = {},
): Promise<DatabaseSearch> {
  const { live, show = true, onProgress } = options;
  const replay = options.replay ?? (await recordedBefore(options));
  if (live && replay === undefined)
    throw usage("`live` needs a recorded search to compare with", "Name one with `replay`.");
  // A folder that cannot be written is told before, not after, the search.
  if (options.fullText !== undefined) await prepareTextLibrary(options.fullText);
  let search: DatabaseSearch;
  if (replay === undefined) search = await searchNow(question, options);
  else {
    const recording = await readRecording(replay);
    if (question.trim() !== "" && question.trim().normalize("NFC") !== recording.question) {
      throw usage(
        `the recorded search has another question: "${recording.question}"`,
        "Leave the question away, or record a search of your own.",
      );
    }
    const then = replayed(recording);
    search = live ? await again(then, options) : then;
  }
  const { log, recording } = search;
  onProgress?.({ kind: "screened", included: log.included.length, excluded: log.excluded.length });
  if (options.record !== undefined && options.record !== replay)
    await writeRecording(options.record, recording);
  if (options.fullText !== undefined)
    search = { ...search, texts: await textsOf(search, options.fullText, options) };
  if (show) showSearch(log, await recordingReference(options.record ?? replay));
  return search;
}

/** A rerun that verifies must neither ask the databases nor write: it replays what the notebook had recorded. */
async function recordedBefore({
  record,
  access,
}: Pick<DatabaseSearchOptions, "record" | "access">): Promise<string | undefined> {
  const env = access?.env ?? process.env;
  if (record === undefined || env.CLAIMBOOK_SEARCH !== "replay") return undefined;
  return (await fileSum(record)) === undefined ? undefined : record;
}

function textsOf(
  { included }: DatabaseSearch,
  folder: string,
  { access = {}, signal, onProgress }: DatabaseSearchOptions,
): Promise<TextLibrary> {
  const { onRetry: _, ...effects } = access;
  const works = included.map((work) => ({ ...work, retracted: work.retractedBy.length > 0 }));
  return fetchTexts(works, folder, {
    access: effects,
    ...(signal && { signal }),
    onText: ({ work, status }, done, works) => onProgress?.({ kind: "text", work, status, done, works }),
  });
}

function replayed(recording: SearchRecording): DatabaseSearch {
  const outcome = logOf(recording);
  const { logSha256 } = recording;
  const differs = logSha256 !== undefined && logSha256 !== logSum(outcome.log);
  return { ...outcome, recording, ...(differs ? { differsFromRecorded: true } : {}) };
}

async function again(then: DatabaseSearch, options: DatabaseSearchOptions): Promise<DatabaseSearch> {
  const { question, query, limit, rules, runs } = then.recording;
  const sources = options.sources ?? runs.map((run) => run.source);
  const search = await searchNow(
    question,
    { ...options, ...rules, query, limit, sources },
    then.recording.concepts,
  );
  return { ...search, changes: compareSearches(then, search) };
}

async function searchNow(
  question: string,
  options: DatabaseSearchOptions,
  concepts?: SearchPlan["concepts"],
): Promise<DatabaseSearch> {
  const { signal, onProgress, limit = 100, library = defaultLibrary(), access = {} } = options;
  const rules = rulesOf(options);
  whole("limit", limit);
  const planned = planSearch(question, {
    library,
    ...(options.query === undefined ? {} : { query: options.query }),
  });
  const plan = concepts === undefined ? planned : { ...planned, concepts };
  onProgress?.({ kind: "plan", query: plan.text });
  const env = access.env ?? process.env;
  const clock: Clock = access.clock ?? (() => now(env));
  const scrub = scrubber(env);
  const retries = new Map<SourceName, Map<string, number>>();
  const sources = openAll(options.sources ?? sourceNames, {
    fetch: globalThis.fetch,
    wait: waitForReal,
    jitter: Math.random,
    library,
    ...access,
    env,
    clock,
    onRetry: (source, error, milliseconds) => {
      const known = retries.get(source) ?? new Map<string, number>();
      retries.set(source, known);
      // What a database says may repeat a key that it was sent.
      const reason = scrub(error.message);
      if (known.size < 20 || known.has(reason)) known.set(reason, (known.get(reason) ?? 0) + 1);
      onProgress?.({ kind: "retry", source, reason, milliseconds });
      access.onRetry?.(source, error, milliseconds);
    },
  });
  const range = {
    ...(rules.since === undefined ? {} : { since: rules.since }),
    ...(rules.until === undefined ? {} : { until: rules.until }),
  };
  const runs = await runSources(sources, plan.query, {
    limit,
    ...range,
    clock,
    retries,
    scrub,
    ...(signal && { signal }),
    ...(onProgress && { onProgress }),
  });
  const works = worksOf({ runs: asRecorded(runs) });
  onProgress?.({
    kind: "grouped",
    records: runs.reduce((sum, run) => sum + run.records.length, 0),
    works: works.length,
  });
  const dense =
    options.encoder === undefined || signal?.aborted
      ? undefined
      : await denseScores(plan.question, works, options.encoder, {
          ...(signal && { signal }),
          ...(onProgress && { onProgress }),
        }).catch((error: unknown) => {
          // Stopped: what had been found is screened by its words.
          if (signal?.aborted) return undefined;
          throw error;
        });
  const recording: SearchRecording = {
    schema: "claimbook/search-recording/1",
    claimbook: ownManifest().version,
    question: plan.question,
    query: plan.text,
    concepts: plan.concepts.map(({ terms, why }) => ({ terms: [...terms], why })),
    limit,
    rules,
    runs: asRecorded(runs),
    ...(dense === undefined ? {} : { dense: { model: dense.model, cosines: [...dense.cosines] } }),
    ...(signal?.aborted ? { stopped: true } : {}),
  };
  const outcome = logOf(recording, works);
  recording.logSha256 = logSum(outcome.log);
  return { ...outcome, recording };
}

/** A recording's arrays can be written to; those of runs are the same otherwise. */
function asRecorded(runs: Awaited<ReturnType<typeof runSources>>): SearchRecording["runs"] {
  return runs as unknown as SearchRecording["runs"];
}

function openAll(
  wanted: readonly (SourceName | Source)[],
  access: SourceAccess & { retries?: never },
): Source[] {
  const names = wanted.filter((each) => typeof each === "string");
  const opened = new Map(openSources(names, access).map((source) => [source.name, source]));
  const sources = wanted.map((each) => (typeof each === "string" ? opened.get(each)! : each));
  if (sources.length === 0) throw usage("no source is named", `Sources are ${sourceNames.join(", ")}.`);
  return [...new Set(sources)];
}

function rulesOf(options: DatabaseSearchOptions): ScreeningRules {
  const { since, until, include, threshold, coverage, retracted } = options;
  const rules: ScreeningRules = {
    ...(since === undefined ? {} : { since }),
    ...(until === undefined ? {} : { until }),
    include: include ?? defaultRules.include,
    threshold: threshold ?? defaultRules.threshold,
    coverage: coverage ?? defaultRules.coverage,
    retracted: retracted ?? defaultRules.retracted,
  };
  whole("include", rules.include);
  for (const [name, year] of Object.entries({ since, until })) {
    if (year !== undefined && !(Number.isInteger(year) && year >= 1000 && year <= 2999))
      throw usage(`${name} ${year} is no year`, "Give four digits.");
  }
  if (since !== undefined && until !== undefined && since > until)
    throw usage(`since ${since} is after until ${until}`, "Exchange them.");
  for (const name of ["threshold", "coverage"] as const) {
    if (!(rules[name] >= 0 && rules[name] <= 1))
      throw usage(`${name} ${rules[name]} is not between 0 and 1`, "Give a share.");
  }
  return rules;
}

function whole(name: string, value: number): void {
  if (!Number.isInteger(value) || value < 1 || value > 100_000)
    throw usage(`${name} ${value} is not a whole number from 1 to 100,000`, "Correct it.");
}

function usage(what: string, wayOut: string): ClaimbookError {
  return new ClaimbookError(what, { kind: "usage", where: "searchDatabases()", wayOut });
}
