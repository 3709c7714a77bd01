import type { RunningCell } from "../kernel/host-api.js";
import { Mime, type MimeBundle } from "./mime.js";

/** What later cells may ask for: the records that make up an executed notebook, without figures and texts. */
const records: readonly string[] = [Mime.claim, Mime.results, Mime.search, Mime.dataset, Mime.frontMatter];

interface Shown {
  cellId: string | undefined;
  executionCount: number | undefined;
  displayId: string | undefined;
  bundle: MimeBundle;
}

let shown: Shown[] = [];

/**
 * Keeps the claimbook records that a cell shows. A cell that runs again replaces what it showed before, as it does
 * in the notebook; a display id replaces what has the same.
 */
export function rememberShown(bundle: MimeBundle, cell: RunningCell | undefined, displayId?: string): void {
  const cellId = cell?.id;
  const executionCount = cell?.executionCount;
  shown = shown.filter(
    (each) =>
      (cellId === undefined || each.cellId !== cellId || each.executionCount === executionCount) &&
      (displayId === undefined || each.displayId !== displayId),
  );
  const kept = Object.entries(bundle).filter(([type]) => records.includes(type));
  if (kept.length === 0) return;
  shown.push({ cellId, executionCount, displayId, bundle: Object.fromEntries(kept) });
}

/** The records shown so far in this session, in their order, those of one cell together. */
export function shownRecords(): { cell: string | undefined; bundles: MimeBundle[] }[] {
  const cells: { cell: string | undefined; bundles: MimeBundle[] }[] = [];
  for (const { cellId, bundle } of shown) {
    const known = cellId === undefined ? undefined : cells.find(({ cell }) => cell === cellId);
    if (known === undefined) cells.push({ cell: cellId, bundles: [bundle] });
    else known.bundles.push(bundle);
  }
  return cells;
}

/** Forgets everything shown: for tests, and for sessions that start over. */
export function forgetShown(): void {
  shown = [];
}
