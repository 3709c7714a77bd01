import type { SandboxLimits } from "./limits.js";

/** `bwrap`: namespaces of the Linux kernel, by bubblewrap. `node`: Node's permission model. */
export type SandboxKind = "bwrap" | "node";

/** A program to be started in a sandbox. */
export interface SandboxedProgram {
  argv: readonly string[];
  /** The project, which it reads and may not change. */
  cwd: string;
  env: NodeJS.ProcessEnv;
  /** Files and folders below hidden places that it needs all the same. */
  readable: readonly string[];
  /** Files and folders that it may change; they exist. */
  writable: readonly string[];
}

/** How a stranger's code is run. */
export interface Sandbox {
  readonly kind: SandboxKind;
  readonly limits: SandboxLimits;
  /** What it keeps the code from, and what it does not, one sentence each. */
  readonly promises: readonly string[];
  /** Whether the program has no network at all, so that it is talked to through files (ZeroMQ's `ipc`). */
  readonly ownNetwork: boolean;
  command(program: SandboxedProgram): { argv: string[]; env: NodeJS.ProcessEnv };
}
