import { decimalsOf, printedValue } from "../../literature/printed-number.js";
import { numberWords } from "../../literature/words/words.js";
/** A number as a text prints it. */
export interface PrintedNumber {
  value: number;
  /** As it stands in the text, with its unit sign. */
  surface: string;
  /** Digits after the decimal point: what rounding may hide. */
  decimals: number;
  percent: boolean;
  start: number;
  end: number;
}

const digits =
  /(?<![\p{L}\p{N}_.-]|\p{N},)[−-]?\p{Nd}+(?:,\p{Nd}{3}(?!\p{Nd}))*(?:\.\p{Nd}+)?(?![\p{L}\p{N}_])/gu;
const word = new RegExp(
  `(?<![\\p{L}\\p{N}-])(?:${[...numberWords.keys()].join("|")})(?![\\p{L}\\p{N}-])`,
  "giu",
);
/** What makes a number a place or a date and no finding: `Table 2`, `section 4.1`, `in 2019`, `p < 0.05`, `95 % CI`. */
const place =
  /(?:\b(?:tables?|tabs?\.|figures?|figs?\.|sections?|sec\.|§|equations?|eqs?\.|appendix|chapters?|pages?|step|phase|version|arxiv|doi)\s*:?\s*(?:[\d.]+(?:\s*(?:,|and|to|–|-)\s*))*)$/iu;

/**
 * The numbers of a text that state something, in order: in digits (with thousands separators, decimals, a sign) or
 * as words from two to twenty. Numbers that are part of a name (`XM3600`, `COVID-19`), name a table, figure or
 * section, or look like a year standing alone are left out.
 *
 * @param years keep years, too: what a source prints as a year may be a count
 */
export function numbersOf(text: string, years = false): PrintedNumber[] {
  const found: PrintedNumber[] = [];
  for (const match of text.matchAll(digits)) {
    const start = match.index;
    if (place.test(text.slice(Math.max(0, start - 40), start))) continue;
    const value = printedValue(match[0]);
    const end = start + match[0].length;
    if (!Number.isFinite(value) || (!years && isYear(match[0], text, start, end))) continue;
    const percent = /^\s?(?:%|percent|per cent)/iu.test(text.slice(end, end + 10));
    found.push({
      value,
      surface: percent ? `${match[0]} %` : match[0],
      decimals: decimalsOf(match[0]),
      percent,
      start,
      end,
    });
  }
  for (const match of text.matchAll(word)) {
    const value = Number(numberWords.get(match[0].toLowerCase()));
    const start = match.index;
    found.push({
      value,
      surface: match[0],
      decimals: 0,
      percent: false,
      start,
      end: start + match[0].length,
    });
  }
  return found.sort((a, b) => a.start - b.start);
}

/** Whether two printed numbers are the same as far as the coarser of the two tells; 0.31 and 31 % are the same. */
export function sameNumber(
  a: PrintedNumber,
  b: { value: number; decimals?: number; percent?: boolean },
): boolean {
  const decimals = b.decimals ?? decimalsOf(String(b.value));
  if (near(a.value, b.value, Math.min(a.decimals, decimals))) return true;
  const percent = b.percent ?? false;
  if (a.percent && !percent && Math.abs(b.value) <= 1.5) {
    return near(a.value, b.value * 100, Math.min(a.decimals, Math.max(0, decimals - 2)));
  }
  if (!a.percent && percent && Math.abs(a.value) <= 1.5) {
    return near(a.value * 100, b.value, Math.min(Math.max(0, a.decimals - 2), decimals));
  }
  return false;
}

/** Equal when rounded to as many digits. Coarser than a unit nothing is rounded: 31 is not 30. */
function near(a: number, b: number, decimals: number): boolean {
  return Math.abs(a - b) <= 0.5 * 10 ** -decimals + 1e-9 && (decimals > 0 || Math.abs(a - b) <= 0.5 + 1e-9);
}

function isYear(plain: string, text: string, start: number, end: number): boolean {
  if (!/^(?:1[89]|20)\d{2}$/.test(plain)) return false;
  const before = text.slice(Math.max(0, start - 12), start);
  return (
    /(?:\b(?:in|since|until|during|before|after|year|early|late|mid|published)\s+|[(–-]\s?)$/i.test(before) ||
    /^[)\]]/.test(text.slice(end))
  );
}
