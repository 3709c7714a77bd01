import type { DocumentTable } from "../../literature/documents/document.js";
import { type ReviewContext, subjectWords } from "../evidence.js";
import { quoted } from "../kinds.js";
import { meanOfList, meanWord } from "../text/means.js";
import { decimalsOf, numbersOf, type PrintedNumber } from "../text/numbers.js";
import { inCell, telling } from "./cell-numbers.js";

const meanLabel =
  /^(?:mean|average|avg\.?|overall mean|grand mean|overall average|macro[- ]average|mean of (?:all|the)\b.*|average of (?:all|the)\b.*|overall)$/iu;

/** `The mean of 31, 28 and 25 is 29`: the values stand in the sentence. */
export function meanInText(text: string): string | undefined {
  const found = meanOfList(text);
  if (found === undefined) return undefined;
  const { mean, list } = found;
  return differs(
    mean,
    list.map(({ value }) => value),
    list.map(({ decimals }) => decimals),
    `of ${list.map(({ surface }) => surface).join(", ")}`,
  );
}

/** A mean that the text states, against the row or column of a table that it is about. */
export function meanOfTable(
  text: string,
  available: readonly DocumentTable[],
  context: ReviewContext,
): string | undefined {
  if (!meanWord.test(text)) return undefined;
  const found = numbersOf(text).filter(telling);
  if (found.length !== 1) return undefined;
  const mean = found[0]!;
  const words = subjectWords(text);
  const candidates = available.flatMap((table) => series(table).map((each) => ({ ...each, table })));
  const scored = candidates
    .map((each) => ({ ...each, share: labelled(each.label, each.table, words, context) }))
    .filter(({ share, values }) => share > 0 && values.length >= 2)
    .sort((a, b) => b.share - a.share);
  const best = scored[0];
  if (best === undefined) return undefined;
  const ties = scored.filter(({ share }) => share >= best.share - 1e-9);
  const follows = (each: (typeof scored)[number]) =>
    meanFits(
      mean,
      each.values.map(({ value }) => value),
      each.values.map(({ decimals }) => decimals),
    );
  if (ties.some(follows) || ties.length > 2) return undefined;
  // Whatever its name is: a number that the table prints as it stands is no slip of this sentence.
  if (available.some((table) => table.cells.some((cell) => inCell(mean, cell)))) return undefined;
  return differs(
    mean,
    best.values.map(({ value }) => value),
    best.values.map(({ decimals }) => decimals),
    `of ${best.label.at(-1)} in Table ${best.table.number ?? "?"}`,
  );
}

interface Series {
  label: readonly string[];
  values: { value: number; decimals: number }[];
}

/** Rows and columns of a table as lists of values, rows and columns that are means themselves left out. */
function series(table: DocumentTable): Series[] {
  const lists = new Map<string, Series>();
  for (const { row, column, value, text } of table.cells) {
    if (value === undefined || [...row, ...column].some((label) => meanLabel.test(label.trim()))) continue;
    for (const [label, key] of [
      [row, "r"],
      [column, "c"],
    ] as const) {
      const name = `${key}${label.join("\u0000")}`;
      const list = lists.get(name) ?? { label, values: [] };
      list.values.push({ value, decimals: decimalsIn(text, value) });
      lists.set(name, list);
    }
  }
  return [...lists.values()];
}

/** How well a label fits a sentence; 0 unless all of its words are there. */
function labelled(
  label: readonly string[],
  table: DocumentTable,
  words: ReturnType<typeof subjectWords>,
  context: ReviewContext,
): number {
  const terms = new Set(words.map(({ term }) => term));
  const named = subjectWords(label.join(" ; "));
  if (named.length === 0 || !named.every(({ term }) => terms.has(term))) return 0;
  const caption = new Set(subjectWords(table.caption).map(({ term }) => term));
  return named.reduce((sum, { term }) => sum + context.weight(term), 0) + context.share(words, caption);
}

/** Rows and columns called mean, against the values beside them. */
export function meansWithin(table: DocumentTable): string[] {
  const found: string[] = [];
  for (const cell of table.cells) {
    if (cell.value === undefined) continue;
    const inRow = meanLabel.test(cell.row.at(-1)?.trim() ?? "");
    const inColumn = meanLabel.test(cell.column.at(-1)?.trim() ?? "");
    if (inRow === inColumn) continue;
    const beside = table.cells.filter((other) => {
      if (other.value === undefined || other === cell) return false;
      const [mine, theirs, along] = inRow
        ? [cell.column, other.column, other.row]
        : [cell.row, other.row, other.column];
      const group = inRow ? [cell.row, other.row] : [cell.column, other.column];
      return (
        mine.join("\u0000") === theirs.join("\u0000") &&
        group[0]!.slice(0, -1).join("\u0000") === group[1]!.slice(0, -1).join("\u0000") &&
        !meanLabel.test(along.at(-1)?.trim() ?? "")
      );
    });
    if (beside.length < 2) continue;
    const printed = numbersOf(cell.text)[0] ?? {
      value: cell.value,
      surface: String(cell.value),
      decimals: decimalsOf(cell.value),
      percent: false,
      start: 0,
      end: 0,
    };
    const values = beside.map(({ value }) => value!);
    const digits = beside.map((each) => decimalsIn(each.text, each.value!));
    const text = differs(
      printed,
      values,
      digits,
      `of ${inRow ? cell.column.at(-1) : cell.row.at(-1)} in Table ${table.number ?? quoted(table.caption, 40)}`,
    );
    if (text !== undefined) found.push(text);
  }
  return found;
}

function differs(
  mean: PrintedNumber,
  values: readonly number[],
  decimals: readonly number[],
  of: string,
): string | undefined {
  if (values.length < 2 || meanFits(mean, values, decimals)) return undefined;
  const expected = average(values);
  return `The mean ${of} is given as ${mean.surface}; it is ${Number(expected.toFixed(Math.max(2, mean.decimals)))}.`;
}

/** Within the rounding of the mean itself and of the values it is made of. */
function meanFits(mean: PrintedNumber, values: readonly number[], decimals: readonly number[]): boolean {
  const slack =
    0.5 * 10 ** -mean.decimals +
    Math.max(...decimals.map((digits) => 0.5 * 10 ** -digits)) *
      (mean.decimals > 0 || Math.max(...decimals) > 0 ? 1 : 0.001);
  return (
    Math.abs(mean.value - average(values)) <= slack + 1e-9 ||
    Math.abs(mean.value - 100 * average(values)) <= 100 * slack * Number(mean.percent)
  );
}

/** As printed: 1.00 has two decimals, which the number alone does not tell. */
const decimalsIn = (text: string, value: number) => numbersOf(text, true)[0]?.decimals ?? decimalsOf(value);
const average = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
