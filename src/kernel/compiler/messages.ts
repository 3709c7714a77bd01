import type { CellCompiler } from "./cell-compiler.js";

/** The compilers a kernel can be started with (`--compiler`). */
export const compilerKinds = ["claimbook", "tslab"] as const;
export type CompilerKind = (typeof compilerKinds)[number];

export interface CompilerSettings {
  kind: CompilerKind;
  /** Absolute path of the project root: where modules are resolved from, and the cells' working directory. */
  project: string;
  /** Absolute path of the notebook's folder, which need not lie in the project. */
  folder: string;
  /** Megabytes that the compiler may use before its thread is ended and started afresh. Default 1024. */
  memory?: number;
}

type Method = {
  [K in keyof CellCompiler]: CellCompiler[K] extends (...args: never[]) => unknown ? K : never;
}[keyof CellCompiler];

/** What the front end asks of the compiler in the other thread; answered in the order of asking. */
export type CompilerCall<M extends Method = Method> = {
  [K in M]: { id: number; method: K; args: Parameters<CellCompiler[K]> };
}[M];

export type CompilerAnswer = { id: number; value: unknown } | { id: number; error: string };

export type CompilerMethod = Method;
