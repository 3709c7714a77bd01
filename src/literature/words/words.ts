/** A word of a text as matching sees it. */
export interface Word {
  /** What is compared: lower case, compatibility-normalised, stemmed if it is an ordinary English word. */
  term: string;
  /** As it stands in the text. */
  surface: string;
  /**
   * `name`: written like a name or a code (XQuAD-R, mAP, X-X, a capital inside a sentence);
   * `number`: written in digits; `word`: anything else.
   */
  kind: "name" | "number" | "word";
}

/** Runs of letters, digits and marks; `.` and `,` join digits only, `'` letters, `-` and `@` both. */
const wordPattern =
  /[\p{L}\p{N}][\p{L}\p{M}\p{N}]*(?:(?:[-\u2010\u2011@]|(?<=\p{N})[.,](?=\p{N})|(?<=\p{L})['’](?=\p{L}))[\p{L}\p{N}][\p{L}\p{M}\p{N}]*)*/gu;

/** Scripts written without spaces between words: matched by pairs of characters, as CJK retrieval does. */
const unspaced =
  /[\p{sc=Han}\p{sc=Hiragana}\p{sc=Katakana}\p{sc=Thai}\p{sc=Lao}\p{sc=Khmer}\p{sc=Myanmar}\p{M}ー]+/gu;
const hasUnspaced =
  /[\p{sc=Han}\p{sc=Hiragana}\p{sc=Katakana}\p{sc=Thai}\p{sc=Lao}\p{sc=Khmer}\p{sc=Myanmar}]/u;

const numberPattern = /^\d+(?:,\d{3})*(?:\.\d+)?(?:e-?\d+)?$/;
const plainPart = /^\p{Lu}?[\p{Ll}\p{Lo}\p{M}]{2,}$/u;

/** The words of a text in order, function words included. Works for any script. */
export function wordsOf(text: string): Word[] {
  const normal = text.normalize("NFKC");
  const words: Word[] = [];
  for (const match of normal.matchAll(wordPattern)) {
    const surface = match[0];
    if (numberPattern.test(surface)) {
      words.push({ term: String(Number(surface.replaceAll(",", ""))), surface, kind: "number" });
    } else if (hasUnspaced.test(surface)) {
      words.push(...characterPairs(surface));
    } else {
      const startsSentence = /(?:^|[.!?]["'”’)]*\s+|\n\s*)["'“‘(]*$/u.test(normal.slice(0, match.index));
      words.push(...compoundParts(surface).map((part) => classify(part, startsSentence)));
    }
  }
  return words;
}

/** `cross-lingual` -> cross, lingual; `X-X-mono` -> X-X, mono; `XQuAD-R`, `GPT-4`, `R@1` stay whole. */
function compoundParts(surface: string): string[] {
  const parts: string[] = [];
  let code = "";
  for (const piece of surface.split(/([-\u2010\u2011@])/u)) {
    if (/^[-\u2010\u2011@]$/u.test(piece)) {
      if (code !== "") code += piece === "@" ? "@" : "-";
    } else if (plainPart.test(piece)) {
      if (code !== "") parts.push(code.replace(/[-@]$/, ""));
      code = "";
      parts.push(piece);
    } else code += piece;
  }
  if (code !== "") parts.push(code.replace(/[-@]$/, ""));
  return parts;
}

function classify(part: string, startsSentence: boolean): Word {
  const bare = part.replace(/['’]s$/u, "").replace(/^(\p{Lu}{2,})s$/u, "$1");
  const lower = bare.toLowerCase();
  const capital = /^\p{Lu}/u.test(bare);
  if (looksCoded(bare)) return { term: lower, surface: part, kind: "name" };
  const kind = capital && !startsSentence && bare.length > 1 ? "name" : "word";
  return { term: numberWords.get(lower) ?? stem(lower), surface: part, kind };
}

/**
 * Whether it has a hyphen, a capital or number behind a letter, or a letter behind a number: `mBERT`, `E5`, `4-gram`.
 * Two looks, not one expression with a gap: that one tries every letter anew, for hours in a word of megabytes.
 */
function looksCoded(word: string): boolean {
  const behind = (first: RegExp, then: RegExp) => {
    const at = word.search(first);
    return at >= 0 && then.test(word.slice(at + 1));
  };
  return word.includes("-") || behind(/\p{L}/u, /[\p{Lu}\p{N}]/u) || behind(/\p{N}/u, /\p{L}/u);
}

function characterPairs(surface: string): Word[] {
  const words: Word[] = [];
  for (const [run] of surface.matchAll(unspaced)) {
    const characters = [...run];
    const last = Math.max(1, characters.length - 1);
    for (let i = 0; i < last; i++) {
      const pair = characters.slice(i, i + 2).join("");
      words.push({ term: pair, surface: pair, kind: "word" });
    }
  }
  for (const rest of surface.split(unspaced)) {
    if (rest !== "") words.push({ term: rest.toLowerCase(), surface: rest, kind: "word" });
  }
  return words;
}

/** English number words from two to twenty, with their digits. */
export const numberWords: ReadonlyMap<string, string> = new Map(
  "two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen twenty"
    .split(" ")
    .map((word, index) => [word, String(index + 2)]),
);

/**
 * A light stemmer for English inflection: plurals, -ed, -ing, -ly and the noun endings -ation, -ment, -ness.
 * Deliberately blunt: stems only have to agree with each other. Words of other scripts are left alone.
 */
export function stem(word: string): string {
  if (!/^[a-z]{4,}$/.test(word)) return word;
  let w = word;
  if (w.endsWith("ies")) w = `${w.slice(0, -3)}y`;
  else if (w.endsWith("sses")) w = w.slice(0, -2);
  else if (/[^siu]s$/.test(w)) w = w.slice(0, -1);
  for (const ending of ["ingly", "edly", "ly", "ing", "ed"]) {
    const root = w.slice(0, -ending.length);
    if (w.endsWith(ending) && root.length >= 3 && /[aeiouy]/.test(root)) {
      // stopped -> stop, but not falling -> fal
      w = /([bdgkmnprt])\1$/.test(root) ? root.slice(0, -1) : root;
      break;
    }
  }
  w = w.replace(/(?<=.{3})(?:ation|ator|ate|at)$/, "").replace(/(?<=.{4})(?:ment|ness)$/, "");
  w = w
    .replace(/duction$/, "duc")
    .replace(/(?<=.{2})ction$/, "ct")
    .replace(/(?<=.{3})ison$/, "");
  w = w.replace(/(?<=.{2})y$/, "i");
  return w.replace(/(?<=.{2})e$/, "");
}
