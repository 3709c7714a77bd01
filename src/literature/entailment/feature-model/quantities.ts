/** A number of a text with what it counts. */
export interface Quantity {
  value: number;
  /** Other end of a range (`9% to 42.3%`), the value itself where there is none. */
  upTo: number;
  /** Digits after the point, as printed: 31.1 may be printed as 31. */
  decimals: number;
  kind: "percent" | "fold" | "year" | "p value" | "number";
  /** Stem-like lower-case word after it (`patients`), or empty. */
  unit: string;
  /** `more than 5`, `at least 5`: 1; `less than 5`, `at most 5`: -1; else 0. */
  bound: -1 | 0 | 1;
  start: number;
}

const numeral = "\\d{1,3}(?:,\\d{3})+(?:\\.\\d+)?|\\d+(?:[.·]\\d+)?";
const pattern = new RegExp(
  `(?<![\\p{L}\\d_-])(?:(?<from>${numeral})\\s?%?\\s?(?:-|–|—|to|(?<=(?:between|from)\\s{1,3}(?:${numeral})\\s?%?\\s?)and)\\s?)?(?<value>${numeral})(?<tail>\\s?%|\\s?percentage points?|\\s?per ?cent|\\s?pct|[- ]?fold|\\s?times|×)?(?:[\\s-](?<unit>\\p{L}{2,20}))?`,
  "giu",
);
const spelled: Readonly<Record<string, [number, Quantity["kind"]]>> = {
  half: [50, "percent"],
  quarter: [25, "percent"],
  twice: [2, "fold"],
  double: [2, "fold"],
  doubled: [2, "fold"],
  doubles: [2, "fold"],
  doubling: [2, "fold"],
  twofold: [2, "fold"],
  triple: [3, "fold"],
  tripled: [3, "fold"],
  threefold: [3, "fold"],
  tenfold: [10, "fold"],
  halved: [50, "percent"],
};
const tens: Readonly<Record<string, number>> = {
  one: 1,
  two: 2,
  three: 3,
  four: 4,
  five: 5,
  six: 6,
  seven: 7,
  eight: 8,
  nine: 9,
  ten: 10,
  eleven: 11,
  twelve: 12,
  thirteen: 13,
  fourteen: 14,
  fifteen: 15,
  sixteen: 16,
  seventeen: 17,
  eighteen: 18,
  nineteen: 19,
  twenty: 20,
  thirty: 30,
  forty: 40,
  fifty: 50,
  sixty: 60,
  seventy: 70,
  eighty: 80,
  ninety: 90,
  hundred: 100,
  thousand: 1000,
  million: 1e6,
  billion: 1e9,
  dozen: 12,
};
const wordPattern = new RegExp(
  `(?<![\\p{L}\\d-])(?<word>${[...Object.keys(spelled), ...Object.keys(tens)].join("|")})(?<tail>[- ]fold| times|\\s?%| per ?cent)?(?![\\p{L}\\d])(?:[\\s-](?<unit>\\p{L}{2,20}))?`,
  "giu",
);
const scale: Readonly<Record<string, number>> = {
  hundred: 100,
  thousand: 1e3,
  million: 1e6,
  billion: 1e9,
  trillion: 1e12,
};
const lowerBound =
  /(?:more than|at least|over|above|exceed\w*|greater than|higher than|>|≥|up from|minimum of)\s*$/iu;
const upperBound = /(?:less than|fewer than|at most|under|below|lower than|up to|<|≤|maximum of)\s*$/iu;

/**
 * The numbers of a text in its order: digits, percentages, ranges, `-fold`, years, p values and the plain number
 * words. Digits that are part of a name (`SARS-CoV-2`, `CD4`) are left out.
 */
export function quantitiesOf(text: string): Quantity[] {
  const found: Quantity[] = [];
  for (const match of text.matchAll(pattern)) {
    const { from, value: printed, tail = "", unit = "" } = match.groups as Record<string, string>;
    let value = numberOf(printed!);
    const before = text.slice(Math.max(0, match.index - 24), match.index);
    const factor = scale[unit.toLowerCase()] ?? 1;
    value *= factor;
    const low = from === undefined ? value : numberOf(from) * factor;
    found.push({
      value: low,
      upTo: value,
      decimals: /[.·](\d+)$/.exec(printed!)?.[1]?.length ?? 0,
      kind: kindOf(before, printed!, tail, unit),
      unit: factor === 1 ? unit.toLowerCase() : "",
      bound: boundOf(before),
      start: match.index,
    });
  }
  for (const match of text.matchAll(wordPattern)) {
    const { word, tail = "", unit = "" } = match.groups as Record<string, string>;
    const key = word!.toLowerCase();
    const [value, kind] = spelled[key] ?? [tens[key]!, "number" as const];
    // "one" is most often no count.
    if (key === "one" && tail === "") continue;
    found.push({
      value,
      upTo: value,
      decimals: 0,
      kind: tail === "" ? kind : /fold|times/i.test(tail) ? "fold" : "percent",
      unit: unit.toLowerCase(),
      bound: boundOf(text.slice(Math.max(0, match.index - 24), match.index)),
      start: match.index,
    });
  }
  return found.sort((a, b) => a.start - b.start);
}

/** Whether two quantities can be the same one: equal values up to how they are printed, and kinds that can meet. */
export function sameQuantity(a: Quantity, b: Quantity): boolean {
  return kindsMeet(a, b) && near(a.value, b.value, a, b) && near(a.upTo, b.upTo, a, b);
}

/** Whether two quantities are of one kind (both percentages, both years, both counts of the same thing). */
export function comparable(a: Quantity, b: Quantity): boolean {
  if (a.kind !== b.kind) return false;
  if (a.kind !== "number") return true;
  return a.unit !== "" && b.unit !== "" && (a.unit === b.unit || a.unit.slice(0, 5) === b.unit.slice(0, 5));
}

function near(x: number, y: number, a: Quantity, b: Quantity): boolean {
  const digits = Math.min(a.decimals, b.decimals);
  const half = 0.5 * 10 ** -digits;
  if (a.decimals === b.decimals) return Math.abs(x - y) <= 1e-9 * Math.max(1, Math.abs(x));
  return Math.abs(x - y) <= half + 1e-9;
}

function kindsMeet(a: Quantity, b: Quantity): boolean {
  if (a.kind === b.kind) return true;
  const loose = new Set(["number", "year"]);
  return loose.has(a.kind) && loose.has(b.kind);
}

function kindOf(before: string, printed: string, tail: string, unit: string): Quantity["kind"] {
  if (/%|per ?cent|pct|percentage/i.test(tail)) return "percent";
  if (/fold|times|×/i.test(tail)) return "fold";
  if (/\bp\s*(?:-?\s*values?)?\s*[=<>≤≥]\s*$/i.test(before)) return "p value";
  if (/^(?:1[5-9]|20)\d\d$/.test(printed) && !/^(?:patients|people|participants|cases)$/i.test(unit))
    return "year";
  return "number";
}

function boundOf(before: string): Quantity["bound"] {
  if (lowerBound.test(before)) return 1;
  return upperBound.test(before) ? -1 : 0;
}

function numberOf(printed: string): number {
  return Number(printed.replaceAll(",", "").replace("·", "."));
}
