import { summaryFindings } from "../../literature/consistency/summaries.js";
import type { DocumentTable } from "../../literature/documents/document.js";
import { decimalsOf } from "../../literature/printed-number.js";
import { summaryOf } from "../../literature/tables/cells/cells.js";
import { meanFits } from "../../literature/tables/cells/rounding.js";
import { cellTables } from "../../literature/tables/index.js";
import { type ReviewContext, subjectWords } from "../evidence.js";
import { meanOfList, meanWord } from "../text/means.js";
import { numbersOf, type PrintedNumber } from "../text/numbers.js";
import { inCell, telling } from "./cell-numbers.js";

/** `The mean of 31, 28 and 25 is 29`: the values stand in the sentence. */
export function meanInText(text: string): string | undefined {
  const found = meanOfList(text);
  if (found === undefined) return undefined;
  const { mean, list } = found;
  return differs(mean, list, `of ${list.map(({ surface }) => surface).join(", ")}`);
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
  if (ties.some(({ values }) => follows(mean, values)) || ties.length > 2) return undefined;
  // Whatever its name is: a number that the table prints as it stands is no slip of this sentence.
  if (available.some((table) => table.cells.some((cell) => inCell(mean, cell)))) return undefined;
  return differs(mean, best.values, `of ${best.label.at(-1)} in Table ${best.table.number ?? "?"}`);
}

interface Printed {
  value: number;
  decimals: number;
}

interface Series {
  label: readonly string[];
  values: Printed[];
}

/** Rows and columns of a table as lists of values, rows and columns that are means themselves left out. */
function series(table: DocumentTable): Series[] {
  const lists = new Map<string, Series>();
  for (const { row, column, value, text } of table.cells) {
    if (value === undefined || [...row, ...column].some((label) => summaryOf(label) === "mean")) continue;
    for (const [label, key] of [
      [row, "r"],
      [column, "c"],
    ] as const) {
      const name = `${key}${label.join("\u0000")}`;
      const list = lists.get(name) ?? { label, values: [] };
      list.values.push({ value, decimals: decimalsOf(text) });
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
export function meansWithin(tables: readonly DocumentTable[]): { text: string; table: DocumentTable }[] {
  // Each table on its own: a report prints the same cells for more than one purpose.
  return tables.flatMap((table) =>
    summaryFindings(cellTables("", [table]))
      .filter(({ kind, severity }) => kind === "mean does not recompute" && severity !== "note")
      .map(({ text }) => ({ text, table })),
  );
}

function differs(mean: PrintedNumber, values: readonly Printed[], of: string): string | undefined {
  if (values.length < 2 || follows(mean, values)) return undefined;
  const expected = values.reduce((sum, { value }) => sum + value, 0) / values.length;
  return `The mean ${of} is given as ${mean.surface}; it is ${Number(expected.toFixed(Math.min(Math.max(2, mean.decimals), 20)))}.`;
}

/** As printed; a share may be told in percent. */
function follows(mean: PrintedNumber, values: readonly Printed[]): boolean {
  const hundredth = { value: mean.value / 100, decimals: mean.decimals + 2 };
  return meanFits(mean, values) || (mean.percent && meanFits(hundredth, values));
}
