export type { Failure } from "./course.js";
export type { CellStatus, ExecutionEvent } from "./events.js";
export { type ExecuteOptions, type ExecutionResult, execute, failureError } from "./execute.js";
export { interruptedRun } from "./interrupted-run.js";
export { KernelSession } from "./kernel-session.js";
export type { Interrupted } from "./resume.js";
export { RunRecord, type RunStatus, readRunRecord, sourceHash } from "./run-record.js";
