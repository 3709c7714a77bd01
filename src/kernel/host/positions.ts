import { SourceMap, type SourceMapPayload } from "node:module";
import path from "node:path";
import { packageRoot } from "../../paths.js";

/** A place in compiled code as V8 prints it in a stack: `FILE:LINE:COLUMN`. */
interface Place {
  line: number;
  column: number;
}

export interface CompiledFile {
  /** What the user calls it. */
  label: string;
  /** Source maps (JSON) from the compiled code to the source, one after the other; none: it is the source. */
  maps: readonly string[];
  /** Lines before the user's first line in the source that was compiled. */
  shift: number;
  /** Lines of the compiled code; what comes after them is the wrapper's. */
  lines?: number;
  /** The cell's run; undefined for other files. */
  run?: number;
}

interface KnownFile extends CompiledFile {
  parsed?: SourceMap[];
}

/**
 * Rewrites stack traces while they are made: places in compiled cells and local modules become places in the
 * TypeScript that the user wrote, and frames of the kernel itself disappear. Works through
 * `Error.prepareStackTrace`, so that a stack that user code prints by itself (`console.error(e)`) is right too.
 */
export class StackPositions {
  readonly #files = new Map<string, KnownFile>();
  readonly #hidden: string[];

  /** @param hidden path prefixes of further frames that mean nothing to the user */
  constructor(hidden: string[] = []) {
    const kernel = path.join(packageRoot, "dist", "kernel") + path.sep;
    this.#hidden = [kernel, `file://${kernel}`, "node:vm", "node:async_hooks", "node:internal/", ...hidden];
  }

  /** @param file the name that V8 knows the compiled code by */
  add(file: string, compiled: CompiledFile): void {
    this.#files.set(file, compiled);
  }

  install(): void {
    Error.stackTraceLimit = 50;
    Error.prepareStackTrace = (error, frames) => {
      const lines: string[] = [];
      for (const frame of frames) {
        const file = frame.getFileName() ?? "";
        if (this.#hidden.some((prefix) => file.startsWith(prefix))) continue;
        const compiled = this.#files.get(file);
        if (compiled?.lines !== undefined && (frame.getLineNumber() ?? 0) > compiled.lines) continue;
        const text = frame.toString();
        lines.push(`\n    at ${compiled === undefined ? text : this.#rewrite(text, file, frame)}`);
      }
      return `${headOf(error)}${lines.join("")}`;
    };
  }

  /** The run of the cell that is named last in a stack, which is the one that started it all. */
  cellIn(stack: string): number | undefined {
    const runs = new Map<string, number>();
    for (const { label, run } of this.#files.values()) if (run !== undefined) runs.set(label, run);
    let last: number | undefined;
    for (const line of stack.split("\n")) {
      const label = /^ +at (?:.*\()?(?:async )?(.*?)(?::\d+:\d+)?\)?$/.exec(line)?.[1];
      if (label !== undefined) last = runs.get(label) ?? last;
    }
    return last;
  }

  /** Line and column (from 1) in the source for a place (from 1) in compiled code. */
  original(file: string, place: Place): Place | undefined {
    const known = this.#files.get(file);
    if (known === undefined) return undefined;
    known.parsed ??= known.maps.map((map) => new SourceMap(JSON.parse(map) as SourceMapPayload));
    let { line, column } = { line: place.line - 1, column: place.column - 1 };
    for (const map of known.parsed) {
      const entry = map.findEntry(line, column) as { originalLine?: number; originalColumn?: number };
      if (entry.originalLine === undefined || entry.originalColumn === undefined) return undefined;
      line = entry.originalLine;
      column = entry.originalColumn;
    }
    return line < known.shift ? undefined : { line: line - known.shift + 1, column: column + 1 };
  }

  #rewrite(text: string, file: string, frame: NodeJS.CallSite): string {
    const known = this.#files.get(file)!;
    const place = { line: frame.getLineNumber() ?? 1, column: frame.getColumnNumber() ?? 1 };
    const raw = `${file}:${place.line}:${place.column}`;
    const found = this.original(file, place);
    const shown = found === undefined ? known.label : `${known.label}:${found.line}:${found.column}`;
    // A frame of the cell's own top level is named after the wrapper or not at all: show the place alone.
    const name = frame.getFunctionName();
    if (name === null || name === "" || name === wrapperName) return shown;
    // Functions of cells are called as properties of the scope object, which is nobody's business.
    return text.replace(raw, () => shown).replace(/^(async |new )?(?:Proxy|__cells__)\./, "$1");
  }
}

/** Name of the function that a compiled cell is wrapped in. */
export const wrapperName = "__cell__";

function headOf(error: Error): string {
  try {
    return Error.prototype.toString.call(error);
  } catch {
    return "Error";
  }
}
