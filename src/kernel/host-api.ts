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
}

export interface RunningCell {
  id: string | undefined;
  executionCount: number;
  code: string;
}

const key = Symbol.for("claimbook.kernel");

export function kernelHost(): KernelHost | undefined {
  return (globalThis as Record<symbol, unknown>)[key] as KernelHost | undefined;
}

/** Called once by the process that runs cells. */
export function installKernelHost(host: KernelHost): void {
  (globalThis as Record<symbol, unknown>)[key] = host;
}
