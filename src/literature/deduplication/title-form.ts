import { isTypo } from "./typo.js";

/** A title as titles are compared. */
export interface TitleForm {
  /** Words in order; without case, accents, markup and marks; numbers as digits. */
  readonly words: readonly string[];
  /** The words of the title without its subtitle; as many as `words` when there is none. */
  readonly main: readonly string[];
  /** The words without spaces between them. */
  readonly joined: string;
  /** What tells parts, editions and years apart: numbers, and `part b`, in order of their value. */
  readonly numbers: string;
  /** `correction`, `reply`, …: a notice about a work, which is a work of its own. */
  readonly notice: string | undefined;
  /** The publisher put `RETRACTED:` before it. */
  readonly retracted: boolean;
  /** Too common, or too short, to name a work by itself: `Introduction`, `Editorial`. */
  readonly generic: boolean;
}

const noticePattern =
  /^(?:author(?:'s|s)? |publisher(?:'s|s)? |editorial )?(correction|corrigendum|corrigenda|erratum|errata|addendum|retraction(?: notice| note)?|withdrawal(?: notice)?|expression of concern|comment(?:s|ary)?|reply|response|rejoinder|discussion|review|book review|letter)(?: from the authors?)?(?: (?:to|on|of|for|about|regarding)\b|\s*:)/;
const retractedPattern =
  /^\[?(?:retracted|withdrawn)(?: article| paper| chapter)?\]?\s*[:.\-–—]?\s+|\s*[[(](?:retracted|withdrawn)(?: article| paper)?[^\])]{0,80}[\])]\s*$/iu;

const letters: Record<string, string> = {
  ß: "ss",
  ø: "o",
  ł: "l",
  đ: "d",
  ð: "d",
  þ: "th",
  æ: "ae",
  œ: "oe",
  ı: "i",
  "&": " and ",
  "+": " plus ",
  α: "alpha",
  β: "beta",
  γ: "gamma",
  δ: "delta",
  ε: "epsilon",
  κ: "kappa",
  λ: "lambda",
  μ: "mu",
  π: "pi",
  σ: "sigma",
  τ: "tau",
  ω: "omega",
};
const lettersPattern = new RegExp(`[${Object.keys(letters).join("")}]`, "gu");
const greekOnly = /\p{sc=Greek}{3,}/u;

const romans = new Map(
  "i ii iii iv v vi vii viii ix x xi xii".split(" ").map((word, i) => [word, String(i + 1)]),
);
const ordinals = new Map(
  [
    ["one first 1st", "1"],
    ["two second 2nd", "2"],
    ["three third 3rd", "3"],
    ["four fourth 4th", "4"],
    ["five fifth 5th", "5"],
    ["six sixth 6th", "6"],
    ["seven seventh 7th", "7"],
    ["eight eighth 8th", "8"],
    ["nine ninth 9th", "9"],
    ["ten tenth 10th", "10"],
  ].flatMap(([words, value]) => words!.split(" ").map((word) => [word, value!] as const)),
);
/** Words that what follows them tells apart. */
const partWords = new Set(
  "part parts volume vol chapter section no number issue edition ed phase study paper version series book lecture lesson".split(
    " ",
  ),
);
const genericTitles = new Set(
  "introduction editorial preface foreword index contents conclusion conclusions discussion abstract abstracts references acknowledgements acknowledgments obituary commentary news letters correspondence summary overview background methods results appendix glossary epilogue prologue afterword dedication bibliography frontmatter backmatter announcements errata".split(
    " ",
  ),
);
const genericWords = new Set(
  "introduction introductory editorial preface foreword guest editors editor note notes letter letters from to the a an of for in on and at by with special issue section front back matter table contents annual report reports book review reviews message welcome president presidents address memoriam author index subject list contributors reviewers acknowledgement acknowledgment information about this volume number proceedings conference workshop international organization committee committees chairs chair program keynote abstracts abstract call papers general discussion concluding remarks conclusion conclusions summary new year news issue highlights cover image picture month calendar events".split(
    " ",
  ),
);
const smallWords = new Set(
  "a an the of for in on and or to with by from at as is are via using und der die das et la le les de des du el los las y e il".split(
    " ",
  ),
);

/** Whether a word may be missing or differ without the title being another one. */
export function isSmallWord(word: string): boolean {
  return smallWords.has(word);
}

/** A title's form for comparison. Works for any script; takes time in proportion to the first 600 characters at most. */
export function titleForm(title: string): TitleForm {
  let text = title.slice(0, 600).normalize("NFKC");
  const before = text;
  text = text.replace(retractedPattern, "");
  const retracted = text !== before;
  text = withoutMarkup(text);
  const folded = fold(text);
  const notice = noticePattern.exec(folded.trim())?.[1]?.replace(/ .*/, "") ?? misspeltNotice(folded);
  const cut = subtitleAt(folded);
  const words = wordsOf(folded);
  const main = cut === undefined ? words : wordsOf(folded.slice(0, cut));
  const content = words.filter((word) => !smallWords.has(word));
  return {
    words,
    main: main.length === 0 ? words : main,
    joined: words.join(""),
    numbers: numbersOf(words),
    notice,
    retracted,
    generic:
      content.length === 0 ||
      (content.length === 1 && (genericTitles.has(content[0]!) || [...content[0]!].length < 12)) ||
      content.every((word) => genericWords.has(word) || /^\d+$/.test(word)),
  };
}

/** `Corrcetion to: …`. */
function misspeltNotice(folded: string): string | undefined {
  const first = /^\s*(\p{L}{5,14}) (?:to|on|of)\b/u.exec(folded)?.[1];
  return first === undefined ? undefined : noticeWords.find((word) => word !== first && isTypo(first, word));
}

const noticeWords = [
  "correction",
  "corrigendum",
  "erratum",
  "addendum",
  "retraction",
  "comment",
  "reply",
  "response",
];

/** Markup and character references that databases leave in titles. */
function withoutMarkup(text: string): string {
  return text
    .replace(/<\/?[a-z][a-z0-9:]{0,20}(?:\s[^<>]{0,200})?\/?>/gi, "")
    .replace(
      /&(amp|lt|gt|quot|apos|nbsp|#\d{1,6}|#x[0-9a-f]{1,5});/gi,
      (whole, name: string) => reference(name.toLowerCase()) ?? whole,
    )
    .replace(/\\(?:text|math|emph|it|bf|rm|sc|tt)[a-z]{0,6}\b/g, "")
    .replace(/\\([a-z]{2,10})\b/g, " $1 ")
    .replace(/\\["'`^~=.uvHtcdb]/g, "")
    .replace(/[{}$^_\\]/g, "");
}

function reference(name: string): string | undefined {
  const named: Record<string, string> = { amp: "&", lt: "<", gt: ">", quot: '"', apos: "'", nbsp: " " };
  if (!name.startsWith("#")) return named[name];
  const code = name[1] === "x" ? Number.parseInt(name.slice(2), 16) : Number(name.slice(1));
  return code > 0 && code < 0x11_0000 && (code < 0xd800 || code > 0xdfff)
    ? String.fromCodePoint(code)
    : undefined;
}

/** Lower case without accents on Latin, Greek and Cyrillic letters; marks of other scripts are part of their letters. */
export function fold(text: string): string {
  const bare = text
    .toLowerCase()
    .normalize("NFKD")
    .replace(/(?<=[\p{sc=Latin}\p{sc=Greek}\p{sc=Cyrillic}]\p{M}{0,4})\p{M}/gu, "")
    .normalize("NFC");
  return greekOnly.test(bare)
    ? bare.replaceAll("&", " and ")
    : bare.replace(lettersPattern, (letter) => letters[letter]!);
}

/** Where a subtitle begins: after a colon, a dash between spaces, a question mark or a full stop. */
function subtitleAt(folded: string): number | undefined {
  const match = /:\s|\s[-–—‐]{1,3}\s|[?!.]\s+(?=\S)|：|\s\(/u.exec(folded);
  return match === null || match.index < 3 ? undefined : match.index;
}

const unspaced = /[\p{sc=Han}\p{sc=Hiragana}\p{sc=Katakana}\p{sc=Thai}\p{sc=Lao}\p{sc=Khmer}\p{sc=Myanmar}]/u;

/** One character of such a script, or a run of others between them. */
const unspacedOrRun = new RegExp(`${unspaced.source}\\p{M}*|[^${unspaced.source.slice(1)}+`, "gu");

function wordsOf(folded: string): string[] {
  const words: string[] = [];
  for (const [run] of folded.replace(/(?<=\p{L})['’ʼ`](?=\p{L})/gu, "").matchAll(/[\p{L}\p{N}\p{M}]+/gu)) {
    if (!unspaced.test(run)) words.push(american(run));
    else for (const [piece] of run.matchAll(unspacedOrRun)) words.push(piece);
  }
  return words.map((word, i) => {
    const last = i === words.length - 1;
    const marked = i > 0 && partWords.has(words[i - 1]!);
    // "I" and "V" are also words and names: numbers only at the end, or after "part".
    if ((marked || last || word.length > 1) && i > 0 && romans.has(word)) return romans.get(word)!;
    return marked || (i < words.length - 1 && partWords.has(words[i + 1]!))
      ? (ordinals.get(word) ?? word)
      : word;
  });
}

/** One spelling for British and American ones. */
function american(word: string): string {
  if (word.length < 6) return word === "colour" ? "color" : word;
  return word
    .replace(/isation(s?)$/, "ization$1")
    .replace(/is(e|ed|es|ing)$/, "iz$1")
    .replace(/ys(e|ed|es|ing)$/, "yz$1")
    .replace(/(?<=[a-z]{2})our(?=s?$|ed$|ing$|al$|ful$|able$)/, "or")
    .replace(/(?<=[a-z]{2})(?:aem|oem)/, "em")
    .replace(/^(?:paed|orthopaed)/, (part) => part.replace("paed", "ped"))
    .replace(/tre(?=s?$)/, "ter")
    .replace(/lling$/, "ling")
    .replace(/lled$/, "led");
}

function numbersOf(words: readonly string[]): string {
  const found = words.flatMap((word, i) => {
    if (/\d/.test(word)) return [word];
    // "part b", "type x": single letters tell apart as well.
    return i > 0 && [...word].length === 1 && partWords.has(words[i - 1]!) ? [`${words[i - 1]} ${word}`] : [];
  });
  return found.sort().join(" ");
}
