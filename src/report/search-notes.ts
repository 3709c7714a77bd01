import type { SearchedSource } from "../literature/search-log.js";
import { grouped, plural } from "./numbers.js";

/** What a reader of a search has to know of one source beyond its hits: PRISMA-S asks for it. */
export function sourceNotes(source: SearchedSource): string[] {
  const { total, hits, ended, lost = [], retries = [], problems = [], repeated, filtered, error } = source;
  const paused = retries.reduce((sum, { times }) => sum + times, 0);
  return [
    ...(total !== undefined && total !== hits ? [`the source speaks of ${grouped(total)} records`] : []),
    ...(ended === "limit"
      ? ["the limit was reached"]
      : ended === "stopped"
        ? ["stopped before the end"]
        : []),
    ...(error !== undefined && hits > 0 ? [`${plural(hits, "record")} came before it failed`] : []),
    ...lost.map((part) => `not asked: ${part}`),
    ...(paused > 0
      ? [`${plural(paused, "request")} repeated (${retries.map(({ reason }) => reason).join("; ")})`]
      : []),
    ...(repeated === undefined ? [] : [`${plural(repeated, "record")} came more than once`]),
    ...(filtered === undefined ? [] : [`${plural(filtered, "record")} ruled out by the query`]),
    ...(problems.length === 0
      ? []
      : [
          `${plural(problems.length, "entry", "entries")} could not be read: ${problems.slice(0, 3).join("; ")}`,
        ]),
  ];
}
