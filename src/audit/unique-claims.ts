import { type Compared, compared, sameStatement } from "../literature/extraction/duplicates.js";
import { stem } from "../literature/words/words.js";
import type { SynthesisClaim } from "../report/synthesis/document.js";

/** A row of a report's table of claims. */
export interface SaidClaim extends SynthesisClaim {
  /** Index of the report. */
  report: number;
}

/** One statement, and the rows that make it. */
export interface UniqueClaim {
  /** The wording that is judged: the fullest that is not cut off, else the longest. */
  text: string;
  cut: boolean;
  said: SaidClaim[];
}

/** Letters that a cut-off text must share with a longer one to be its beginning. */
const leastBeginning = 40;
/** Letters by which the last word of a cut-off text may differ: makers of reports tidy where they cut (`pair b`, `pairs`). */
const tidied = 4;
/** Said to a degree or not is not the same claim. */
const degrees =
  /\b(?:substantial|significant|considerabl[ey]|slight|great|strong|marginal|drastic|dramatic|consistent|clear|vast|moderate|mild)(?:ly)?\b/giu;
/** What only says that something was done or said in the paper, not what. */
const frames: readonly (readonly [RegExp, string])[] = [
  [/^(?:in this (?:paper|work|study),? )?we (?:report|present|use|compute|measure) (?:the )?/iu, ""],
  [/^(?:the )?(?:authors?|paper|study) (?:reports?|presents?) (?:the )?/iu, ""],
  [/\b(?:is|are|was|were) (?:reported|presented|computed) (?=for\b|on\b)/giu, ""],
  [/\b(?:is|are|was|were) (?:conducted|performed|carried out|run|done) (?=on\b|with\b|in\b)/giu, ""],
  [/^the (?=\p{L})/iu, ""],
  // The work's own name for what it proposes, with or without the word for what it is.
  [/\b(sampling|training|learning) (?:strategy|approach|method)\b/giu, "$1"],
];

/** A statement without the words that only frame it, for comparison. */
export function core(text: string): string {
  return frames.reduce((words, [frame, by]) => words.replace(frame, by), text.replace(/\s+/g, " ").trim());
}

/**
 * Puts the rows of several reports together by what they state. Two rows are one claim when one is the cut-off
 * beginning of the other, or when extraction's rules for duplicates say so of their cores (numbers, names,
 * quantifiers, negation, direction and order agree) and both are said to the same degree. In doubt they are two.
 */
export function uniqueClaims(rows: readonly SaidClaim[]): UniqueClaim[] {
  const claims: UniqueClaim[] = [];
  /** Claims by how their rows begin, and whole ones by their words of weight: only these can be the same. */
  const byBeginning = new Map<string, Set<UniqueClaim>>();
  const byWords = new Map<string, Set<UniqueClaim>>();
  const cores = new Map<string, Compared>();
  const coreOf = (text: string) => {
    const known = cores.get(text) ?? compared(core(text));
    cores.set(text, known);
    return known;
  };
  const wordsKey = (text: string) => `${degreeOf(text)}\u0000${heavy(coreOf(text)).sort().join(" ")}`;
  for (const row of rows) {
    const beginning = plain(row.text).slice(0, leastBeginning);
    let found = [...(byBeginning.get(beginning) ?? [])].find(({ said }) =>
      said.some((other) => begins(row, other)),
    );
    if (found === undefined && !row.cut) {
      found = [...(byWords.get(wordsKey(row.text)) ?? [])].find(
        ({ text, cut }) => !cut && statesTheSame(coreOf(text), coreOf(row.text)),
      );
    }
    if (found === undefined) {
      found = { text: row.text, cut: row.cut, said: [row] };
      claims.push(found);
    } else {
      found.said.push(row);
      if (fuller(row, found)) Object.assign(found, { text: row.text, cut: row.cut });
    }
    byBeginning.set(beginning, (byBeginning.get(beginning) ?? new Set()).add(found));
    if (!found.cut) {
      const words = wordsKey(found.text);
      byWords.set(words, (byWords.get(words) ?? new Set()).add(found));
    }
  }
  return claims;
}

/**
 * Extraction's rules, and more: no word of weight may be in one statement alone, since that makes it a wider or a
 * narrower one (`in monolingual retrieval`, `in monolingual and cross-lingual retrieval`).
 */
export function statesTheSame(a: Compared, b: Compared): boolean {
  const [ofA, ofB] = [new Set(heavy(a)), new Set(heavy(b))];
  const same = ofA.size === ofB.size && [...ofA].every((term) => ofB.has(term));
  return same && sameStatement(a, b, evenly);
}

/** Words of weight of a statement, each once. */
function heavy({ terms }: Compared): string[] {
  return [...new Set(terms)].filter((term) => !light.has(term));
}

/** Words that name the kind of a thing whose name stands beside them, or that only say that something is told. */
const light = new Set(
  "approach strategy method technique scheme setting settings dataset datasets benchmark experiment experiments paper study work conduct perform report compare relative"
    .split(" ")
    .flatMap((word) => [word, stem(word)]),
);

/** Rows are few: no word is rarer than another by much, and weights must not hang on what else a report says. */
const evenly = () => 1;

/** Whether one of the two texts is the cut-off beginning of the other, or both are the same. */
function begins(a: SynthesisClaim, b: SynthesisClaim): boolean {
  const [x, y] = [plain(a.text), plain(b.text)];
  if (x === y) return true;
  const [short, long, cut] = x.length < y.length ? [x, y, a.cut] : [y, x, b.cut];
  if (cut && short.length >= leastBeginning && long.startsWith(short)) return true;
  if (!a.cut || !b.cut) return false;
  let same = 0;
  while (same < short.length && short[same] === long[same]) same++;
  return same >= 2 * leastBeginning && long.length - same <= tidied;
}

function fuller(row: SynthesisClaim, than: Pick<UniqueClaim, "text" | "cut">): boolean {
  if (row.cut !== than.cut) return than.cut;
  return row.cut && row.text.length > than.text.length && plain(row.text).startsWith(plain(than.text));
}

/** To what degree something is said to be so: `substantially`, `slightly`. */
export function degreeOf(text: string): string {
  return [...new Set([...text.toLowerCase().matchAll(degrees)].map(([word]) => word.replace(/ly$/, "")))]
    .sort()
    .join(" ");
}

/** White space and case made one; the marks of a cut taken away. */
export function plain(text: string): string {
  return text
    .normalize("NFKC")
    .toLowerCase()
    .replace(/(?:…|\.\.\.)$/u, "")
    .replace(/\s+/gu, " ")
    .trim();
}
