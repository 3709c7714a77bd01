import { createRequire } from "node:module";
import type ts from "typescript";

// Takes a third of a second to load: only when a step is called.
let loaded: typeof ts | undefined;

export function typescript(): typeof ts {
  loaded ??= createRequire(import.meta.url)("typescript") as typeof ts;
  return loaded;
}
