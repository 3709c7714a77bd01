import { decimalsOf, printedValue } from "../../printed-number.js";
import type { StatedNumber } from "../expressions/expression.js";

/** What a number in a sentence is for. */
export type NumberRole =
  | { role: "value" }
  /** "by 3.2 points", "a 31.1 % reduction". */
  | { role: "difference" }
  /** "11 languages". */
  | { role: "count"; noun: string };

export interface FoundNumber {
  stated: StatedNumber;
  start: number;
  end: number;
  use: NumberRole;
}

/** "from 41.2 to 44.0", "410.2->286.6", "44.0 vs. 41.2". */
export interface FoundChange {
  from: StatedNumber;
  to: StatedNumber;
  start: number;
  end: number;
}

const number = String.raw`[-−+]?\d{1,15}(?:,\d{3}){0,4}(?:\.\d{1,12})?|[-−+]?\.\d{1,12}`;
const unit = String.raw`\s?(?:%|times\b|×|[- ]?fold\b|percentage points?\b|percent\b|per cent\b|points?\b|pp\b|pts?\b)`;
const single = new RegExp(
  String.raw`(?<![\p{L}\p{N}.@_/-])(?<n>${number})(?![\p{L}\d@]|[.,]\d)(?<u>${unit})?`,
  "gu",
);

/** Numbers that name or date something, or tell of samples and tests, not of results. */
const asides: readonly RegExp[] = [
  /\b(?:tables?|tabs?\.|figures?|figs?\.?|sections?|secs?\.?|eqs?\.?|equations?|appendix|chapters?|pages?|pp?\.|footnotes?|steps?|stages?|versions?|v\.|epochs?|layers?|seeds?|lines?|rows?|columns?|studies|study|experiments?|examples?)\s*~?\(?\d+(?:\.\d+)*[a-z]?\)?(?:\s?(?:,|-|–|and|&|to)\s?\d+(?:\.\d+)*)*/giu,
  /\bp\s?(?:[-\s]?values?\s?)?(?:[<>=≤≥]|of|was|is)\s?\d*\.?\d+(?:e[-−]?\d+)?/giu,
  /\b(?:n|k|N|α|β|γ|λ|τ|alpha|beta|df|t|F|χ2|χ²|z|r|d)\s?=\s?[-−]?\d[\d,.]*/gu,
  /\b(?:\d{1,2}|95|99|90)\s?%\s?(?:CI|confidence intervals?|CrI|HDI)\b[^;)\]]{0,40}/giu,
  /\[\s?\d{1,3}(?:\s?[,–-]\s?\d{1,3})*\s?\]/gu,
  /\(?\b(?:[A-Z][\p{L}’'-]+(?: et al\.?)?(?: (?:and|&) [A-Z][\p{L}’'-]+)?,? )\(?(?:1[89]|20)\d\d[a-z]?\)?/gu,
  /\b(?:in|since|until|by|from|during|between|of) (?:1[89]|20)\d\d\b/gu,
  /±\s?\d+(?:\.\d+)?/gu,
];

/** Text with the numbers that state no result blanked out; places stay the same. */
export function withoutAsides(text: string): string {
  let plain = text;
  for (const pattern of asides) plain = plain.replace(pattern, (match) => match.replace(/\d/g, " "));
  return plain;
}

/** Numbers of results in a text, and the pairs of them that tell a change. */
export function numbersIn(text: string): { numbers: FoundNumber[]; changes: FoundChange[] } {
  const plain = withoutAsides(text);
  const all = [...plain.matchAll(single)].flatMap((match): FoundNumber[] => {
    const start = match.index;
    const end = start + match[0].trimEnd().length;
    const stated = statedAt(plain, match);
    if (stated.unit === "times" && !isFactor(plain, start, end)) return [];
    const use = stated.unit === "times" ? difference : useAt(plain, start, end, match.groups?.u);
    return [{ stated, start, end, use }];
  });
  all.push(...multiplesIn(plain));
  all.sort((a, b) => a.start - b.start);
  const changes: FoundChange[] = [];
  for (let i = 0; i + 1 < all.length; i++) {
    const [a, b] = [all[i]!, all[i + 1]!];
    const between = plain.slice(a.end, b.start);
    const before = plain.slice(Math.max(0, a.start - 12), a.start);
    if (/^\s*(?:->|→|⟶|=>)\s*$/u.test(between)) changes.push(changeOf(a, b));
    else if (/\bfrom\s+$/i.test(before) && /^\s+(?:[\p{L}\d/²³·%‰°µ-]+\s+){0,6}to\s+$/iu.test(between))
      changes.push(changeOf(a, b));
    else if (/^\)?\s*(?:vs\.?|versus|compared (?:to|with)|against|as opposed to)\s*\(?$/i.test(between))
      changes.push(changeOf(b, a));
  }
  const used = (n: FoundNumber) => changes.some((change) => change.start <= n.start && n.end <= change.end);
  return { numbers: all.filter((n) => !used(n)), changes };
}

const difference: NumberRole = { role: "difference" };

/** "3 times as many", "3-fold higher", "by 3 times"; what was done three times is no result. */
function isFactor(text: string, start: number, end: number): boolean {
  const compared = new RegExp(
    String.raw`^\s+(?:as\s+\p{L}+|(?:that|those) of|${changeAdjectives}|${changeNouns})\b`,
    "iu",
  );
  return (
    compared.test(text.slice(end, end + 30)) ||
    /\bby\s+(?:[\p{L}]+\s+){0,2}$/iu.test(text.slice(Math.max(0, start - 30), start))
  );
}

/** "twice as high as", "half that of": multiples in words. */
function multiplesIn(text: string): FoundNumber[] {
  const values: Readonly<Record<string, number>> = { twice: 2, double: 2, triple: 3, half: 2 };
  const pattern = /\b(twice|double|triple|half)(?=\s+(?:as\s+\p{L}+|(?:that|those)\s+of)\b)/giu;
  return [...text.matchAll(pattern)].map(({ 0: word, index }) => ({
    stated: {
      value: values[word.toLowerCase()]!,
      decimals: 0,
      unit: "times",
      bound: boundBefore(text.slice(0, index)),
    },
    start: index,
    end: index + word.length,
    use: difference,
  }));
}

function changeOf(from: FoundNumber, to: FoundNumber): FoundChange {
  return {
    from: from.stated,
    to: to.stated,
    start: Math.min(from.start, to.start),
    end: Math.max(from.end, to.end),
  };
}

function statedAt(text: string, match: RegExpMatchArray): StatedNumber {
  const printed = match.groups!.n!;
  const suffix = match.groups!.u?.trim().toLowerCase();
  const value = printedValue(printed);
  const decimals = decimalsOf(printed);
  const unit =
    suffix === undefined
      ? undefined
      : /^(?:%|percent|per cent)$/.test(suffix)
        ? "percent"
        : /^(?:times|×|[- ]?fold)$/.test(suffix)
          ? "times"
          : "points";
  return {
    value,
    decimals,
    ...(unit === undefined ? {} : { unit }),
    bound: boundBefore(text.slice(0, match.index)),
  };
}

function boundBefore(before: string): StatedNumber["bound"] {
  const tail = before
    .slice(-28)
    .toLowerCase()
    .replace(/[-=]>\s*$/, "");
  const more =
    /(?:\b(?:(?:more|higher|greater|larger|longer) than|over|above|exceed(?:s|ed|ing)?)|>|≥)\s*$/.exec(tail);
  const less = /(?:\b(?:less|fewer|lower|smaller|shorter) than|\bunder|\bbelow|<|≤)\s*$/.exec(tail);
  const negated = /\b(?:not|never|nowhere|cannot)\s+(?:\p{L}+\s+)?$/u;
  // "did not exceed 9 %"
  if (more !== null && negated.test(tail.slice(0, more.index))) return "at most";
  if (less !== null && negated.test(tail.slice(0, less.index))) return "at least";
  if (/\b(?:up to|as much as|at best)\s+(?:an? )?$/.test(tail)) return "up to";
  if (/\bno (?:more|higher|greater|larger|longer) than\s*$|\bat most\s*$/.test(tail)) return "at most";
  if (/\bno (?:less|fewer|lower|smaller|shorter) than\s*$|\bat least\s*$/.test(tail)) return "at least";
  if (more !== null) return "at least";
  if (less !== null) return "at most";
  if (
    /(?:\b(?:about|around|approximately|roughly|nearly|almost|some|circa|ca\.)|[~≈])\s*(?:an? )?$/.test(tail)
  )
    return "about";
  return "exactly";
}

const changeNouns =
  "reductions?|improvements?|increases?|decreases?|gains?|drops?|declines?|rises?|boosts?|differences?|gaps?|margins?|savings?|degradations?";
const changeAdjectives =
  "lower|higher|better|worse|fewer|less|more|greater|smaller|larger|faster|slower|shorter|longer";
const counted =
  /^\s+(?:[\p{L}-]+\s+)?(languages?|datasets?|models?|metrics?|settings?|methods?|benchmarks?|tasks?|countries|species|sites|arms|groups)\b/iu;

function useAt(text: string, start: number, end: number, suffix: string | undefined): NumberRole {
  const before = text.slice(Math.max(0, start - 60), start);
  const after = text.slice(end, end + 50);
  const noun = counted.exec(after)?.[1];
  if (suffix === undefined && noun !== undefined && /^\d+$/.test(text.slice(start, end))) {
    return { role: "count", noun: noun.toLowerCase() };
  }
  const bounds = String.raw`(?:(?:up to|as much as|at least|more than|over|about|around|approximately|nearly|almost|roughly|an average of|a|an|some|only|~|≈|another)\s*)*`;
  if (new RegExp(String.raw`\bby\s+${bounds}$`, "i").test(before)) return { role: "difference" };
  if (
    new RegExp(
      String.raw`\b(?:${changeNouns})\s+(?:of|is|was|to be|in [\p{L} -]{1,30} of)\s+${bounds}$`,
      "iu",
    ).test(before)
  )
    return { role: "difference" };
  if (
    new RegExp(
      String.raw`^\s+(?:relative |absolute |point |average )?(?:${changeNouns}|${changeAdjectives})\b`,
      "i",
    ).test(after)
  )
    return { role: "difference" };
  if (
    suffix !== undefined &&
    /point|pp|pts?/.test(suffix) &&
    /[\d]\s*$/.test(before) === false &&
    /\b(?:improv|gain|reduc|increas|decreas|drop|higher|lower|better|worse|outperform)/i.test(before)
  ) {
    return { role: "difference" };
  }
  return { role: "value" };
}
