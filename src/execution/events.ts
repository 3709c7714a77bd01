import type { CodeCell } from "../notebook/model.js";

/** What happens while a notebook is executed, for whoever shows it. */
export type ExecutionEvent =
  | { type: "kernel-start"; kernel: string }
  /** An interrupted run goes on: `finished` of its `total` code cells had come to their end; `changes`: see
   * `changesSince`. */
  | { type: "resume"; finished: number; total: number; changes: string[] }
  /** `number` of `total` code cells; `place` is the cell's place among all cells, from 1 on; `heading`
   * that of the text right above it. */
  | {
      type: "cell-start";
      cell: CodeCell;
      number: number;
      total: number;
      place: number;
      heading: string | undefined;
    }
  /** The cell put something out; `cell.outputs` has it. */
  | { type: "output"; cell: CodeCell }
  /** Code that a cell had started failed after the cell's end. */
  | { type: "late-error"; place: string; ename: string; evalue: string; expected: boolean }
  | {
      type: "cell-end";
      cell: CodeCell;
      number: number;
      total: number;
      status: CellStatus;
      milliseconds: number;
    };

/** `expected-error`: it failed, and is tagged `raises-exception`. */
export type CellStatus = "ok" | "error" | "expected-error" | "timeout" | "interrupted" | "dead";
