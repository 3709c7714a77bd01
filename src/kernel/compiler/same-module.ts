import type { ImportTarget, LocalModule } from "./cell-compiler.js";

/** Whether a local module that is compiled again is what it was. */
export function sameModule(one: LocalModule, other: LocalModule): boolean {
  if (one === other) return true;
  return one.code === other.code && one.json === other.json && sameImports(one.imports, other.imports);
}

export function sameImports(
  some: Record<string, ImportTarget>,
  others: Record<string, ImportTarget>,
): boolean {
  return JSON.stringify(some) === JSON.stringify(others);
}
