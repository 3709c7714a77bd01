import path from "node:path";
import { claimChanges, outcomeOf } from "../comparison/claim-changes.js";
import type { Change } from "../comparison/model.js";
import { distanceText, sideTexts } from "../comparison/wording.js";
import { ClaimbookError } from "../errors.js";
import type { ExecutionEvent } from "../execution/index.js";
import { readRunRecord } from "../execution/run-record.js";
import { isCode } from "../notebook/model.js";
import type { Sandbox } from "../sandbox/index.js";
import { neededCells } from "../verification/needed-cells.js";
import { onlyCells, rerun } from "../verification/rerun.js";
import { claimsIn } from "../verification/verify.js";
import type { ClaimRerun } from "./notes.js";
import { claimOf, type ReviewedNotebook } from "./reviewed-notebook.js";

export interface RerunClaimOptions {
  env: NodeJS.ProcessEnv;
  /** Relative tolerance of numbers. */
  tolerance: number;
  now: () => Date;
  signal: AbortSignal;
  onEvent: (event: ExecutionEvent) => void;
  /** Milliseconds a cell may take. */
  cellTimeout?: number;
  kernel?: string;
  /** Where the cells run; as the user, unconfined, by default. */
  sandbox?: Sandbox;
}

/** Which cells a rerun of a claim runs. */
export interface RerunPlan {
  /** Ids of the code cells. */
  cells: ReadonlySet<string>;
  /** For a person. */
  words: string;
}

/**
 * The code cells that a claim needs, by the names that they use (see `neededCells`). Of a notebook in another language
 * than TypeScript all those up to the claim's cell.
 *
 * @param number of the cell that makes the claim
 */
export function rerunPlan({ notebook }: ReviewedNotebook, number: number): RerunPlan {
  const code = notebook.cells
    .slice(0, number)
    .filter(isCode)
    .filter(({ source }) => source.trim() !== "");
  const { language = "typescript" } = notebook.metadata.kernelspec ?? {};
  const known = /^(type|java)script$/i.test(language);
  const wanted = new Set([notebook.cells[number - 1]!.id]);
  const cells = known ? neededCells(code, wanted) : new Set(code.map(({ id }) => id));
  const numbers = code.filter(({ id }) => cells.has(id)).map((cell) => notebook.cells.indexOf(cell) + 1);
  const list = `${numbers.length === 1 ? "cell" : "cells"} ${numbers.join(", ")}`;
  const words =
    cells.size < code.length
      ? `only the cells that this claim needs: ${list} (${cells.size} of the ${code.length} code cells up to it)`
      : `every code cell up to the claim: ${list}`;
  return { cells, words };
}

/**
 * Judges one claim again: runs the cells that it needs in a fresh kernel, with the recorded parameters and nothing
 * cached, and compares the claim with the recorded one.
 *
 * @throws ClaimbookError (`could-not-run`) when a cell fails so that the claim is not made, the kernel does not start
 *   or the rerun is interrupted
 */
export async function rerunClaim(
  reviewed: ReviewedNotebook,
  id: string,
  { env, tolerance, now, signal, onEvent, cellTimeout, kernel, sandbox }: RerunClaimOptions,
): Promise<ClaimRerun> {
  const { claim, cell } = claimOf(reviewed, id)!;
  const plan = rerunPlan(reviewed, cell.number);
  const again = await rerun(onlyCells(reviewed.notebook, plan.cells), readRunRecord(reviewed.notebook), {
    name: path.basename(reviewed.file),
    folder: path.dirname(reviewed.file),
    env,
    signal,
    onEvent,
    ...(cellTimeout === undefined ? {} : { cellTimeout }),
    ...(kernel === undefined ? {} : { kernel }),
    ...(sandbox === undefined ? {} : { sandbox }),
  });
  const made = claimsIn(again.notebook, `${path.basename(reviewed.file)} (rerun)`).find(
    (each) => each.claim.id === id,
  )?.claim;
  if (made === undefined && again.failure !== undefined) {
    const { place, what } = again.failure;
    throw new ClaimbookError(`the claim was not made again: ${place}: ${what}`, {
      kind: "could-not-run",
      where: path.basename(reviewed.file),
      wayOut: "claimbook verify runs every cell and shows what fails.",
    });
  }
  const changes = made === undefined ? [] : claimChanges(claim, made, tolerance);
  return {
    at: now().toISOString(),
    outcome: made === undefined ? "removed" : outcomeOf(changes),
    differences: changes.map(changeText),
    cells: plan.words,
    tolerance,
  };
}

/** `mAP(hybrid): 0.45 → 0.43 (4.4 % apart)`. */
function changeText(change: Change): string {
  const [left, right] = sideTexts(change);
  const apart = distanceText(change);
  return `${change.name}: ${left} → ${right}${apart === undefined ? "" : ` (${apart})`}`;
}
