import { ClaimbookError } from "../../errors.js";
import type { DatasetRecord } from "../record.js";
import type { ParallelRetrieval, ParallelText } from "../retrieval-data.js";
import { normalized } from "../text.js";

/**
 * A retrieval task of texts: every query asks for the passages of its group, one pool of all passages.
 *
 * Passages of one language that are the same (as `normalized` has it) are one candidate, relevant to all their groups.
 * A query that two groups of its language ask with is left out of both. Groups are numbered anew, 0 to G-1, without
 * those that no query asks for.
 *
 * @param record of the task, given its counts
 * @param nameOf a group's name in the ids; defaults to its number
 * @throws {ClaimbookError} kind `usage` when no query is left
 */
export function retrievalOf(
  texts: readonly ParallelText[],
  locales: readonly string[],
  record: (counts: Record<string, number>) => DatasetRecord,
  nameOf: (group: number) => string = String,
): ParallelRetrieval {
  const place = new Map(locales.map((locale, l) => [locale, l]));
  const ambiguous = askedTwice(texts);
  const queries = texts.flatMap(({ group, locale, queries }) =>
    queries.flatMap((text, q) =>
      ambiguous.has(key(locale, text))
        ? []
        : [{ id: `${nameOf(group)}:${locale}:${q}`, text, group, locale }],
    ),
  );
  if (queries.length === 0) {
    throw new ClaimbookError("no query is left to ask", {
      kind: "usage",
      where: "retrieval task",
      wayOut: "Take another split or task, or more languages.",
    });
  }
  const numbers = new Map(
    [...new Set(queries.map(({ group }) => group))].sort((a, b) => a - b).map((g, i) => [g, i]),
  );
  const candidates: { id: string; text: string; locale: string }[] = [];
  const seen = new Map<string, number>();
  const relevant = Array.from(numbers, () => new Set<number>());
  for (const { group, locale, passage } of texts) {
    // Empty where a language is only ever asked in.
    if (passage === "") continue;
    const same = key(locale, passage);
    const candidate = seen.get(same) ?? candidates.length;
    if (candidate === candidates.length) {
      seen.set(same, candidate);
      candidates.push({ id: `${nameOf(group)}:${locale}`, text: passage, locale });
    }
    const number = numbers.get(group);
    if (number !== undefined) relevant[number]!.add(candidate);
  }
  return {
    record: record({
      languages: locales.length,
      groups: numbers.size,
      queries: queries.length,
      candidates: candidates.length,
    }),
    locales,
    queries: {
      ...columns(queries, place),
      groups: Int32Array.from(queries, ({ group }) => numbers.get(group)!),
    },
    candidates: columns(candidates, place),
    relevant: relevant.map((each) => Int32Array.from([...each].sort((a, b) => a - b))),
  };
}

function columns(
  rows: readonly { id: string; text: string; locale: string }[],
  place: ReadonlyMap<string, number>,
) {
  return {
    ids: rows.map(({ id }) => id),
    texts: rows.map(({ text }) => text),
    locales: Int32Array.from(rows, ({ locale }) => place.get(locale)!),
  };
}

function askedTwice(texts: readonly ParallelText[]): Set<string> {
  const owner = new Map<string, number>();
  const twice = new Set<string>();
  for (const { group, locale, queries } of texts) {
    for (const query of queries) {
      const same = key(locale, query);
      const other = owner.get(same);
      if (other !== undefined && other !== group) twice.add(same);
      owner.set(same, group);
    }
  }
  return twice;
}

function key(locale: string, text: string): string {
  return `${locale} ${normalized(text)}`;
}
