import { groups } from "./features/index.mjs";
import { Playground } from "./playground.mjs";
import { Bench, judge } from "./probe.mjs";

/**
 * Puts every kernel to every probe, one kernel after the other, each in a project of its own.
 *
 * @param kernels from contestants.mjs
 * @param progress told of each verdict as it comes
 * @param only ids of rows, for work on a probe; all when empty
 * @returns groups of rows with `verdicts`, one per kernel by its id
 */
export async function featureTable(kernels, progress, only = []) {
  const unknown = only.filter((id) => !groups.some(({ rows }) => rows.some((row) => row.id === id)));
  if (unknown.length > 0) throw new Error(`no row ${unknown.join(", ")} in the table`);
  const table = groups
    .map(({ title, rows }) => ({
      title,
      rows: rows
        .filter(({ id }) => only.length === 0 || only.includes(id))
        .map((row) => ({ ...row, verdicts: {} })),
    }))
    .filter(({ rows }) => rows.length > 0);
  for (const kernel of kernels) {
    const playground = new Playground();
    const bench = new Bench(kernel, playground);
    try {
      for (const group of table) {
        bench.stop();
        for (const row of group.rows) {
          const verdict = await judge(bench, row);
          row.verdicts[kernel.id] = verdict;
          progress(kernel, row, verdict);
        }
      }
    } finally {
      bench.stop();
      playground.remove();
    }
  }
  return table;
}

/** @returns the rows in which this kernel does not have a plain yes */
export function shortcomings(table, id) {
  return table.flatMap(({ rows }) => rows).filter(({ verdicts }) => verdicts[id].verdict !== "yes");
}
