import type { SourceRecord } from "../sources/source.js";
import { type AuthorName, authorNames, compareAuthors } from "./author-names.js";
import { type RecordIds, recordIds } from "./record-ids.js";
import { fold, isSmallWord, type TitleForm, titleForm } from "./title-form.js";
import { compareTitles, type WordCounts } from "./title-relation.js";

/** A record with all that comparing needs, computed once. */
export interface Candidate {
  readonly index: number;
  readonly record: SourceRecord;
  readonly ids: RecordIds;
  readonly title: TitleForm;
  readonly authors: readonly AuthorName[];
  readonly year: number | undefined;
  /** Words of the journal's or book's name. */
  readonly container: string;
  /** Volume, issue and first page, each where known. */
  readonly place: readonly [volume: string, issue: string, page: string];
  /** A preprint, or a record that a preprint server gave. */
  readonly preprint: boolean;
}

export function candidateOf(record: SourceRecord, index: number): Candidate {
  const { item } = record;
  const ids = recordIds(record);
  const text = (key: string) => {
    const value = item[key as keyof typeof item] as unknown;
    return typeof value === "string" || typeof value === "number"
      ? fold(String(value).slice(0, 200)).trim()
      : "";
  };
  const year = item.issued?.["date-parts"][0]?.[0];
  return {
    index,
    record,
    ids,
    title: titleForm(item.title),
    authors: authorNames(item.author),
    year: Number.isInteger(year) ? year : undefined,
    container: text("container-title").replace(/[^\p{L}\p{N}]+/gu, " "),
    place: [text("volume"), text("issue"), text("page").replace(/\D.*$/, "")],
    preprint:
      ids.publishedDoi === undefined &&
      (ids.arxiv !== undefined ||
        record.version?.startsWith("v") === true ||
        ids.all.some((id) => id.startsWith("doi:"))),
  };
}

/** Whether both have an id of which a work has one only, and these differ. */
export function idsConflict(a: RecordIds, b: RecordIds): boolean {
  const differ = (x: string | undefined, y: string | undefined) =>
    x !== undefined && y !== undefined && x !== y;
  return differ(a.publishedDoi, b.publishedDoi) || differ(a.arxiv, b.arxiv) || differ(a.pmid, b.pmid);
}

/**
 * Whether two records that share an id may be one work: a DOI of a whole volume, put on its chapters, is none of
 * theirs. Only where title and authors both say otherwise is the id not believed.
 */
export function idIsCredible(a: Candidate, b: Candidate): boolean {
  if (a.title.joined === b.title.joined) return true;
  const shared = wordsShared(a.title, b.title);
  const authors = compareAuthors(a.authors, b.authors);
  if (shared >= 0.5 || a.title.generic || b.title.generic) return authors !== "differ" || shared >= 0.5;
  if (authors === "agree") return shared >= 0.2 || script(a.title) !== script(b.title);
  return authors === "unknown" && shared >= 0.25;
}

/** Share of the shorter title's content words that the other has. */
function wordsShared(a: TitleForm, b: TitleForm): number {
  const of = (title: TitleForm) => new Set(title.words.filter((word) => !isSmallWord(word)));
  const [x, y] = [of(a), of(b)];
  const [few, many] = x.size <= y.size ? [x, y] : [y, x];
  if (few.size === 0) return 0;
  let met = 0;
  for (const word of few) if (many.has(word)) met++;
  return met / few.size;
}

/** A translated title is of another script, or shares no word. */
function script({ joined }: TitleForm): string {
  for (const name of ["Latin", "Han", "Cyrillic", "Arabic", "Greek", "Devanagari", "Hangul"]) {
    if (new RegExp(`\\p{sc=${name}}`, "u").test(joined)) return name;
  }
  return "other";
}

/** Why two records are taken for one work. */
export interface Match {
  reason: string;
  /**
   * How much agrees: 2 everything asked for; 1 the year is unknown; 0 more is missing. Below 2, the match counts only
   * when no other work fits as well.
   */
  strength: 0 | 1 | 2;
}

/**
 * Whether two records without a common id are one work, and why.
 *
 * Titles that name a work need authors that agree and years at most one apart (four, when one of the two is a
 * preprint); without authors on one side, a title of some words and years that agree. Titles that many works bear
 * (`Introduction`) need the same authors, the same year and no contradiction in journal, volume, issue or page.
 */
export function sameWork(a: Candidate, b: Candidate, counts: WordCounts): Match | undefined {
  if (idsConflict(a.ids, b.ids)) return undefined;
  const relation = compareTitles(a.title, b.title, counts);
  if (relation === "other") return undefined;
  const authors = compareAuthors(a.authors, b.authors);
  if (authors === "differ") return undefined;
  const years = a.year === undefined || b.year === undefined ? undefined : Math.abs(a.year - b.year);
  if (a.title.generic || b.title.generic) {
    if (authors !== "agree" || years !== 0 || placesDiffer(a, b)) return undefined;
    return {
      reason: `${relation === "same" ? "same" : "nearly the same"} title, authors, year and place in print`,
      strength: relation === "same" && placesMeet(a, b) ? 2 : 1,
    };
  }
  const apart = a.preprint !== b.preprint ? 4 : a.preprint && b.preprint ? 2 : 1;
  if (years !== undefined && years > (relation === "same" ? apart : Math.min(apart, 2))) return undefined;
  const words = Math.min(a.title.words.length, b.title.words.length);
  if (authors === "unknown") {
    if (years !== undefined && years > 1) return undefined;
    if (words < (years === undefined ? 6 : 5)) return undefined;
    if (relation === "shortened" && (years !== 0 || placesDiffer(a, b))) return undefined;
  }
  if (years === 1 && placesDiffer(a, b)) return undefined;
  const what = {
    same: "same title",
    near: "nearly the same title",
    shortened: "same title but for the subtitle or its end",
  }[relation];
  const who = authors === "agree" ? "authors agree" : "no authors to compare";
  const when = years === undefined ? "year unknown" : years === 0 ? `same year` : `years ${years} apart`;
  return {
    reason: `${what}, ${who}, ${when}`,
    strength: authors !== "agree" || relation === "shortened" ? 0 : years === undefined ? 1 : 2,
  };
}

/** Both say in what volume, issue or on what page, and not the same. */
function placesDiffer(a: Candidate, b: Candidate): boolean {
  if (a.preprint !== b.preprint) return false;
  return a.place.some((value, i) => value !== "" && b.place[i] !== "" && value !== b.place[i]);
}

/** Both name the same volume, issue, page, or journal. */
function placesMeet(a: Candidate, b: Candidate): boolean {
  return (
    (a.container !== "" && a.container === b.container) ||
    a.place.some((value, i) => value !== "" && value === b.place[i])
  );
}
