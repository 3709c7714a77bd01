import type { CellProgram } from "../compiler/cell-compiler.js";
import type { CellName } from "../host-api.js";

/** Runs the programs of one kind of compiler, and keeps the scope that they share. */
export interface ProgramRunner<P extends CellProgram = CellProgram> {
  /** Loads what the program imports. Called in the cell's own time: it may be interrupted. */
  prepare(program: P, run: number): Promise<PreparedProgram>;
  /** What was being loaded for an interrupted cell will not be finished. */
  abandon(): void;
  lookup(name: string): CellName | undefined;
}

export interface PreparedProgram {
  /**
   * Runs it. Resolves to `{ value }` when it ends in an expression.
   *
   * @throws also synchronously
   */
  start(): Promise<{ value: unknown } | undefined>;
  /**
   * Called once, when the cell has ended: names that it declares and that got no value become what they were.
   *
   * @param ok whether it ran to its end
   * @returns the names that got a value
   */
  settle(ok: boolean): string[];
}
