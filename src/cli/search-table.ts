import type { TextLibrary, TextRow } from "../literature/full-text/index.js";
import type { SearchChanges, WorkChange } from "../literature/search/index.js";
import { neutralText } from "../literature/search/neutral-text.js";
import { prismaNumbers, prismaSentence } from "../literature/search/prisma.js";
import type { CslItem, SearchLog } from "../literature/search-log.js";

const titleWidth = 64;
const mostRows = 30;

/** A search for a terminal: query, sources, flow, included works as a table, exclusions by reason. */
export function searchTable(log: SearchLog): string {
  const sources = log.sources.map(({ name, hits, total, error, ended, filtered }) => [
    neutralText(name, 30),
    error !== undefined && hits === 0 ? "–" : String(hits),
    [
      ...(total !== undefined && total !== hits ? [`of ${total}`] : []),
      ...(filtered === undefined ? [] : [`${filtered} ruled out by the query`]),
      ...(ended === "limit" && total !== hits ? ["limit reached"] : []),
      ...(error === undefined ? [] : [`failed: ${neutralText(error, 200)}`]),
    ].join(", "),
  ]);
  const groups = new Map(
    (log.merged ?? []).map(({ work, records }) => [work, new Set(records.map(({ source }) => source)).size]),
  );
  const works = log.included.map((item, i) => [
    String(i + 1),
    String(item.issued?.["date-parts"][0]?.[0] ?? ""),
    neutralText(whoOf(item), 24),
    cut(neutralText(item.title, 300), titleWidth),
    String(groups.get(item.id) ?? 1),
    neutralText(item.id, 60),
    log.reasons?.find(({ work }) => work === item.id)?.warning ?? "",
  ]);
  const kinds = prismaNumbers([log])
    .reasons.map(({ kind, works: n }) => `${n} ${kind}`)
    .join(", ");
  return [
    ...(log.query === undefined ? [] : [`Query: ${neutralText(log.query, 5_000)}\n`]),
    aligned([["Source", "Records", ""], ...sources]),
    `${prismaSentence(prismaNumbers([log]))}\n`,
    works.length === 0
      ? "No work was included.\n"
      : aligned([["", "Year", "Authors", "Title", "In", "Id", ""], ...works]),
    log.excluded.length === 0
      ? ""
      : `Excluded: ${kinds || log.excluded.length}; each with its reason in --json or --out.\n`,
  ]
    .filter((part) => part !== "")
    .join("\n");
}

/** What changed since a search was recorded. */
export function changesText(changes: SearchChanges): string {
  const part = (name: string, list: readonly WorkChange[]) => [
    `${name}: ${list.length}`,
    ...list
      .slice(0, mostRows)
      .map(
        ({ work, title, what }) =>
          `  ${cut(neutralText(title, 300), titleWidth)} (${neutralText(work, 60)}): ${neutralText(what, 300)}`,
      ),
    ...(list.length > mostRows ? [`  … and ${list.length - mostRows} more (--json lists all)`] : []),
  ];
  return `\n${[
    "Changes since it was recorded",
    ...changes.sources.map((text) => `  ${neutralText(text, 300)}`),
    ...part("New", changes.found),
    ...part("Gone", changes.gone),
    ...part("Retracted", changes.retracted),
    ...part("Changed", changes.changed),
    ...(changes.unknown.length === 0
      ? []
      : part("Not known (a source gave no complete answer)", changes.unknown)),
    `Unchanged: ${changes.same}`,
  ].join("\n")}\n`;
}

/** What became of the full texts: how many, and why the others are missing. */
export function textsText({ texts }: TextLibrary): string {
  const count = (...statuses: TextRow["status"][]) =>
    texts.filter((row) => statuses.includes(row.status)).length;
  const missing = texts.filter(({ status }) => status !== "fetched" && status !== "there");
  const why = ({ status, reason, tried }: TextRow) =>
    status === "stopped"
      ? "not looked for: the search was stopped"
      : (reason ?? tried.map(({ kind, reason = "" }) => `${kind}: ${reason}`).join("; "));
  return `\n${[
    `Full texts: ${count("fetched", "there")} of ${texts.length} works (${count("fetched")} fetched, ${count("there")} there before)`,
    ...missing
      .slice(0, mostRows)
      .map(
        (row) =>
          `  ${cut(neutralText(row.title, 300), titleWidth)} (${neutralText(row.work, 60)}): ${neutralText(why(row), 300)}`,
      ),
    ...(missing.length > mostRows ? [`  … and ${missing.length - mostRows} more (--json lists all)`] : []),
  ].join("\n")}\n`;
}

function whoOf({ author }: CslItem): string {
  const names = (author ?? []).map(({ family, literal, given }) => family ?? literal ?? given ?? "");
  return names.length > 2 ? `${names[0]} et al.` : names.join(", ");
}

function cut(text: string, most: number): string {
  if (width(text) <= most) return text;
  let out = "";
  for (const { segment } of new Intl.Segmenter().segment(text)) {
    if (width(out) + width(segment) > most - 1) break;
    out += segment;
  }
  return `${out}…`;
}

/** Rows of cells below one another, with the widths that a terminal gives letters. */
function aligned(rows: readonly (readonly string[])[]): string {
  const widths = rows[0]!.map((_, column) => Math.max(...rows.map((row) => width(row[column]!))));
  return rows
    .map(
      (row) =>
        `${row
          .map((cell, i) => cell + " ".repeat(widths[i]! - width(cell)))
          .join("  ")
          .trimEnd()}\n`,
    )
    .join("");
}

const wide =
  /[\p{sc=Han}\p{sc=Hiragana}\p{sc=Katakana}\p{sc=Hangul}\u3000-\u303f\uff01-\uff60]|\p{Emoji_Presentation}/u;

/** Columns of a terminal: two for wide letters, none for marks (Unicode UAX 11). */
function width(text: string): number {
  let columns = 0;
  for (const character of text)
    columns += /^[\p{M}\p{Cf}]$/u.test(character) ? 0 : wide.test(character) ? 2 : 1;
  return columns;
}
