export type { CellStatus, ExecutionEvent } from "./events.js";
export { type ExecuteOptions, type ExecutionResult, execute, type Failure, failureError } from "./execute.js";
export { KernelSession } from "./kernel-session.js";
export { RunRecord, type RunStatus, readRunRecord, sourceHash } from "./run-record.js";
