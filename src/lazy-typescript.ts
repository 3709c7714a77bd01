import { createRequire } from "node:module";
import type ts from "typescript";

let loaded: typeof ts | undefined;

/** TypeScript, loaded when it is first asked for: that takes longer than starting a kernel. */
export function typescript(): typeof ts {
  loaded ??= createRequire(import.meta.url)("typescript") as typeof ts;
  return loaded;
}
