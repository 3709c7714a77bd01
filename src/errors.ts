/**
 * Why a piece of work could not be done.
 *
 * - `usage`: what was asked for makes no sense (unknown option, parameter of the wrong type). Exit code 2.
 * - `failed`: the work ran and its subject failed (a cell threw, a claim does not hold). Exit code 1.
 * - `could-not-run`: the surroundings do not allow it (missing file, dead kernel, full disk). Exit code 3.
 */
export type ErrorKind = "usage" | "failed" | "could-not-run";

export interface ErrorDetails {
  kind: ErrorKind;
  /** The notebook, cell, file, line or option concerned, e.g. `notebooks/a.ipynb, cell 4 (id "x"), line 2`. */
  where?: string;
  /** What the user can do about it, one sentence. */
  wayOut?: string;
  cause?: unknown;
}

/** An error that a user can act upon: it names the thing, the place and the way out. */
export class ClaimbookError extends Error {
  readonly kind: ErrorKind;
  readonly where: string | undefined;
  readonly wayOut: string | undefined;

  constructor(what: string, details: ErrorDetails) {
    super(what, details.cause === undefined ? undefined : { cause: details.cause });
    this.name = "ClaimbookError";
    this.kind = details.kind;
    this.where = details.where;
    this.wayOut = details.wayOut;
  }

  /** `where: what. way out` on one to three lines, for standard error. */
  describe(): string {
    const head = this.where === undefined ? this.message : `${this.where}: ${this.message}`;
    return this.wayOut === undefined ? head : `${head}\n  ${this.wayOut}`;
  }
}
