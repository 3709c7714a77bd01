import { type FoundWork, groupRecords, mergeRecords, otherVersions } from "../deduplication/index.js";
import { parseQuery } from "../query/index.js";
import type { SearchedSource, SearchLog } from "../search-log.js";
import type { SearchRecording } from "./recording.js";
import { describeRules, type Screened, screen } from "./screening.js";

/** What a search comes to. */
export interface SearchOutcome {
  log: SearchLog;
  /** Works in the order of the log's `included`, with ids, records and links to full texts. */
  included: readonly FoundWork[];
  /** All works found. */
  works: readonly FoundWork[];
}

/** The works that the runs of a recording found, each once, in the order in which they were found. */
export function worksOf({ runs }: Pick<SearchRecording, "runs">): FoundWork[] {
  return groupRecords(runs.flatMap((run) => run.records)).map(mergeRecords);
}

/** The log of a recorded search: a pure function of the recording. */
export function logOf(recording: SearchRecording, works = worksOf(recording)): SearchOutcome {
  const { runs, rules, concepts, dense } = recording;
  const screened = screen(works, concepts, parseQuery(recording.query), rules, dense);
  const included = screened.filter(({ kind }) => kind === undefined);
  const identified = runs.reduce((sum, run) => sum + run.records.length, 0);
  const log: SearchLog = {
    schema: "claimbook/search/1",
    question: recording.question,
    query: recording.query,
    concepts,
    sources: runs.map((run) => sourceRow(run, recording)),
    identified,
    duplicates: identified - works.length,
    versions: works.reduce((sum, work) => sum + otherVersions(work), 0),
    screened: works.length,
    screening: describeRules(rules, dense?.model),
    excluded: screened.filter(({ kind }) => kind !== undefined).map(exclusion),
    included: included.map(({ work }) => work.item),
    reasons: included.map(({ work, reason, warning }) => ({
      work: work.id,
      reason,
      ...(warning === undefined ? {} : { warning }),
    })),
    merged: works.filter(({ records }) => records.length > 1).map(mergedRow),
    ...(recording.stopped ? { stopped: true } : {}),
  };
  return { log, included: included.map(({ work }) => work), works };
}

function exclusion({ work, reason, kind }: Screened): SearchLog["excluded"][number] {
  return { work: work.id, title: work.item.title, reason, ...(kind === undefined ? {} : { kind }) };
}

function mergedRow({ id, records, joined, fields }: FoundWork): NonNullable<SearchLog["merged"]>[number] {
  return {
    work: id,
    records: records.map((record) => ({
      source: record.source,
      id: record.sourceId,
      ...(record.version === undefined ? {} : { version: record.version }),
    })),
    joined: [...joined],
    fields: { ...fields },
  };
}

function sourceRow(run: SearchRecording["runs"][number], { limit, rules }: SearchRecording): SearchedSource {
  const years =
    rules.since === undefined && rules.until === undefined
      ? ""
      : `; published ${rules.since ?? "…"} to ${rules.until ?? "…"}`;
  return {
    name: run.title,
    id: run.source,
    query: run.sent,
    limits: `at most ${limit} records${years}`,
    date: run.at.slice(0, 10),
    at: run.at,
    hits: run.records.length,
    pages: run.pages,
    ended: run.ended,
    ...(run.total === undefined ? {} : { total: run.total }),
    ...(run.lost.length === 0 ? {} : { lost: [...run.lost] }),
    ...(run.repeated === 0 ? {} : { repeated: run.repeated }),
    ...(run.filtered === undefined ? {} : { filtered: run.filtered }),
    ...(run.retries.length === 0 ? {} : { retries: run.retries.map((retry) => ({ ...retry })) }),
    ...(run.problems.length === 0 ? {} : { problems: [...run.problems] }),
    ...(run.error === undefined ? {} : { error: run.error }),
  };
}
