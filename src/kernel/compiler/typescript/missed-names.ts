import type { Diagnostic } from "../cell-compiler.js";

/** "Cannot find name", "Did you mean", "No value exists in scope for the shorthand property". */
const unknownName = new Set([2304, 2552, 18004]);

/** Names that cells would have declared if they had come to it: why a later cell does not find them. */
export class MissedNames {
  readonly #reasons = new Map<string, string>();

  /** @param what became of the cell */
  add(names: Iterable<string>, label: string, what: string): void {
    for (const name of names) this.#reasons.set(name, `${label} declares it, but ${what}`);
  }

  clear(): void {
    this.#reasons.clear();
  }

  /** The same diagnostic, with the reason where it is one of these names that was not found. */
  explain(diagnostic: Diagnostic): Diagnostic {
    const name = unknownName.has(diagnostic.code) ? /'([^']+)'/.exec(diagnostic.message)?.[1] : undefined;
    const reason = name === undefined ? undefined : this.#reasons.get(name);
    return reason === undefined
      ? diagnostic
      : { ...diagnostic, message: `${diagnostic.message}\n  ${reason}.` };
  }
}
