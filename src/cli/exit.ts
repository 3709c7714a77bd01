import type { ErrorKind } from "../errors.js";

/** Exit codes of every command (DESIGN: command line). */
export const Exit = { ok: 0, failed: 1, usage: 2, couldNotRun: 3 } as const;

export const exitOf: Record<ErrorKind, number> = {
  failed: Exit.failed,
  usage: Exit.usage,
  "could-not-run": Exit.couldNotRun,
};
