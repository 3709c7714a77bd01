import type { CellTable, TableCell } from "../tables/cells/cells.js";
import { overlap, rangeOf } from "../tables/cells/rounding.js";
import { reportedCell, summaryAt } from "../tables/cells/select.js";
import type { ConsistencyFinding } from "./finding.js";

/** Share of common cells that must agree before two tables are taken to print the same results. */
const sameResults = 0.7;

/**
 * Cells that two tables print differently. Tables may share all labels and yet tell of different things (their
 * captions say which): only where most of three or more common cells agree are the others findings. A mean over
 * a dimension is the same cell as one of a table that does not have the dimension.
 */
export function acrossTables(tables: readonly CellTable[]): ConsistencyFinding[] {
  const indexed = tables.map((table) => ({ table, cells: byLabels(table) }));
  const found: ConsistencyFinding[] = [];
  for (const [index, a] of indexed.entries()) {
    for (const b of indexed.slice(index + 1)) {
      const common = [...a.cells].flatMap(([key, cell]) => {
        const other = b.cells.get(key);
        return other === undefined || other.unit !== cell.unit
          ? []
          : [{ cell, other, same: agree(cell, other) }];
      });
      const agreeing = common.filter(({ same }) => same).length;
      if (common.length < 3 || agreeing < sameResults * common.length) continue;
      for (const { cell, other, same } of common) if (!same) found.push(finding(cell, other));
    }
  }
  return found;
}

function byLabels(table: CellTable): Map<string, TableCell> {
  const cells = new Map<string, TableCell>();
  const repeated = new Set<string>();
  for (const cell of table.cells) {
    const labels = Object.entries(cell.at)
      .filter(([dimension]) => summaryAt(table, cell, dimension) !== "mean")
      .map(([, label]) => label.toLowerCase())
      .sort();
    if (labels.length < 2) continue;
    const key = JSON.stringify(labels);
    if (cells.has(key)) repeated.add(key);
    cells.set(key, cell);
  }
  for (const key of repeated) cells.delete(key);
  return cells;
}

function agree(a: TableCell, b: TableCell): boolean {
  return overlap(rangeOf(a.value, a.decimals), rangeOf(b.value, b.decimals));
}

function finding(a: TableCell, b: TableCell): ConsistencyFinding {
  return {
    kind: "tables disagree",
    severity: "major",
    text: `Table ${a.table} prints ${a.value} for ${a.row}, ${a.column}; Table ${b.table} prints ${b.value}.`,
    place: { table: b.table },
    cells: [reportedCell(a), reportedCell(b)],
    printed: b.value,
    expected: a.value,
  };
}
