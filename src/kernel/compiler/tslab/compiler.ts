import type {
  CellCompiler,
  CellSource,
  CompileResult,
  Completeness,
  Completion,
  Diagnostic,
  TslabProgram,
} from "../cell-compiler.js";
import { completeness } from "../completeness.js";
import { declaredNames } from "./declared-names.js";
import { type Converted, loadTslab, type QuickInfo, type Tslab, type TslabDiagnostic } from "./typescript.js";

/** tslab puts `export {};` and a line break before every source. */
const PREFIX_LINES = 1;

/**
 * Cells through tslab's converter: it checks them, makes CommonJS of them and remembers the declarations of the
 * cells before as a `.d.ts` text. Running the result is the host's business rather than that of tslab's executor,
 * which gives its code no file name, prints what it should return, and leaves no way to tell an interrupt from an
 * error.
 */
export class TslabCompiler implements CellCompiler {
  readonly name: string;
  readonly languageVersion: string;
  readonly #tslab: Tslab;
  #declarations = "";
  /** What the cell compiled last would make of the declarations. */
  #latest: { run: number; declarations: string; declares: string[] } | undefined;
  #expressions = 0;
  /** Every local file that was compiled, by path: the converter gives each only once. */
  readonly #files = new Map<string, TslabProgram["files"][number]>();
  /** The host is new and has none of them. */
  #sendAll = false;

  /** @param root folder that cells import from; must be the working directory, which tslab reads itself */
  constructor(root: string) {
    this.#tslab = loadTslab(root);
    this.name = `tslab ${this.#tslab.version}`;
    this.languageVersion = this.#tslab.ts.version;
    // The first check reads the libraries: better now than in the first cell.
    this.#tslab.converter.convert("", "process.version;");
  }

  compile({ run, label, code }: CellSource): CompileResult {
    const { result, converted } = this.#compile(`claimbook-cell-${run}`, label, code);
    if (result.status === "ok")
      this.#latest = { run, declarations: converted.declOutput ?? "", declares: result.program.declares };
    return result;
  }

  compileExpression(expression: string): CompileResult {
    return this.#compile(`claimbook-expression-${++this.#expressions}`, "expression", expression).result;
  }

  /** tslab's declarations are one text: those of a cell that threw half way cannot be told apart, and are dropped. */
  ran(run: number, assigned: string[]): void {
    const latest = this.#latest;
    if (latest?.run !== run) return;
    this.#latest = undefined;
    if (latest.declares.every((name) => assigned.includes(name))) this.#declarations = latest.declarations;
  }

  reset(): void {
    this.#declarations = "";
    this.#latest = undefined;
    this.#sendAll = true;
  }

  #compile(file: string, label: string, code: string) {
    const converted = this.#tslab.converter.convert(this.#declarations, code);
    if (converted.diagnostics.length > 0) {
      const diagnostics = mergeChains(converted.diagnostics, code);
      return { result: { status: "diagnostics", diagnostics } as const, converted };
    }
    return {
      result: { status: "ok", program: this.#program(file, label, code, converted) } as const,
      converted,
    };
  }

  #program(file: string, label: string, code: string, converted: Converted): TslabProgram {
    const output = converted.output ?? "";
    return {
      format: "tslab",
      file,
      label,
      code: output,
      maps: this.#takeMaps(output),
      shift: PREFIX_LINES,
      hasTopLevelAwait: converted.hasToplevelAwait === true,
      lastExpression: converted.lastExpressionVar,
      declares: declaredNames(this.#tslab.ts, code),
      files: this.#filesOf(converted),
    };
  }

  #filesOf({ sideOutputs = [] }: Converted): TslabProgram["files"] {
    const files = sideOutputs.map(({ path, data }) => ({ path, code: data, maps: this.#takeMaps(data) }));
    for (const file of files) this.#files.set(file.path, file);
    if (!this.#sendAll) return files;
    this.#sendAll = false;
    return [...this.#files.values()];
  }

  #takeMaps(code: string): [string, string] | undefined {
    const maps = this.#tslab.sourceMaps.get(code);
    this.#tslab.sourceMaps.delete(code);
    return maps;
  }

  complete(code: string, cursor: number): Completion {
    const info = this.#tslab.converter.complete(this.#declarations, code, cursor);
    const kinds = new Map((info.original?.entries ?? []).map((entry) => [entry.name, entry.kind]));
    return {
      start: info.start,
      end: Math.max(info.end, info.start),
      matches: info.candidates.map((text) => ({ text, kind: kinds.get(text) ?? "" })),
    };
  }

  inspect(code: string, cursor: number): string | undefined {
    // With the cursor right behind a name, the name is meant.
    for (const at of cursor > 0 ? [cursor, cursor - 1] : [cursor]) {
      const info = this.#tslab.converter.inspect(this.#declarations, code, at);
      if (info !== undefined) return hoverText(info);
    }
    return undefined;
  }

  isComplete(code: string): Completeness {
    const { ts } = this.#tslab;
    return completeness(
      code,
      (text) =>
        ts.createSourceFile("cell.ts", text, ts.ScriptTarget.Latest, false, ts.ScriptKind.TS)
          .parseDiagnostics[0],
    );
  }
}

/** tslab lists a chained message as entries at one place; here they become one message with indented causes. */
function mergeChains(list: TslabDiagnostic[], code: string): Diagnostic[] {
  const lines = code.split("\n");
  const merged: Diagnostic[] = [];
  let previous: TslabDiagnostic | undefined;
  for (const entry of list) {
    const last = merged.at(-1);
    const samePlace =
      previous !== undefined &&
      previous.start.line === entry.start.line &&
      previous.start.character === entry.start.character &&
      previous.end.character === entry.end.character;
    if (last !== undefined && samePlace && entry.fileName === undefined) {
      if (!last.message.includes(entry.messageText)) last.message += `\n  ${entry.messageText}`;
    } else {
      // tslab appends an export list to the cell: what is wrong there is wrong at the end of the cell.
      const inside = entry.fileName !== undefined || entry.start.line < lines.length;
      merged.push({
        file: entry.fileName,
        line: inside ? entry.start.line + 1 : lines.length,
        column: inside ? entry.start.character + 1 : lines.at(-1)!.length + 1,
        message: entry.messageText,
        code: entry.code,
      });
    }
    previous = entry;
  }
  return merged;
}

function hoverText(info: QuickInfo): string {
  const join = (parts: { text: string }[] | undefined) => (parts ?? []).map((part) => part.text).join("");
  const blocks = [join(info.displayParts), join(info.documentation)];
  blocks.push((info.tags ?? []).map((tag) => `@${tag.name} ${join(tag.text)}`.trimEnd()).join("\n"));
  return blocks.filter((block) => block !== "").join("\n\n");
}
