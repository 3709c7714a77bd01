import { decimalsOf } from "../../literature/printed-number.js";
import { workKey } from "../../literature/work-id.js";
import { type Evidence, type ReviewContext, subjectWords } from "../evidence.js";
import { finding, quoted } from "../kinds.js";
import type { Finding } from "../model.js";
import type { ReviewSource, SubjectClaim } from "../subject.js";
import { type AnchoredNumber, anchoredNumbers, preference } from "../text/anchors.js";
import { meanOfList } from "../text/means.js";
import { numbersOf, type PrintedNumber, sameNumber } from "../text/numbers.js";

/** How clearly words must stand nearer to one of two numbers, -1..1, for the pair to count as decided. */
const decided = 0.3;
/** The same for the labels of two cells. */
const swapMargin = 0.12;
/** Share of a claim's words in a sentence, to compare what its numbers stand beside. */
const aboutTheSame = 0.55;

/** Numbers that stand beside the wrong thing, and numbers that no source prints. */
export function numbers(context: ReviewContext): Finding[] {
  return context.subject.claims.flatMap((entry) => {
    const swapped = swappedIn(entry, context);
    if (swapped !== undefined) return [swapped];
    const missing = unprinted(entry, context);
    return missing.length > 0 ? missing : strange(entry, context);
  });
}

function swappedIn(entry: SubjectClaim, context: ReviewContext): Finding | undefined {
  const { claim } = entry;
  const own = anchoredNumbers(claim.text);
  // "110 (42) and 11 (7)": which belongs to what is told by their order, not by the words nearest to them.
  if (own.length < 2 || (claim.text.match(/\d\s?%?\s?\(\d[\d.,]{0,12}\s?%?\)/g)?.length ?? 0) > 1)
    return undefined;
  const evidence = context.evidenceOf(entry, aboutTheSame).slice(0, 6);
  const verdicts = evidence.map(({ text }) => swapAgainst(claim.text, text, context));
  const first = verdicts.findIndex((verdict) => verdict !== undefined);
  // Any sentence in which the numbers stand as in the claim speaks for it.
  if (first >= 0 && !verdicts.some((verdict) => verdict === "as stated")) {
    const [x, y] = verdicts[first] as [PrintedNumber, PrintedNumber];
    return finding(
      "numbers swapped",
      `The claim has ${x.surface} and ${y.surface} the other way round; ${evidence[first]!.work} says: ${quoted(evidence[first]!.text, 260)}.`,
      [claim.id],
    );
  }
  if (verdicts.some((verdict) => verdict === "as stated")) return undefined;
  return swappedCells(entry, own, context);
}

/**
 * The pair that fits better exchanged; `as stated` when both stand where they stand in the claim. Words that stand
 * nearer to one number than to the other decide: in both texts they should stand nearer to the same one.
 */
function swapAgainst(
  claim: string,
  evidence: string,
  context: ReviewContext,
): [PrintedNumber, PrintedNumber] | "as stated" | undefined {
  const [own, theirs] = [withoutMean(claim), withoutMean(evidence)];
  const placesOf = (all: readonly AnchoredNumber[], asked: AnchoredNumber) =>
    all.filter(({ number }) => sameNumber(asked.number, number)).slice(0, 4);
  let stated = false;
  for (let i = 0; i < own.length; i++) {
    for (let j = i + 1; j < own.length; j++) {
      const [a, b] = [own[i]!, own[j]!];
      if (sameNumber(a.number, b.number)) continue;
      // A number that stands in a text twice may be meant at either place: those that fit best count.
      const pairs = (all: readonly AnchoredNumber[]) =>
        placesOf(all, a).flatMap((x) => placesOf(all, b).map((y) => [x, y] as const));
      const agreements = pairs(own).flatMap((ours) =>
        pairs(theirs)
          .filter(([x, y]) => x !== y)
          .map((pair) => preference(ours, pair, (term) => context.weight(term))),
      );
      if (agreements.length === 0) continue;
      const agreement = Math.max(...agreements);
      if (agreement < -decided) return [a.number, b.number];
      if (agreement > decided) stated = true;
    }
  }
  return stated ? "as stated" : undefined;
}

/** The anchored numbers of a text; the mean of a list belongs to the list, and is recomputed elsewhere. */
function withoutMean(text: string): AnchoredNumber[] {
  const mean = meanOfList(text)?.mean;
  return anchoredNumbers(text).filter(({ number }) => number.start !== mean?.start);
}

/** The same against the cells of the cited work's tables: labels that only one of two cells has tell them apart. */
function swappedCells(
  { claim }: SubjectClaim,
  own: readonly AnchoredNumber[],
  context: ReviewContext,
): Finding | undefined {
  const source = context.source(claim.source?.work);
  if (source === undefined) return undefined;
  const cells = source.tables.flatMap((table) =>
    table.cells.flatMap((cell) => (cell.value === undefined ? [] : [{ ...cell, value: cell.value, table }])),
  );
  for (let i = 0; i < own.length; i++) {
    for (let j = i + 1; j < own.length; j++) {
      const [a, b] = [own[i]!, own[j]!];
      const of = ({ number }: AnchoredNumber) =>
        cells.filter(({ value, unit }) => sameNumber(number, { value, percent: unit === "%" }));
      const [xs, ys] = [of(a), of(b)];
      if (xs.length !== 1 || ys.length !== 1 || xs[0]!.table !== ys[0]!.table) continue;
      const labels = (cell: (typeof cells)[number]) =>
        new Set(subjectWords([...cell.row, ...cell.column].join(" ; ")).map(({ term }) => term));
      const [left, right] = [labels(xs[0]!), labels(ys[0]!)];
      const near = (anchored: AnchoredNumber, these: ReadonlySet<string>, others: ReadonlySet<string>) =>
        Math.max(
          0,
          ...[...these].filter((term) => !others.has(term)).map((term) => anchored.anchors.get(term) ?? 0),
        );
      const stated = near(a, left, right) + near(b, right, left);
      const exchanged = near(a, right, left) + near(b, left, right);
      if (exchanged > stated + swapMargin) {
        return finding(
          "numbers swapped",
          `The claim has ${a.number.surface} and ${b.number.surface} the other way round: Table ${xs[0]!.table.number ?? "?"} of ${source.work} has ${xs[0]!.text} for ${[...xs[0]!.row, ...xs[0]!.column].join(", ")} and ${ys[0]!.text} for ${[...ys[0]!.row, ...ys[0]!.column].join(", ")}.`,
          [claim.id],
        );
      }
    }
  }
  return undefined;
}

/**
 * The sentence that a claim nearly repeats has another number in the same place: as many numbers, and one of them
 * changed. That the source prints the number elsewhere does not help.
 */
function strange(entry: SubjectClaim, context: ReviewContext): Finding[] {
  const { claim } = entry;
  const own = numbersOf(claim.text);
  const close = context
    .evidenceOf(entry, 0.85)
    .filter(({ precision }) => precision >= 0.6)
    .slice(0, 4);
  if (own.length === 0 || close.length === 0) return [];
  const cells = claim.reported.comparisons.flatMap(({ left, right }) => [
    left.value,
    typeof right === "number" ? right : right.value,
  ]);
  const lost = close.map(({ text }) => {
    const theirs = numbersOf(text, true);
    const mine = own.filter(
      (number) =>
        !theirs.some((each) => sameNumber(number, each)) &&
        !cells.some((value) => sameNumber(number, { value })),
    );
    const unused = theirs.filter((number) => !own.some((each) => sameNumber(each, number)));
    return theirs.length === own.length ? { mine, unused } : undefined;
  });
  if (lost.some((each) => each === undefined || each.mine.length === 0)) return [];
  const { mine, unused } = lost[0]!;
  if (mine.length !== 1 || unused.length !== 1) return [];
  return [
    finding(
      "number not in its evidence",
      `The claim has ${mine[0]!.surface}; ${close[0]!.work} has ${unused[0]!.surface} in the same place: ${quoted(close[0]!.text, 260)}.`,
      [claim.id],
    ),
  ];
}

function unprinted({ claim }: SubjectClaim, context: ReviewContext): Finding[] {
  if (!context.hasTexts) return [];
  const own = numbersOf(claim.text).filter(({ value, decimals }) => decimals > 0 || Math.abs(value) > 2);
  if (own.length === 0) return [];
  const cited = context.source(claim.source?.work);
  // A claim that cites nothing rests on what was computed; without a cited text nothing is known to be missing.
  if (cited === undefined && claim.source !== undefined && claim.grounding.passages.length === 0) return [];
  if (cited === undefined && claim.source === undefined && claim.grounding.verdict === "not checked")
    return [];
  const scope = cited === undefined ? context.subject.sources : [cited];
  const printed = new PrintedNumbers(scope, [
    ...claim.grounding.passages.map(({ text }) => text),
    claim.source?.quote?.text ?? "",
  ]);
  for (const { left, right } of claim.reported.comparisons) {
    printed.add(left.value);
    printed.add(typeof right === "number" ? right : right.value);
  }
  for (const { left, right, difference } of claim.measured.checks) {
    printed.add(left.value);
    printed.add(difference);
    printed.add(typeof right === "number" ? right : right.value);
  }
  for (const table of context.subject.tables)
    for (const { value } of table.cells) if (value !== undefined) printed.add(value);
  const missing = own.filter(
    (number) => !printed.has(number) && !follows(number, own, context.ranked(claim)),
  );
  if (missing.length === 0) return [];
  const elsewhere = cited === undefined ? [] : context.subject.sources.filter((source) => source !== cited);
  const other = new PrintedNumbers(elsewhere, []);
  return missing.map((number) => {
    const near = printed.permuted(number);
    const hint = near === undefined ? "" : ` ${near} is printed: were digits swapped?`;
    const also = other.has(number) ? " Another work prints it." : "";
    const where = cited === undefined ? "no source at hand prints it" : `${cited.work} does not print it`;
    // A summary in other words leaves numbers out: there, absence tells less.
    const severity = cited?.summary === true || cited?.sentences.length === 0 ? "minor" : "major";
    return finding(
      "number that no source prints",
      `The claim has ${number.surface}, and ${where}.${hint}${also}`,
      [claim.id],
      severity,
    );
  });
}

/** A difference, ratio or percentage of two other numbers of the claim or of one sentence. */
function follows(number: PrintedNumber, own: readonly PrintedNumber[], ranked: readonly Evidence[]): boolean {
  const derived = (all: readonly PrintedNumber[]) =>
    all.some((a, i) =>
      all.some((b, j) => {
        if (i === j || a === number || b === number) return false;
        const values = [
          a.value - b.value,
          (100 * (a.value - b.value)) / b.value,
          a.value / b.value,
          (100 * a.value) / b.value,
          (a.value + b.value) / 2,
        ];
        return values.some(
          (value) =>
            Number.isFinite(value) &&
            Math.abs(Math.abs(value) - Math.abs(number.value)) <= 0.5 * 10 ** -number.decimals + 1e-9,
        );
      }),
    );
  const close = ranked.filter(({ share }) => share >= aboutTheSame).slice(0, 3);
  const printedThere = (a: PrintedNumber) =>
    close.some(({ text }) => numbersOf(text).some((b) => sameNumber(a, b)));
  const rest = own.filter((each) => each !== number && printedThere(each));
  return derived(rest) || close.some(({ text }) => derivedWithin(number, numbersOf(text)));
}

/** Differences and shares of two numbers of one sentence; only for numbers with enough digits to be telling. */
function derivedWithin(number: PrintedNumber, all: readonly PrintedNumber[]): boolean {
  if (all.length < 2 || all.length > 6 || number.surface.replace(/\D/g, "").length < 2) return false;
  return all.some((a, i) =>
    all.some(
      (b, j) =>
        i !== j &&
        Math.abs(Math.abs(a.value - b.value) - Math.abs(number.value)) <= 10 ** -Math.max(4, number.decimals),
    ),
  );
}

/** All numbers of some works, in their sentences and their tables. */
class PrintedNumbers {
  readonly #numbers: { value: number; decimals: number; percent: boolean }[] = [];

  constructor(sources: readonly ReviewSource[], texts: readonly string[]) {
    const seen = new Set<string>();
    for (const source of sources) {
      if (seen.has(workKey(source.work))) continue;
      seen.add(workKey(source.work));
      for (const text of [source.title, source.abstract ?? "", ...source.sentences.map((each) => each.text)])
        this.#text(text);
      for (const { caption, cells } of source.tables) {
        this.#text(caption);
        for (const { value, text, unit, row, column } of cells) {
          if (value !== undefined)
            this.#numbers.push({ value, decimals: decimalsOf(String(value)), percent: unit === "%" });
          else this.#text(text);
          for (const label of [...row, ...column]) this.#text(label);
        }
      }
    }
    for (const text of texts) this.#text(text);
  }

  add(value: number): void {
    this.#numbers.push({ value, decimals: decimalsOf(String(value)), percent: false });
  }

  has(number: PrintedNumber): boolean {
    return this.#numbers.some(
      (each) =>
        sameNumber(number, each) ||
        (number.value > 0 && each.value < 0 && sameNumber(number, { ...each, value: -each.value })),
    );
  }

  /** A printed number with the same digits in another order. */
  permuted(number: PrintedNumber): string | undefined {
    const digits = (value: number) => String(Math.abs(value)).replace(/\D/g, "").split("").sort().join("");
    const wanted = digits(number.value);
    if (wanted.length < 2) return undefined;
    const found = this.#numbers.find(({ value }) => digits(value) === wanted);
    return found === undefined ? undefined : String(found.value);
  }

  #text(text: string): void {
    if (/\p{N}|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|teen|twenty/iu.test(text))
      this.#numbers.push(...numbersOf(text, true));
  }
}
