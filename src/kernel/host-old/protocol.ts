import type { MimeBundle } from "../../notebook/mime.js";

/**
 * What the two processes of the kernel say to each other.
 *
 * Requests go from the front end to the host over Node's IPC channel. Events come back over a pipe of their
 * own that the host writes synchronously: so they keep their order, are seen while a cell keeps the host's
 * event loop busy, and are not lost when a cell calls `process.exit()`.
 */
export type HostRequest =
  | { op: "execute"; cell: CellRequest }
  | { op: "complete" | "inspect"; id: number; code: string; cursor: number }
  | { op: "isComplete"; id: number; code: string }
  /** Comes right after a SIGINT, which breaks synchronous loops but cannot say which cell it means. */
  | { op: "interrupt"; run: number }
  | { op: "shutdown" };

export interface CellRequest {
  /** Unique in the kernel's life, also among silent cells. */
  run: number;
  executionCount: number;
  code: string;
  cellId: string | undefined;
  /** How errors name the cell, e.g. `cell 3`. */
  label: string;
  /** Name to expression, evaluated after the cell ended well. */
  userExpressions: Record<string, string>;
}

export interface ErrorContent {
  ename: string;
  evalue: string;
  traceback: string[];
}

export type ExpressionReply =
  | { status: "ok"; data: MimeBundle; metadata: Record<string, unknown> }
  | ({ status: "error" } & ErrorContent);

/** `run` says which cell an event belongs to: the one that started the code, not the one that runs now. */
export type HostEvent =
  | { type: "ready"; compiler: string; languageVersion: string }
  | { type: "stream"; run: number; name: "stdout" | "stderr"; text: string }
  | {
      type: "display";
      run: number;
      kind: "display_data" | "update_display_data" | "clear_output";
      content: Record<string, unknown>;
    }
  | { type: "result"; run: number; data: MimeBundle }
  | { type: "error"; run: number; error: ErrorContent }
  | {
      type: "done";
      run: number;
      status: "ok" | "error";
      userExpressions: Record<string, ExpressionReply>;
      /** Written to the host's real stdout and stderr after everything that a child process wrote there. */
      mark: string | undefined;
    }
  | { type: "answer"; id: number; content: Record<string, unknown> };

/** File descriptors of the host beyond 0, 1, 2 (in the order of the `stdio` it is started with). */
export const EVENT_FD = 4;
export const LIFELINE_FD = 5;
