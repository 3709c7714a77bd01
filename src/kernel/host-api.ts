/**
 * What the kernel offers to code that runs in its cells. A library finds it with `kernelHost()` and works
 * without it too (outside a notebook it is undefined).
 */
export interface KernelHost {
  /** Publishes a message on iopub for the cell that is running now. */
  broadcast(
    type: "display_data" | "update_display_data" | "clear_output",
    content: Record<string, unknown>,
  ): void;
  /** The cell that runs now. `id` is known when the client sent `metadata.cellId`. */
  cell(): RunningCell | undefined;
  /** Aborted when the running cell is interrupted; a fresh one for every cell. */
  signal(): AbortSignal;
  /** What a name at the top level of the cells stands for; undefined when no cell declares or imports it. */
  lookup(name: string): CellName | undefined;
  /** Absolute path of the project, which is the kernel's working directory when it starts. */
  project: string;
  /**
   * Asks the person at the notebook for a line of text (`input_request`).
   *
   * @throws when the client cannot ask, or the cell is interrupted meanwhile
   */
  input(prompt: string, options?: { password?: boolean }): Promise<string>;
}

/** A name at the top level of the cells: imported from a file of the project, from a package, or a value. */
export type CellName =
  /** Absolute path of the imported file; `imported`: name of the export, `default`, or `*` for all of them. */
  | { kind: "module"; file: string; imported?: string }
  /** As written in the import, e.g. `danfojs-node` or `@scope/name/part`. */
  | { kind: "package"; specifier: string; imported?: string }
  | { kind: "value"; value: unknown };

export interface RunningCell {
  id: string | undefined;
  executionCount: number;
  code: string;
  /**
   * When the kernel looked at the project's files for this cell, in milliseconds since 1970: a file that was edited
   * later is not the one whose code runs.
   */
  started?: number;
}

const key = Symbol.for("claimbook.kernel");

export function kernelHost(): KernelHost | undefined {
  return (globalThis as Record<symbol, unknown>)[key] as KernelHost | undefined;
}

/** Called once by the process that runs cells. */
export function installKernelHost(host: KernelHost): void {
  (globalThis as Record<symbol, unknown>)[key] = host;
}
