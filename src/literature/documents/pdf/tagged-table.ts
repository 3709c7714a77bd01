import type { LineJoiner } from "../line-joiner.js";
import { alignedRows } from "./aligned-table.js";
import { type PdfSegment, segmentsOf } from "./line.js";
import type { PdfRun } from "./page.js";

/**
 * Tables that a tagged PDF's structure names, each as one segment in the place of its text; the rest of the runs stays
 * as it is. Cells may run over several lines.
 */
export function taggedTables(
  runs: readonly PdfRun[],
  joiner: LineJoiner,
): { rest: PdfRun[]; tables: PdfSegment[] } {
  const byTable = new Map<number, Map<string, PdfRun[]>>();
  const rest: PdfRun[] = [];
  for (const run of runs) {
    if (run.cell === undefined) {
      rest.push(run);
      continue;
    }
    const [table, row, cell] = run.cell;
    const cells = byTable.get(table) ?? new Map<string, PdfRun[]>();
    byTable.set(table, cells);
    const key = `${row} ${cell}`;
    const known = cells.get(key);
    if (known === undefined) cells.set(key, [run]);
    else known.push(run);
  }
  const tables = [...byTable.values()].flatMap((cells) => {
    const rows = new Map<string, PdfSegment[]>();
    for (const [key, inCell] of cells) {
      const piece = pieceOf(inCell, joiner);
      if (piece === undefined) continue;
      const row = key.split(" ")[0] ?? "";
      rows.set(row, [...(rows.get(row) ?? []), piece]);
    }
    const pieces = [...rows]
      .sort(([a], [b]) => Number(a) - Number(b))
      .map(([, row]) => row.sort((a, b) => a.x - b.x));
    const all = pieces.flat();
    const [first] = all;
    if (first === undefined) return [];
    return [
      {
        ...first,
        text: "",
        x: Math.min(...all.map((piece) => piece.x)),
        right: Math.max(...all.map((piece) => piece.right)),
        y: Math.min(...all.map((piece) => piece.y)),
        runs: [],
        table: alignedRows(pieces),
      },
    ];
  });
  return { rest, tables };
}

function pieceOf(runs: readonly PdfRun[], joiner: LineJoiner): PdfSegment | undefined {
  const segments = segmentsOf(runs);
  const [first] = segments;
  if (first === undefined) return undefined;
  return {
    ...first,
    text: joiner.join(segments.map((segment) => segment.text)),
    x: Math.min(...segments.map((segment) => segment.x)),
    right: Math.max(...segments.map((segment) => segment.right)),
    bold: segments.every((segment) => segment.bold),
    runs: segments.flatMap((segment) => segment.runs),
  };
}
