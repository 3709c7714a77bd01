/**
 * Turns the TypeScript of a cell into something that runs, and keeps what earlier cells declared.
 * The host owns everything else (outputs, events, errors), so that a compiler is only about the language.
 */
export interface CellCompiler {
  /** Name and version, e.g. `tslab 1.0.22`. */
  readonly name: string;
  /** Version of the TypeScript that checks the cells. */
  readonly languageVersion: string;
  /** Checks the types of a cell and, when there is nothing to complain about, runs it. */
  run(cell: CellSource): Promise<CellOutcome>;
  /** The value of an expression in the cells' scope; declares nothing. */
  evaluate(expression: string): Promise<CellOutcome>;
  /** @param cursor UTF-16 offset in `code` */
  complete(code: string, cursor: number): Completion;
  /** Signature and documentation of what lies at the cursor, as plain text; undefined where there is nothing. */
  inspect(code: string, cursor: number): string | undefined;
  isComplete(code: string): Completeness;
  /**
   * Ends the wait of the running cell for a pending promise: its outcome becomes `interrupted`. Called after every
   * SIGINT, also when no cell runs any more.
   */
  interrupt(): void;
  /** Ends the running cell with an error that reached nobody (an unhandled rejection, a late throw). */
  fail(error: unknown): void;
}

export interface CellSource {
  /** How positions in this cell are called, e.g. `cell 3`. */
  label: string;
  code: string;
}

export type CellOutcome =
  | { status: "ok"; value: unknown }
  | { status: "diagnostics"; diagnostics: Diagnostic[] }
  | { status: "threw"; error: unknown }
  | { status: "interrupted" };

export interface Diagnostic {
  /** Undefined for the cell itself, else the file relative to the working directory. */
  file: string | undefined;
  /** Counted from 1. */
  line: number;
  /** Counted from 1, in UTF-16 units. */
  column: number;
  message: string;
  /** TypeScript's number, e.g. 2322. */
  code: number;
}

export interface Completion {
  /** UTF-16 offsets of what a match replaces. */
  start: number;
  end: number;
  matches: { text: string; kind: string }[];
}

export type Completeness =
  | { status: "complete" }
  | { status: "invalid" }
  | { status: "incomplete"; indent: string };
