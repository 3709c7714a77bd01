import { isContent } from "../words/stop-words.js";
import { type Word, wordsOf } from "../words/words.js";

/** A word or phrase of a question. */
export interface KeyPhrase {
  /** As it stands in the question, in lower case unless it is a name. */
  text: string;
  /** More than one word, to be found next to each other. */
  phrase: boolean;
  /** Stemmed words that it consists of. */
  terms: readonly string[];
  why: string;
}

/** Texts in which phrases are counted: titles and abstracts of a library. */
export interface PhraseStatistics {
  /** How many texts there are. */
  texts: number;
  /** In how many texts the stemmed word stands. */
  word(term: string): number;
  /** In how many texts the two stemmed words stand next to each other, in this order. */
  pair(first: string, second: string): number;
}

/** Counts words and pairs of neighbouring words over texts. */
export function phraseStatistics(texts: Iterable<string>): PhraseStatistics {
  const words = new Map<string, number>();
  const pairs = new Map<string, number>();
  let count = 0;
  for (const text of texts) {
    count++;
    const terms = wordsOf(text).map((word) => word.term);
    for (const term of new Set(terms)) words.set(term, (words.get(term) ?? 0) + 1);
    for (const pair of new Set(terms.slice(1).map((term, i) => `${terms[i]} ${term}`))) {
      pairs.set(pair, (pairs.get(pair) ?? 0) + 1);
    }
  }
  return {
    texts: count,
    word: (term) => words.get(term) ?? 0,
    pair: (first, second) => pairs.get(`${first} ${second}`) ?? 0,
  };
}

/** Pairs that stand together this much more often than by chance are a phrase (log2 of the ratio). */
const leastInformation = 2.5;

/**
 * The concepts of a question, in its order: names, phrases and single words, without what a question asks with. Runs
 * of content words are split into phrases where the library shows that words belong together (pointwise mutual
 * information of neighbours, Church and Hanks 1990, from two texts on) or where `isKnown` says so; else up to three
 * neighbours are looked for together without being a phrase, so that nothing is missed for a phrase that nobody uses.
 * Works for any script: words of scripts without spaces keep the runs that punctuation leaves.
 *
 * @param quoted phrases that the question puts in quotation marks are kept whole
 */
export function keyPhrases(
  question: string,
  statistics: PhraseStatistics,
  isKnown: (phrase: string) => boolean,
): KeyPhrase[] {
  const found: KeyPhrase[] = [];
  let rest = question;
  for (const match of question.matchAll(/["“„«]([^"“”„«»]{2,100})["”“»]/gu)) {
    const words = wordsOf(match[1]!);
    if (words.length > 0) found.push(phraseOf(words, "quoted in the question"));
    rest = rest.replace(match[0], " , ");
  }
  for (const run of runsOf(rest)) found.push(...split(run, statistics, isKnown));
  const seen = new Set<string>();
  return found.filter(({ terms }) => {
    const key = terms.join(" ");
    return !seen.has(key) && seen.add(key);
  });
}

/** Words that ask or relate, and say nothing of the subject. */
const asking = new Set(
  "how what which who whom whose why when where whether do does did is are was were can could may might should would will compare compared comparison effect effects affect affects influence influences impact impacts role improve improves improved increase increases reduce reduces reduced decrease better best worse difference differences relationship relation association between depend depends work works help helps lead leads cause causes change changes make makes perform performs performance approach approaches method methods use used using other different various new recent current existing across within under over versus vs than more less most least much many possible evidence known state art simultaneously simultaneous risk hat haben ist sind wie welche welchen welcher warum einfluss wirkung auf der die das des dem den und oder von für mit bei comment quel quelle quels effet effets les des sur dans pour une est cómo qué cuál efecto efectos los las del para por una sobre".split(
    " ",
  ),
);

/** Runs of content words, cut at punctuation and at words that say nothing. */
function runsOf(text: string): Word[][] {
  const runs: Word[][] = [];
  for (const part of text.split(/[,;:.?!()[\]{}/|。、，；：？！]+(?=\s|$)|[,;()[\]{}|。、，；：？！]/u)) {
    if (isUnspaced(part)) {
      runs.push(...unspacedRuns(part));
      continue;
    }
    let run: Word[] = [];
    for (const word of wordsOf(part)) {
      if (isContent(word) && !asking.has(word.surface.toLowerCase())) run.push(word);
      else {
        if (run.length > 0) runs.push(run);
        run = [];
      }
    }
    if (run.length > 0) runs.push(run);
  }
  return runs;
}

const unspacedScript =
  /[\p{sc=Han}\p{sc=Hiragana}\p{sc=Katakana}\p{sc=Thai}\p{sc=Lao}\p{sc=Khmer}\p{sc=Myanmar}]/u;

/** Whether a text has letters of a script that is written without spaces between words. */
export function isUnspaced(text: string): boolean {
  return unspacedScript.test(text);
}

/** Function words of Chinese and Japanese that end a phrase. */
const unspacedSmall = new Set(
  "的 中的 上的 中 之 其 了 和 与 與 及 或 对 對 在 是 中 如何 怎样 什么 为什么 是否 有 被 把 以 于 于 从 到 の は が を に で と も から まで より する した こと です ます どのように なぜ いかに について における".split(
    " ",
  ),
);
/** Characters of a phrase at most; the words of one are up to two characters each. */
const longestUnspaced = 4;

/**
 * Phrases of Chinese, Japanese, Thai and the like: words by the dictionary of `Intl.Segmenter` (UAX 29), joined up to
 * four characters, since dictionaries cut terms into their parts.
 */
function unspacedRuns(text: string): Word[][] {
  const segmenter = new Intl.Segmenter(undefined, { granularity: "word" });
  const phrases: string[] = [];
  let phrase = "";
  const flush = () => {
    if ([...phrase].length > 1) phrases.push(phrase);
    phrase = "";
  };
  for (const { segment, isWordLike } of segmenter.segment(text.slice(0, 2000))) {
    if (!isWordLike || unspacedSmall.has(segment)) flush();
    else {
      if (!isUnspaced(segment) || [...(phrase + segment)].length > longestUnspaced) flush();
      phrase += segment;
      if (!isUnspaced(segment)) flush();
    }
  }
  flush();
  return phrases.map((surface) => [{ term: surface.toLowerCase(), surface, kind: "word" as const }]);
}

function split(
  run: readonly Word[],
  statistics: PhraseStatistics,
  isKnown: (phrase: string) => boolean,
): KeyPhrase[] {
  const phrases: KeyPhrase[] = [];
  // Neighbours that nothing is known of: looked for together, though not next to each other.
  let loose: Word[] = [];
  const flush = () => {
    if (loose.length > 0) phrases.push({ ...phraseOf(loose, whyLoose(loose)), phrase: false });
    loose = [];
  };
  for (let i = 0; i < run.length; ) {
    let end = i + 1;
    let why = "a phrase of the library";
    const known = [3, 2].find(
      (length) => i + length <= run.length && isKnown(surface(run.slice(i, i + length))),
    );
    if (known !== undefined || isKnown(surface(run.slice(i, i + 1)))) {
      end = i + (known ?? 1);
      why = "a term of its field";
    } else {
      while (end < run.length && end - i < 3 && belongTogether(run[end - 1]!, run[end]!, statistics)) end++;
    }
    const words = run.slice(i, end);
    if (words.length > 1 || why === "a term of its field" || words[0]!.kind === "name") {
      flush();
      phrases.push(phraseOf(words, words.length === 1 && words[0]!.kind === "name" ? "a name" : why));
    } else {
      loose.push(words[0]!);
      if (loose.length === 3) flush();
    }
    i = end;
  }
  flush();
  return phrases;
}

function whyLoose(words: readonly Word[]): string {
  return words.length === 1 ? "a word of the question" : "words side by side in the question";
}

function belongTogether(first: Word, second: Word, { texts, word, pair }: PhraseStatistics): boolean {
  // Vitamin D, hepatitis C, omega 3: what follows says which.
  if (/^(?:\p{Lu}|\d{1,3})$/u.test(second.surface)) return true;
  const together = pair(first.term, second.term);
  if (together < 2) return false;
  return (
    Math.log2((together * texts) / (word(first.term) * word(second.term))) >= leastInformation ||
    together >= 0.5 * Math.min(word(first.term), word(second.term))
  );
}

function phraseOf(words: readonly Word[], why: string): KeyPhrase {
  return { text: surface(words), phrase: words.length > 1, terms: words.map((word) => word.term), why };
}

function surface(words: readonly Word[]): string {
  return words.map(({ surface, kind }) => (kind === "name" ? surface : surface.toLowerCase())).join(" ");
}
