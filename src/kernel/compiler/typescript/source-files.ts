import { readFileSync, statSync } from "node:fs";
import ts from "../../../typescript.cjs";

type ParseOptions = ts.ScriptTarget | ts.CreateSourceFileOptions;

interface Entry {
  file: ts.SourceFile;
  /** Modification time and size; undefined for files that never change while the kernel runs. */
  state: string | undefined;
  round: number;
}

/**
 * Parsed source files: those that exist in memory only (cells and what they declare) and those on disk. Packages are
 * read once, the project's own files are looked at again in every round.
 */
export class SourceFiles {
  readonly #disk = new Map<string, Entry>();
  readonly #virtual = new Map<string, { text: string; version: number; file: ts.SourceFile | undefined }>();
  #round = 0;
  /** Whether packages are parsed with their documentation, which takes a quarter longer. */
  #documented = false;

  /** From now on files on disk may have changed. */
  startRound(): void {
    this.#round += 1;
  }

  get round(): number {
    return this.#round;
  }

  set(name: string, text: string): void {
    const known = this.#virtual.get(name);
    if (known?.text !== text)
      this.#virtual.set(name, { text, version: (known?.version ?? 0) + 1, file: undefined });
  }

  /** It is what lies on disk again. */
  unset(name: string): void {
    this.#virtual.delete(name);
  }

  /** Everything is parsed anew, with other options. */
  forgetParsed(): void {
    this.#disk.clear();
    for (const virtual of this.#virtual.values()) virtual.file = undefined;
  }

  /**
   * From now on packages have their documentation; those parsed before are parsed again.
   *
   * @returns whether they had none until now
   */
  readDocumentation(): boolean {
    if (this.#documented) return false;
    this.#documented = true;
    for (const name of [...this.#disk.keys()]) if (isFixed(name)) this.#disk.delete(name);
    for (const [name, virtual] of this.#virtual) {
      if (!isFixed(name)) continue;
      virtual.version += 1;
      virtual.file = undefined;
    }
    return true;
  }

  isVirtual(name: string): boolean {
    return this.#virtual.has(name);
  }

  exists(name: string): boolean {
    return this.#virtual.has(name) || ts.sys.fileExists(name);
  }

  text(name: string): string | undefined {
    return this.#virtual.get(name)?.text ?? ts.sys.readFile(name);
  }

  /** The same object as long as the text is the same. */
  get(name: string, options: ParseOptions): ts.SourceFile | undefined {
    const virtual = this.#virtual.get(name);
    if (virtual !== undefined) {
      virtual.file ??= this.#parse(name, virtual.text, options, String(virtual.version));
      return virtual.file;
    }
    const known = this.#disk.get(name);
    if (known !== undefined && (known.state === undefined || known.round === this.#round)) return known.file;
    const state = isFixed(name) ? undefined : stateOf(name);
    if (known !== undefined && known.state === state) {
      known.round = this.#round;
      return known.file;
    }
    let text: string;
    try {
      text = readText(name);
    } catch {
      this.#disk.delete(name);
      return undefined;
    }
    // Saved again without a change.
    const file =
      known?.file.text === text
        ? known.file
        : this.#parse(name, text, options, `${state ?? "fixed"} ${this.#round}`);
    this.#disk.set(name, { file, state, round: this.#round });
    return file;
  }

  #parse(name: string, text: string, options: ParseOptions, version: string): ts.SourceFile {
    const how = typeof options === "object" ? options : { languageVersion: options };
    const { ParseAll, ParseNone } = ts.JSDocParsingMode;
    const jsDocParsingMode = this.#documented || !isFixed(name) ? ParseAll : ParseNone;
    const file = ts.createSourceFile(name, text, { ...how, jsDocParsingMode }, true);
    // What a language service knows its files by.
    return Object.assign(file, { version });
  }
}

/** What lies in `node_modules` is replaced by installing, which asks for a new kernel. */
export function isFixed(name: string): boolean {
  return name.includes("/node_modules/");
}

function readText(name: string): string {
  const text = readFileSync(name, "utf8");
  return text.startsWith("\uFEFF") ? text.slice(1) : text;
}

function stateOf(name: string): string | undefined {
  const found = statSync(name, { throwIfNoEntry: false });
  return found === undefined ? "gone" : `${found.mtimeMs} ${found.size}`;
}
