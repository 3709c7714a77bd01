import type { MimeBundle } from "../../notebook/mime.js";
import type { CellProgram } from "../compiler/cell-compiler.js";

/**
 * What the two processes of the kernel say to each other. The host runs programs; it knows no TypeScript.
 *
 * The front end starts the host as `fork(dist/kernel/host/main.js, [NOTEBOOK_FOLDER], { ... })` with
 * - `cwd`: the project root, which cells see as `process.cwd()`; NOTEBOOK_FOLDER: absolute path, where `require`
 *   and `import.meta` of cells are at home;
 * - `execArgv`: `hostFlags`;
 * - `detached: true`, so that the host leads a process group of its own: what cells start is interrupted and
 *   ended with it. The front end ends a host with `process.kill(-pid, "SIGKILL")`;
 * - `stdio`: `["ignore", "pipe", "pipe", "ipc", "pipe", "pipe"]`: what is written past the host's own streams
 *   arrives on 1 and 2, events on 4, and 5 is the control pipe.
 *
 * Requests go to the host over Node's IPC channel, in order. Events come back over a pipe of their own that the
 * host writes synchronously: so they keep their order, are seen while a cell keeps the host's event loop busy, and
 * are not lost when a cell calls `process.exit()`.
 *
 * One cell at a time: `execute`, then the next only after `done`. `evaluate` (user expressions) only between cells.
 *
 * To interrupt cell RUN (or an `evaluate` that was sent with this run), the front end does three things, in this
 * order, and the first two again every 100 ms until `done` (or the answer) arrives:
 * 1. `{ op: "interrupt", run }` over IPC;
 * 2. `interrupt RUN\n` on the control pipe, which a worker thread of the host reads;
 * 3. SIGINT to the process group: child processes that the cell waits for end, as with Ctrl-C in a terminal. It comes
 *    last, so that the host knows of the interrupt before it hears that a child has ended.
 * The host takes the messages of a run that has ended as nothing. An interrupted cell ends with an `error` event
 * whose ename is `Interrupted`, unless it ended by itself first.
 *
 * When the control pipe ends, the front end is gone, and the host ends with its whole process group.
 */
export type HostRequest =
  | { op: "execute"; cell: CellRequest }
  /** @see HostEvent `answer` */
  | { op: "evaluate"; id: number; run: number; program: CellProgram }
  | { op: "interrupt"; run: number }
  /** What the person typed in answer to the event `input` with this id, or why there is no answer. */
  | { op: "input"; id: number; value: string }
  | { op: "input"; id: number; refused: string }
  /** Runs exit handlers, waits up to 200 ms for timers that are alive (their errors still arrive), and ends. */
  | { op: "shutdown" };

export interface CellRequest {
  /** Unique in the kernel's life, also among silent cells; greater than that of every cell before. */
  run: number;
  executionCount: number;
  /** How errors name the cell, e.g. `cell 3`. */
  label: string;
  /** From the client, for `kernelHost().cell()`. */
  cellId: string | undefined;
  /** The cell's text, for `kernelHost().cell()`. */
  source: string;
  /** Right before the compiler looked at the project's files, in milliseconds since 1970. */
  started: number;
  program: CellProgram;
}

export interface ErrorContent {
  ename: string;
  evalue: string;
  traceback: string[];
}

export type ExpressionReply =
  | { status: "ok"; data: MimeBundle; metadata: Record<string, unknown> }
  | ({ status: "error" } & ErrorContent);

export type DisplayKind = "display_data" | "update_display_data" | "clear_output";

/** `run` says which cell an event belongs to: the one that started the code, not the one that runs now. */
export type HostEvent =
  /** Can run cells. Sent once. */
  | { type: "ready" }
  | { type: "stream"; run: number; name: "stdout" | "stderr"; text: string }
  /** `content` as in the Jupyter message of that kind. */
  | { type: "display"; run: number; kind: DisplayKind; content: Record<string, unknown> }
  | { type: "result"; run: number; data: MimeBundle; metadata: Record<string, unknown> }
  /**
   * Before the cell's `done`: why it failed (once). After it: an error that nobody caught in code which that cell had
   * started; there may be several.
   */
  | { type: "error"; run: number; error: ErrorContent }
  /** Answered with the request `input`; no longer wanted when the cell has ended. */
  | { type: "input"; run: number; id: number; prompt: string; password: boolean }
  | {
      type: "done";
      run: number;
      status: "ok" | "error";
      /** Those of `program.declares` that got a value: what `CellCompiler.ran` wants to know. */
      assigned: string[];
      /** Written to the host's real stdout and stderr after everything that a child process wrote there. */
      mark: string | undefined;
    }
  /** To `evaluate`. */
  | { type: "answer"; id: number; reply: ExpressionReply };

/** File descriptors of the host beyond 0, 1, 2 (in the order of the `stdio` it is started with). */
export const EVENT_FD = 4;
export const CONTROL_FD = 5;

/** Flags of Node.js that the host needs. */
export const hostFlags = [
  // Without it, ending a loop from another thread ends the whole process.
  "--no-force-async-hooks-checks",
  // Local files that cells import are `vm.SourceTextModule`s, so that an edited one can be loaded afresh.
  "--experimental-vm-modules",
  // Their packages are found from where they stand: the second argument of `import.meta.resolve`.
  "--experimental-import-meta-resolve",
  "--disable-warning=ExperimentalWarning",
];
