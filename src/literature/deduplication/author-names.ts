import type { CslItem } from "../search-log.js";
import { fold } from "./title-form.js";
import { isTypo } from "./typo.js";

type Person = NonNullable<CslItem["author"]>[number];

/** One author as authors are compared: every word of the name, since databases disagree on which is the family name. */
export interface AuthorName {
  /** Words of two letters and more, folded. */
  readonly words: readonly string[];
  /** Words of the family name where the record tells it apart; else the same as `words`. */
  readonly family: readonly string[];
  /** First letters of the words that are not of the family name. */
  readonly initials: string;
}

/** How two lists of authors relate. `unknown`: one of them is empty. */
export type AuthorAgreement = "agree" | "differ" | "unknown";

/** At most this many authors of a list are compared. */
const most = 30;

export function authorNames(people: readonly Person[] | undefined): AuthorName[] {
  return (people ?? [])
    .slice(0, most)
    .map(nameOf)
    .filter(({ words }) => words.length > 0);
}

function nameOf({ family, given, literal }: Person): AuthorName {
  const text = family === undefined ? (literal ?? given ?? "") : `${given ?? ""} ${family}`;
  const all = split(text);
  const own = family === undefined ? familyOf(literal ?? given ?? "") : split(family);
  const long = (list: readonly string[]) =>
    list.filter((word) => [...word].length > 1 && !particles.has(word));
  const words = long(all);
  const familyWords = long(own);
  return {
    words,
    family: familyWords.length > 0 ? familyWords : words,
    // `{ family: "F.", given: "Virtanen" }`: the wrong way round.
    initials: initialsOf(all, familyWords.length > 0 ? own : words),
  };
}

/** `smith`, `jp` (initials written together) and `john paul` without the family name: jp, jp. */
function initialsOf(all: readonly string[], family: readonly string[]): string {
  const given = all.filter((word) => !family.includes(word) && !particles.has(word));
  const together = given.length === 1 && given[0]!.length <= 3 && /^[a-z]+$/.test(given[0]!);
  return together ? given[0]! : given.map((word) => [...word][0]).join("");
}

const particles = new Set(
  "van von der den de del della di da dos du la le el al bin ibn jr sr ii iii ter ten et".split(" "),
);

/** `Smith, John` -> smith; `John Smith` and `Smith J` -> smith, as far as can be told. */
function familyOf(literal: string): string[] {
  const text = literal.slice(0, 200);
  const comma = text.indexOf(",");
  if (comma > 0) return split(text.slice(0, comma));
  // Initials after the family name, as PubMed writes them.
  const head = text.replace(/(?:\s+(?:\p{Lu}{1,4}|(?:\p{L}\.-?){1,4}|\p{Lu}))+\s*$/u, "");
  if (head !== text && head.trim() !== "") return split(head);
  const last = split(text).at(-1);
  return last === undefined ? [] : [last];
}

function split(text: string): string[] {
  // A hyphen joins: Sheng-Chieh and Shengchieh are one.
  return fold(text.slice(0, 200))
    .replace(/(?<=\p{L})[-‐'’ʼ`](?=\p{L})/gu, "")
    .split(/[^\p{L}\p{N}\p{M}]+/u)
    .filter((word) => word !== "");
}

/** `agree` when at least half of the shorter list has a namesake in the other one. */
export function compareAuthors(a: readonly AuthorName[], b: readonly AuthorName[]): AuthorAgreement {
  const [few, many] = a.length <= b.length ? [a, b] : [b, a];
  if (few.length === 0) return "unknown";
  const met = few.filter((one) => many.some((other) => sameName(one, other))).length;
  return 2 * met < few.length ? "differ" : "agree";
}

/** Whether two names may be one person's: a family name in common, and first names that do not contradict. */
export function sameName(a: AuthorName, b: AuthorName): boolean {
  const family = a.family.some((word) => b.family.some((other) => near(word, other)));
  // Given and family name the other way round.
  const crossed = !family && (isCrossed(a, b) || isCrossed(b, a));
  return crossed || (family && givenAgree(a, b));
}

/** What the first takes for the family name is anywhere in the second, whose family name is the first's given one. */
function isCrossed(a: AuthorName, b: AuthorName): boolean {
  return (
    a.family.every((word) => b.words.includes(word)) &&
    b.family.every((word) => a.words.includes(word) || a.initials.includes([...word][0]!))
  );
}

/** Half of the fewer initials are among the others; no initials contradict nothing. */
function givenAgree(a: AuthorName, b: AuthorName): boolean {
  const [few, many] =
    a.initials.length <= b.initials.length ? [a.initials, b.initials] : [b.initials, a.initials];
  const left = [...many];
  let met = 0;
  for (const letter of few) {
    const at = left.indexOf(letter);
    if (at < 0) continue;
    left.splice(at, 1);
    met++;
  }
  return 2 * met >= few.length;
}

function near(a: string, b: string): boolean {
  return (
    a === b ||
    isTypo(a, b) ||
    (a.length > 5 && b.length > 5 && umlaut(a) === umlaut(b)) ||
    umlaut(a) === umlaut(b)
  );
}

/** Müller, Mueller and Muller are one. */
function umlaut(word: string): string {
  return word.replace(/(?<=[aou])e(?=[^aeiou]|$)/g, "");
}
