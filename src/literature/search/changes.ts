import { type FoundWork, groupRecords } from "../deduplication/index.js";
import type { SourceRecord } from "../sources/source.js";
import type { SearchOutcome } from "./log-of.js";

/** What became of the works of a search since it was recorded. */
export interface SearchChanges {
  /** Found now, not then. */
  found: readonly WorkChange[];
  /** Found then, not now, though all their sources answered. */
  gone: readonly WorkChange[];
  /** Found then; now a source of theirs failed or was not asked, so nothing can be said. */
  unknown: readonly WorkChange[];
  /** Retracted or withdrawn since. */
  retracted: readonly WorkChange[];
  /** Other bibliography, versions, or standing (included, excluded) than then. */
  changed: readonly WorkChange[];
  /** The same in all that is compared. */
  same: number;
  /** Sources that do not answer as they did, in words. */
  sources: readonly string[];
}

export interface WorkChange {
  work: string;
  title: string;
  /** What is different, in words. */
  what: string;
}

/** Compares a search with the same one done again. Works are matched as records of one work are. */
export function compareSearches(then: SearchOutcome, now: SearchOutcome): SearchChanges {
  const before = then.works.map((work, i) => asRecord(work, `then ${i}`));
  const after = now.works.map((work, i) => asRecord(work, `now ${i}`));
  const changes = { found: [], gone: [], unknown: [], retracted: [], changed: [] } as Record<
    "found" | "gone" | "unknown" | "retracted" | "changed",
    WorkChange[]
  >;
  let same = 0;
  const answered = new Set(
    now.log.sources
      .filter(({ ended, error }) => error === undefined && ended !== "stopped")
      .map(({ id }) => id),
  );
  for (const { records } of groupRecords([...before, ...after])) {
    const [old, fresh] = [pick(records, "then", then.works), pick(records, "now", now.works)];
    const about = (work: FoundWork, what: string) => ({ work: work.id, title: work.item.title, what });
    if (old === undefined && fresh !== undefined) {
      changes.found.push(about(fresh, `found in ${sourcesOf(fresh).join(", ")}; ${standing(fresh, now)}`));
    } else if (old !== undefined && fresh === undefined) {
      const sources = sourcesOf(old);
      const silent = sources.filter((source) => !answered.has(source));
      if (silent.length > 0) changes.unknown.push(about(old, `${silent.join(", ")} gave no complete answer`));
      else changes.gone.push(about(old, `no longer found in ${sources.join(", ")}`));
    } else if (old !== undefined && fresh !== undefined) {
      const differences = differencesOf(old, fresh, then, now);
      const retracted = fresh.retractedBy.length > 0 && old.retractedBy.length === 0;
      if (retracted)
        changes.retracted.push(about(fresh, `retracted or withdrawn, says ${fresh.retractedBy.join(", ")}`));
      if (differences.length > 0) changes.changed.push(about(fresh, differences.join("; ")));
      if (!retracted && differences.length === 0) same++;
    }
  }
  return { ...changes, same, sources: sourceChanges(then, now) };
}

function asRecord(work: FoundWork, sourceId: string): SourceRecord {
  return { source: work.records[0]!.source, sourceId, ids: work.ids, item: work.item, rank: 1 };
}

function pick(
  records: readonly SourceRecord[],
  when: string,
  works: readonly FoundWork[],
): FoundWork | undefined {
  const record = records.find(({ sourceId }) => sourceId.startsWith(`${when} `));
  return record === undefined ? undefined : works[Number(record.sourceId.slice(when.length + 1))];
}

function sourcesOf(work: FoundWork): string[] {
  return [...new Set(work.records.map((record) => record.source))];
}

function standing(work: FoundWork, { included }: SearchOutcome): string {
  return included.includes(work) ? "included" : "excluded";
}

function differencesOf(old: FoundWork, fresh: FoundWork, then: SearchOutcome, now: SearchOutcome): string[] {
  const field = (name: string, of: (work: FoundWork) => string | undefined) => {
    const [a, b] = [of(old), of(fresh)];
    return a === b ? [] : [`${name}: ${a ?? "none"} → ${b ?? "none"}`];
  };
  return [
    ...field("title", ({ item }) => item.title),
    ...field("year", ({ item }) => item.issued?.["date-parts"][0]?.[0]?.toString()),
    ...field("DOI", ({ ids }) => ids.doi),
    ...field("in", ({ item }) => item["container-title"]),
    ...field("versions", ({ versions }) => (versions.length === 0 ? undefined : versions.join(", "))),
    ...(old.item.abstract === fresh.item.abstract ? [] : ["another abstract"]),
    ...field("authors", ({ item }) => (item.author === undefined ? undefined : String(item.author.length))),
    ...(standing(old, then) === standing(fresh, now)
      ? []
      : [`${standing(old, then)} → ${standing(fresh, now)}`]),
  ];
}

function sourceChanges(then: SearchOutcome, now: SearchOutcome): string[] {
  return then.log.sources.flatMap((old) => {
    const fresh = now.log.sources.find(({ id }) => id === old.id);
    if (fresh === undefined) return [`${old.name}: not searched again`];
    const [a, b] = [old, fresh].map(({ error, hits }) =>
      error === undefined ? `${hits} records` : `failed (${error})`,
    );
    return a === b ? [] : [`${old.name}: ${a} → ${b}`];
  });
}
