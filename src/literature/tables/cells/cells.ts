/** What a header such as `Mean` or `Total` says of the cells it stands for. */
export type Summary = "mean" | "median" | "total";

/** One value of a dimension: a header as printed, and what else it is called. */
export interface Label {
  name: string;
  aliases: readonly string[];
  summary?: Summary;
}

/**
 * An axis along which the cells of tables differ: `model`, `dataset`, `setting`, `metric`, `method`, `language`
 * where that is known, else whatever its source calls it, or `row`, `column` by its side.
 */
export interface Dimension {
  name: string;
  side: "row" | "column";
  labels: readonly Label[];
}

/** A number of a table, with the labels that it stands under and beside. */
export interface TableCell {
  work: string;
  /** As the source numbers it. */
  table: string;
  /** Dimension -> label. A dimension that does not apply to the cell is absent. */
  at: Readonly<Record<string, string>>;
  /** Headers for a reader: `XLM-R · XQuAD-R`. */
  row: string;
  column: string;
  value: number;
  /** Digits printed after the decimal point. */
  decimals: number;
  unit?: string;
  plusMinus?: number;
  bold: boolean;
}

/** A table of any source in one shape: what expressions are evaluated against. */
export interface CellTable {
  work: string;
  number: string;
  caption: string;
  /** Unit of all values and which way is better, where the table says it for the whole. */
  unit?: string;
  dimensions: readonly Dimension[];
  cells: readonly TableCell[];
}

const summaries: readonly [RegExp, Summary][] = [
  [
    /^(?:(?:macro[- ]?|micro[- ]?|overall |grand |weighted )?(?:mean|average|avg\.?)(?: .*)?|overall)$/i,
    "mean",
  ],
  [/^median$/i, "median"],
  [/^(?:grand |sub-?)?(?:totals?|sum)$/i, "total"],
];

/** `Mean`, `Avg.`, `Total`: a label that stands for others. Only for labels of an axis whose others do not. */
export function summaryOf(label: string): Summary | undefined {
  const plain = plainLabel(label);
  return summaries.find(([pattern]) => pattern.test(plain))?.[1];
}

/** A label without footnote marks and white space at its ends. */
export function plainLabel(label: string): string {
  return label
    .normalize("NFKC")
    .replace(/[*†‡§¶↑↓]+/gu, " ")
    .replace(/\s+/g, " ")
    .trim();
}
