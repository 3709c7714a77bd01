import type { CellTable, TableCell } from "../tables/cells/cells.js";
import { caseKey, metricAt, reportedCell } from "../tables/cells/select.js";
import type { ConsistencyFinding } from "./finding.js";

/** Cells that are compared with each other, of which the best is printed bold. */
interface Line {
  cells: readonly TableCell[];
  highest: boolean | undefined;
}

interface Reading {
  lines: readonly { line: Line; highest: boolean; right: boolean }[];
  agreement: number;
}

/** Share of the lines that must have their best in bold before the others count as mistaken. */
const convention = 0.6;

/**
 * Bold cells that are not the best of theirs. What bold means is learnt from the table: among the dimensions
 * along which it could mark the best, the one that is borne out most; where none is in at least 60 % of two lines
 * or more, bold means something else and nothing is found.
 */
export function boldFindings(tables: readonly CellTable[]): ConsistencyFinding[] {
  return tables.flatMap((table) => {
    if (!table.cells.some((cell) => cell.bold) || marksOneLabel(table)) return [];
    const readings = table.dimensions.map((dimension) => readingOf(table, dimension.name));
    const best = readings.reduce<Reading | undefined>(
      (a, b) => (b !== undefined && (a === undefined || better(b, a)) ? b : a),
      undefined,
    );
    if (best === undefined || best.lines.length < 2 || best.agreement < convention) return [];
    return best.lines.filter(({ right }) => !right).map(({ line, highest }) => finding(table, line, highest));
  });
}

function better(a: Reading, b: Reading): boolean {
  const score = ({ lines }: Reading) => count(lines) * 2 - lines.length;
  return score(a) > score(b);
}

/** Bold that sets off one row or column, say the authors' own method, marks no best. */
function marksOneLabel({ dimensions, cells }: CellTable): boolean {
  const bold = cells.filter((cell) => cell.bold);
  return dimensions.some(({ name, labels }) => {
    const own = new Set(bold.map((cell) => cell.at[name]));
    const [label] = own;
    if (labels.length < 2 || own.size !== 1 || label === undefined) return false;
    return bold.length > 0.8 * cells.filter((cell) => cell.at[name] === label).length;
  });
}

/** Bold read as "the best along this dimension". */
function readingOf(table: CellTable, dimension: string): Reading | undefined {
  const groups = new Map<string, TableCell[]>();
  const summaries = new Set(
    table.dimensions
      .find(({ name }) => name === dimension)
      ?.labels.filter((label) => label.summary !== undefined)
      .map((label) => label.name),
  );
  for (const cell of table.cells) {
    const label = cell.at[dimension];
    if (label === undefined || summaries.has(label)) continue;
    const key = caseKey(cell, [dimension]);
    groups.set(key, [...(groups.get(key) ?? []), cell]);
  }
  const lines = [...groups.values()]
    // All or none bold marks nothing.
    .filter((cells) => cells.length > 1 && cells.some((c) => c.bold) && cells.some((c) => !c.bold))
    .map((cells): Line => {
      const ways = new Set(cells.map((cell) => metricAt(table, cell)?.better));
      const [way] = ways;
      return { cells, highest: ways.size === 1 && way !== undefined ? way === "higher" : undefined };
    });
  if (lines.length === 0) return undefined;
  // Where names do not tell which way is better, one way for all of them.
  const options = [true, false].map((fallback) =>
    lines.map((line) => {
      const highest = line.highest ?? fallback;
      return { line, highest, right: isRight(line, highest) };
    }),
  );
  const judged = options.reduce((a, b) => (count(b) > count(a) ? b : a));
  return { lines: judged, agreement: count(judged) / judged.length };
}

function count(judged: Reading["lines"]): number {
  return judged.filter(({ right }) => right).length;
}

/** The best is bold; another bold one is only wrong where nothing better is bold (some mark the two best). */
function isRight({ cells }: Line, highest: boolean): boolean {
  const values = cells.map((cell) => cell.value);
  const top = highest ? Math.max(...values) : Math.min(...values);
  return cells.some((cell) => cell.bold && cell.value === top);
}

function finding(table: CellTable, { cells }: Line, highest: boolean): ConsistencyFinding {
  const order = [...cells].sort((a, b) => (highest ? b.value - a.value : a.value - b.value));
  const top = order[0]!;
  const marked = order.find((cell) => cell.bold)!;
  return {
    kind: "bold is not best",
    severity: "minor",
    text: `Table ${table.number} prints ${marked.value} (${marked.row}, ${marked.column}) in bold, but ${top.value} (${top.row}, ${top.column}) is ${highest ? "higher" : "lower"}.`,
    place: { table: table.number },
    cells: [reportedCell(marked), reportedCell(top)],
    printed: marked.value,
    expected: top.value,
  };
}
