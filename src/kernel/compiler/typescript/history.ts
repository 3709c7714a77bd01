import path from "node:path";
import type { DeclarationKind } from "./declarations.js";
import type { SourceFiles } from "./source-files.js";

/** Names of a cell that may become known to later ones. */
export interface HistoryName {
  name: string;
  kind: DeclarationKind;
  ambient: boolean;
  hasValue: boolean;
}

export interface VisibleName extends HistoryName {
  slot: number;
  /** Local files that its value may depend on. */
  uses: ReadonlySet<string>;
}

const BLOCK = 64;
/** What cells call all that earlier cells have declared. */
export const historyName = "__history__";
const slotReference = /\bh(\d+)\b|__claimbook_history_(\d+)__/g;

/** A text about types as the user knows them: without the places where earlier cells' declarations are kept. */
export function withoutHistory(text: string): string {
  return text
    .replace(/\b__history__\.h\d+\./g, "")
    .replace(/import\("[^"]*__claimbook_(history_\w+?|cell)__"\)\./g, "");
}

/**
 * What earlier cells have declared, as files that the program can import. Each cell that declares anything has one
 * of its own, so that a type that is declared again leaves what was made with the old one as it was. The files are
 * there from the start, empty: a program whose files and imports stay the same is made anew in no time.
 */
export class History {
  readonly #files: SourceFiles;
  readonly #folder: string;
  readonly #all: string;
  #slots: (string | undefined)[] = [];
  readonly #names = new Map<string, VisibleName>();
  /** Slots that are never emptied. */
  readonly #lasting = new Set<number>();

  constructor(files: SourceFiles, folder: string) {
    this.#files = files;
    this.#folder = folder;
    this.#all = path.join(folder, "__claimbook_history_all__.ts");
    // Not `import * as`: for that TypeScript looks at every member, for every cell.
    const hub = `export * as ${historyName} from "./__claimbook_history_all__";`;
    files.set(path.join(folder, "__claimbook_history__.ts"), hub);
    this.#grow();
  }

  get names(): ReadonlyMap<string, VisibleName> {
    return this.#names;
  }

  /** Whether a file is one of these. */
  owns(file: string): boolean {
    return path.dirname(file) === this.#folder && path.basename(file).startsWith("__claimbook_history_");
  }

  /** Begins every file of this kind, so that all of them import the same. */
  get head(): string {
    return `import{${historyName}}from"./__claimbook_history__";`;
  }

  /**
   * @param text TypeScript that exports the names, without `head`
   * @param lasting whether it says something about the world beyond its names (`declare global`)
   */
  add(text: string, names: readonly HistoryName[], uses: ReadonlySet<string>, lasting = false): void {
    if (names.length === 0 && !lasting) return;
    const slot = this.#free();
    this.#write(slot, text);
    if (lasting) this.#lasting.add(slot);
    for (const each of names) this.#names.set(each.name, { ...each, slot, uses });
  }

  clear(): void {
    this.#names.clear();
    this.#lasting.clear();
    for (let slot = 0; slot < this.#slots.length; slot++)
      if (this.#slots[slot] !== undefined) this.#write(slot, undefined);
  }

  #write(slot: number, text: string | undefined): void {
    this.#slots[slot] = text;
    this.#files.set(this.file(slot), `${this.head}\n${text ?? "export {};"}\n`);
  }

  /** Its path. */
  file(slot: number): string {
    return path.join(this.#folder, `__claimbook_history_${slot}__.ts`);
  }

  #free(): number {
    const free = this.#slots.indexOf(undefined);
    if (free >= 0) return free;
    const length = this.#slots.length;
    this.#sweep();
    // With little room left it would be swept again for every cell.
    if (this.#slots.filter((text) => text === undefined).length < length / 2) this.#grow();
    return this.#slots.indexOf(undefined);
  }

  /** Empties the files that neither a name nor another file needs. */
  #sweep(): void {
    const needed = new Set([...this.#lasting, ...[...this.#names.values()].map(({ slot }) => slot)]);
    for (const slot of needed)
      for (const [, plain, file] of (this.#slots[slot] ?? "").matchAll(slotReference))
        needed.add(Number(plain ?? file));
    for (let slot = 0; slot < this.#slots.length; slot++)
      if (!needed.has(slot) && this.#slots[slot] !== undefined) this.#write(slot, undefined);
  }

  #grow(): void {
    const length = this.#slots.length + BLOCK;
    while (this.#slots.length < length) this.#write(this.#slots.length, undefined);
    const lines = this.#slots.map(
      (_, slot) => `export * as h${slot} from "./__claimbook_history_${slot}__";`,
    );
    this.#files.set(this.#all, lines.join("\n"));
  }
}
