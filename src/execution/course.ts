import { type CodeCell, cellPlace, type Notebook } from "../notebook/model.js";
import type { CellRun } from "./cell-run.js";
import type { CellStatus, ExecutionEvent } from "./events.js";
import type { RunStatus } from "./run-record.js";

/** The cell that ended a run. */
export interface Failure {
  /** e.g. `cell 4 (id "train")`. */
  place: string;
  cell: CodeCell;
  ename: string;
  evalue: string;
}

/** How a run goes: whether it is still well, what failed first, and whether another cell may begin. */
export class Course {
  readonly #notebook: Notebook;
  readonly #allowErrors: boolean;
  status: Exclude<RunStatus, "running"> = "ok";
  /** What failed first. */
  failure: Failure | undefined;
  /** No further cell begins. */
  over = false;

  /** @param allowErrors go on after cells that failed */
  constructor(notebook: Notebook, allowErrors: boolean) {
    this.#notebook = notebook;
    this.#allowErrors = allowErrors;
  }

  /** Takes the end of a cell. @returns how it counts */
  cellEnded(cell: CodeCell, run: CellRun): CellStatus {
    if (run.status === "ok") return "ok";
    if (run.status === "error" && isExpected(cell)) return "expected-error";
    this.#failed(cell, run.ename ?? run.status, run.evalue ?? "", run.status);
    return run.status;
  }

  /**
   * Takes an error of a cell that had ended. A cell tagged `raises-exception` may fail whenever it likes.
   *
   * @param content of the `error` message
   */
  lateError(cell: CodeCell, content: Record<string, unknown>): ExecutionEvent {
    const [ename, evalue] = [String(content.ename), String(content.evalue)];
    const expected = isExpected(cell);
    if (!expected) this.#failed(cell, ename, evalue, "error");
    return { type: "late-error", place: cellPlace(this.#notebook, cell), ename, evalue, expected };
  }

  #failed(cell: CodeCell, ename: string, evalue: string, status: Exclude<CellRun["status"], "ok">): void {
    this.failure ??= { place: cellPlace(this.#notebook, cell), cell, ename, evalue };
    if (this.status === "ok") this.status = status;
    if (status !== "error" || !this.#allowErrors) this.over = true;
  }
}

function isExpected(cell: CodeCell): boolean {
  return cell.metadata.tags?.includes("raises-exception") === true;
}
