import { ClaimbookError } from "../errors.js";
import type { RunningCell } from "../kernel/host-api.js";
import { sha256Of } from "../sha256.js";

/** Where a claim was made in this session: which cell, and which execution of it. */
interface Origin {
  cellId: string | undefined;
  executionCount: number | undefined;
  codeHash: string | undefined;
}

const origins = new Map<string, Origin>();

/**
 * Notes that the running cell makes claim `id`, and refuses an id that is taken.
 *
 * A cell that runs again may make its claims again. Which cell it is, the client's cell id tells. A client that
 * sends none leaves an edited cell and another cell indistinguishable, so there the newer claim replaces the
 * older; `readClaims` still refuses the duplicate when the executed notebook is read, where cells are known.
 *
 * @throws ClaimbookError (`failed`) when another cell holds the id, or this execution already used it
 */
export function registerClaim(id: string, cell: RunningCell | undefined): void {
  const origin = originOf(cell);
  const earlier = origins.get(id);
  if (earlier !== undefined) {
    const sameExecution = earlier.executionCount === origin.executionCount;
    if (sameExecution) {
      throw duplicate(
        `claim "${id}" is made twice in ${nameOf(origin)}`,
        origin,
        "Give each claim its own id.",
      );
    }
    const bothKnown = earlier.cellId !== undefined && origin.cellId !== undefined;
    if (bothKnown && earlier.cellId !== origin.cellId) {
      throw duplicate(
        `claim "${id}" is made in two cells: ${nameOf(earlier)} and ${nameOf(origin)}`,
        origin,
        `Rename one of them. If the first cell is gone, call resetClaims("${id}") or restart the kernel.`,
      );
    }
  }
  origins.set(id, origin);
}

/** Forgets the claims made so far in this session, or only the one named. */
export function resetClaims(id?: string): void {
  if (id === undefined) origins.clear();
  else origins.delete(id);
}

function originOf(cell: RunningCell | undefined): Origin {
  return {
    cellId: cell?.id,
    executionCount: cell?.executionCount,
    codeHash: cell === undefined ? undefined : sha256Of(cell.code).slice(0, 8),
  };
}

/** `cell "a1b2" [5]`; without an id the code's hash tells cells apart. */
function nameOf({ cellId, executionCount, codeHash }: Origin): string {
  if (executionCount === undefined) return "this program";
  const name = cellId === undefined ? `the cell with code ${codeHash}` : `cell "${cellId}"`;
  return `${name} [${executionCount}]`;
}

function duplicate(what: string, origin: Origin, wayOut: string): ClaimbookError {
  return new ClaimbookError(what, { kind: "failed", where: nameOf(origin), wayOut });
}
