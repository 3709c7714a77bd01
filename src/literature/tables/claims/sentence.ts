import { metricOf } from "../names/metrics.js";
import { akin, keysOf, type Token, tokens } from "../names/tokens.js";
import { type Mention, namesMethod, type Vocabulary } from "../names/vocabulary.js";
import { type Cue, cuesIn } from "./cues.js";
import { emptyWords, genericWords, prepositions } from "./function-words.js";
import { type FoundChange, type FoundNumber, numbersIn, withoutAsides } from "./stated-numbers.js";

/** A claim's text, taken apart. Places count UTF-16 code units of `text`. */
export interface Sentence {
  text: string;
  words: readonly Token[];
  mentions: readonly Mention[];
  cues: readonly Cue[];
  numbers: readonly FoundNumber[];
  changes: readonly FoundChange[];
  /** Tables it names. */
  tables: readonly string[];
  /** Ways of doing things that it names and no table does: "monolingual training". */
  strangers: readonly { text: string; start: number; end: number }[];
}

export function takeApart(claim: string, vocabulary: Vocabulary): Sentence {
  const text = withoutCitations(claim.replace(/\s+/g, " ").trim());
  const words = tokens(text);
  const named = vocabulary.mentions(text);
  const strangers = named.filter((mention) => namesMethod(mention, words));
  const mentions = named.filter((mention) => !strangers.includes(mention) && !isVerb(mention, named));
  const inMention = (at: { start: number; end: number }) =>
    mentions.some((mention) => mention.start < at.end && at.start < mention.end);
  const { numbers, changes } = numbersIn(text);
  return {
    text,
    words,
    mentions,
    cues: cuesIn(text).filter((cue) => !inMention(cue)),
    numbers: numbers.filter((number) => !inMention(number)),
    changes,
    tables: tablesNamed(text),
    strangers: strangers.map((mention) => ({
      text: `${mention.text} ${words[mention.last + 1]?.text ?? ""}`.trim(),
      start: mention.start,
      end: mention.end,
    })),
  };
}

/** "No-till reduced yield": right after another name, a label such as `Reduced` is a verb. */
function isVerb(mention: Mention, named: readonly Mention[]): boolean {
  const verb = mention.first === mention.last && /^\p{Ll}+ed$/u.test(mention.text);
  return verb && cuesIn(mention.text).length > 0 && named.some((other) => other.last === mention.first - 1);
}

function withoutCitations(text: string): string {
  return text.replace(
    /\s?\((?:[^()]{0,80}\bet al\.?[^()]{0,20}|[\p{Lu}][\p{L}’'-]{1,30},? (?:19|20)\d\d[a-z]?)\)/gu,
    "",
  );
}

/** `2`, `3` of "Tables 2 and 3"; "Tables 3-6" is 3, 4, 5, 6. */
export function tablesNamed(text: string): string[] {
  const found = new Set<string>();
  const one = String.raw`(?:[A-Z]\.?\d{1,3}|\d{1,3}|[IVX]{1,5})`;
  const pattern = new RegExp(
    String.raw`\b(?:[Tt]ables?|TABLES?|Tabs?\.)[ ~]?(${one}(?:\s?(?:,|and|&|-|–|to|, and)\s?${one}){0,6})(?![\p{L}\d])`,
    "gu",
  );
  for (const match of text.matchAll(pattern)) {
    const list = match[1]!;
    const range = /^(\d{1,3})\s?(?:-|–|to)\s?(\d{1,3})$/.exec(list);
    if (range !== null) {
      const [low, high] = [Number(range[1]), Number(range[2])];
      for (let n = low; n <= Math.min(high, low + 30); n++) found.add(String(n));
      continue;
    }
    for (const [name] of list.matchAll(new RegExp(one, "gu"))) found.add(name);
  }
  return [...found];
}

/** Words that narrow a statement down and that no table's words cover; each as printed. */
export function uncovered(
  sentence: Sentence,
  covered: (key: string) => boolean,
  range: { start: number; end: number } = { start: 0, end: sentence.text.length },
): string[] {
  const { words, mentions, cues } = sentence;
  const plain = withoutAsides(sentence.text);
  const missing: string[] = [];
  // Before the first name, a statement that names no measure may speak of one that no table has.
  const unmeasured = cues.length > 0 && !mentions.some((mention) => /^metric/.test(mention.dimension));
  let strict = unmeasured;
  let elaborates = 0;
  for (const [index, word] of words.entries()) {
    const previous = words[index - 1];
    if (previous !== undefined && /[,;:()]/.test(sentence.text.slice(previous.end, word.start))) {
      strict = false;
      elaborates = 0;
    }
    if (word.start < range.start || word.end > range.end) continue;
    if (mentions.some((mention) => mention.first <= index && index <= mention.last)) {
      elaborates = 4;
      continue;
    }
    const cue = cues.find((candidate) => candidate.start <= word.start && word.end <= candidate.end);
    if (cue !== undefined) {
      strict = true;
      elaborates = 0;
      continue;
    }
    if (prepositions.has(word.key)) {
      strict = true;
      elaborates = 0;
      continue;
    }
    // The other side is told by names, or as "the others": what else describes it narrows nothing.
    if (/^(?:than|compared|versus|vs)$/.test(word.key)) strict = false;
    if (isNumberOrBlank(word, plain) || emptyWords.has(word.key)) {
      if (!/^(?:and|or|the|a|an)$/.test(word.key)) elaborates = Math.max(0, elaborates - 1);
      continue;
    }
    if (genericWords.has(word.key) || /ly$/.test(word.key)) {
      elaborates = Math.max(0, elaborates - 1);
      continue;
    }
    if (isWhole(sentence, index)) continue;
    if (isName(word, index) ? covered(word.key) : !strict || elaborates > 0 || covered(word.key)) {
      elaborates = Math.max(0, elaborates - 1);
      continue;
    }
    missing.push(word.text);
  }
  return missing;
}

/** The noun of "the highest of the three planets": the rows themselves, whatever the text calls them. */
function isWhole({ text, words, cues }: Sentence, index: number): boolean {
  const word = words[index]!;
  const superlative = cues.find(({ kind, end }) => /est$|^worst$/.test(kind) && end < word.start);
  if (superlative === undefined) return false;
  const between = text.slice(superlative.end, word.start);
  const after = text.slice(word.end);
  return (
    /\bof (?:all|the|all the)(?: (?:two|three|four|five|six|seven|eight|nine|ten|\d+|studied|tested))?\s$/u.test(
      between,
    ) && /^(?:[.,;:)]|$|\s+(?:in|on|at|for|with|under|by|and)\b)/.test(after)
  );
}

function isNumberOrBlank(word: Token, plain: string): boolean {
  return /^[\d.,]+$/.test(word.text) || plain.slice(word.start, word.end).trim() === "";
}

/** GPT, BM25, XTREME: capitals or digits inside. A capital at its head alone may begin a sentence or a heading. */
function isName({ text }: Token, index: number): boolean {
  if (/^\p{Lu}{2,}/u.test(text) || /\p{L}\d|\d\p{L}/u.test(text) || /\p{Ll}\p{Lu}/u.test(text)) return true;
  return index > 0 && /^\p{Lu}\p{Ll}+/u.test(text) && text.length > 2;
}

/** Whether words are met in a text, in any form. */
export function covers(text: string): (key: string) => boolean {
  const known = new Set(tokens(text).map((token) => token.key));
  return (key) => known.has(key) || [...known].some((other) => akin(other, key));
}

/** Words that are measures somewhere and mean many things elsewhere. */
const ambiguousMeasures = new Set(
  keysOf("time memory cost energy rank bias top pass success loss failure table score"),
);

/** Names of known measures in a text, of one or two words. */
export function measuresIn(text: string): string[] {
  const words = tokens(text);
  return words
    .flatMap((word, index) => {
      const next = words[index + 1];
      return [word.text, ...(next === undefined ? [] : [`${word.text} ${next.text}`])];
    })
    .filter((span) => {
      const keys = keysOf(span);
      // Of two words neither alone is a measure: "error rate" is one already by "error".
      const short = keys.length === 1 || keys.every((key) => metricOf(key) === undefined);
      return (
        short &&
        span.length > 2 &&
        metricOf(span) !== undefined &&
        keys.every((key) => !ambiguousMeasures.has(key))
      );
    });
}
