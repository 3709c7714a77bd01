import vm from "node:vm";
import type {
  CellCompiler,
  CellOutcome,
  CellSource,
  Completeness,
  Completion,
  Diagnostic,
} from "../cell-compiler.js";
import { type StackPositions, wrapperName } from "../positions.js";
import { completeness } from "./completeness.js";
import { ModuleScope } from "./modules.js";
import { type Converted, loadTslab, type QuickInfo, type Tslab, type TslabDiagnostic } from "./typescript.js";

/** tslab puts `export {};` and a line break before every source. */
const PREFIX_LINES = 1;

interface Running {
  interrupted: boolean;
  /** Ends the wait for the cell's promise. */
  settle(outcome: CellOutcome): void;
}

/**
 * Cells through tslab's converter: it checks them, makes CommonJS of them and remembers the declarations of the
 * cells before as a `.d.ts` text. Running the result is done here rather than by tslab's executor, which gives
 * its code no file name, prints what it should return, and leaves no way to tell an interrupt from an error.
 */
export class TslabCompiler implements CellCompiler {
  readonly name: string;
  readonly languageVersion: string;
  readonly #tslab: Tslab;
  readonly #positions: StackPositions;
  readonly #scope: ModuleScope;
  #declarations = "";
  #running: Running | undefined;
  #compiled = 0;
  /** Whether there was a SIGINT since the last cell began. */
  #signalled = false;

  /** @param root folder that cells import from; must be the working directory, which tslab reads itself */
  constructor(root: string, positions: StackPositions) {
    this.#tslab = loadTslab(root);
    this.#positions = positions;
    this.name = `tslab ${this.#tslab.version}`;
    this.languageVersion = this.#tslab.ts.version;
    this.#scope = new ModuleScope(root, this.#tslab.require, (file, code) =>
      positions.add(file, { label: file, maps: this.#tslab.sourceMaps.get(code), shift: 0 }),
    );
    // The first check reads the libraries: better now than in the first cell.
    this.#tslab.converter.convert("", "process.version;");
  }

  onDisplay(send: (content: Record<string, unknown>, update: boolean) => void): void {
    this.#tslab.onDisplay(send);
  }

  async run(cell: CellSource): Promise<CellOutcome> {
    const { outcome, converted } = await this.#execute(cell);
    if (outcome.status === "ok") this.#declarations = converted.declOutput ?? "";
    return outcome;
  }

  async evaluate(expression: string): Promise<CellOutcome> {
    const { outcome } = await this.#execute({ label: "expression", code: expression });
    return outcome;
  }

  async #execute(cell: CellSource): Promise<{ outcome: CellOutcome; converted: Converted }> {
    const converted = this.#tslab.converter.convert(this.#declarations, cell.code);
    if (converted.diagnostics.length > 0) {
      const diagnostics = mergeChains(converted.diagnostics, cell.code);
      return { outcome: { status: "diagnostics", diagnostics }, converted };
    }
    this.#scope.update(converted.sideOutputs ?? []);
    if (converted.output === undefined) return { outcome: { status: "ok", value: undefined }, converted };

    const running: Running = { interrupted: false, settle: () => {} };
    const stopped = new Promise<CellOutcome>((resolve) => {
      running.settle = resolve;
    });
    this.#running = running;
    try {
      // A signal that arrived during the check is handled now, before code that may never give way again. Two
      // turns, since only between them does the event loop certainly look for signals.
      for (let turn = 0; turn < 2; turn++) await new Promise((resolve) => setImmediate(resolve));
      await this.#scope.preload(converted.output);
      if (this.#signalled && !running.interrupted) this.#absorbSignal();
      if (running.interrupted) return { outcome: { status: "interrupted" }, converted };
      const promise = this.#start(cell, converted);
      const ended = promise.then(
        (): CellOutcome => ({ status: "ok", value: this.#takeValue(converted.lastExpressionVar) }),
        (error: unknown): CellOutcome => ({ status: "threw", error }),
      );
      // One more turn of the event loop after the end: promises that the cell left rejected are known by then.
      const settled = ended.then((outcome) => new Promise<CellOutcome>((r) => setImmediate(r, outcome)));
      return { outcome: await Promise.race([stopped, settled]), converted };
    } catch (error) {
      const interrupted = (error as { code?: unknown } | null)?.code === "ERR_SCRIPT_EXECUTION_INTERRUPTED";
      if (interrupted) this.#signalled = true;
      return { outcome: interrupted ? { status: "interrupted" } : { status: "threw", error }, converted };
    } finally {
      if (this.#running === running) this.#running = undefined;
    }
  }

  /**
   * Node keeps one semaphore for `breakOnSigint`. A signal that arrives just when a script ends may leave it raised,
   * and the next script would be interrupted for no reason: this one is, instead.
   */
  #absorbSignal(): void {
    this.#signalled = false;
    try {
      vm.runInThisContext("for (const end = performance.now() + 50; performance.now() < end; );", {
        breakOnSigint: true,
        displayErrors: false,
      });
    } catch {
      // Absorbed.
    }
  }

  /** Runs the synchronous part of a cell. @returns a promise of its end, @throws what the synchronous part throws */
  #start(cell: CellSource, converted: Converted): Promise<unknown> {
    const output = converted.output!;
    const file = `claimbook-cell-${++this.#compiled}`;
    this.#positions.add(file, {
      label: cell.label,
      maps: this.#tslab.sourceMaps.get(output),
      shift: PREFIX_LINES,
      lines: output.split("\n").length,
    });
    this.#tslab.sourceMaps.delete(output);
    // A function, so that let and const can be declared again by a later cell; called inside the script, so
    // that breakOnSigint covers it. The wrapper's line is line 0: positions stay those of the compiled code.
    const compile = (kind: string) =>
      new vm.Script(
        `(${kind} ${wrapperName}(exports, require) {\n${output}\n})(${ModuleScope.global}.exports, ${ModuleScope.global}.require)`,
        { filename: file, lineOffset: -1 },
      );
    const run = converted.hasToplevelAwait ? compile("async function") : compileOrAwait(compile);
    return Promise.resolve(run.runInThisContext({ breakOnSigint: true, displayErrors: false }));
  }

  #takeValue(name: string | undefined): unknown {
    return name === undefined ? undefined : this.#scope.take(name);
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
    return completeness(this.#tslab.ts, code);
  }

  interrupt(): void {
    this.#signalled = true;
    if (this.#running === undefined) return;
    this.#running.interrupted = true;
    this.#running.settle({ status: "interrupted" });
  }

  fail(error: unknown): void {
    this.#running?.settle({ status: "threw", error });
  }
}

/** tslab reports `await` at the top of a cell, but not `for await`: only the engine notices. */
function compileOrAwait(compile: (kind: string) => vm.Script): vm.Script {
  try {
    return compile("function");
  } catch (error) {
    try {
      return compile("async function");
    } catch {
      throw error;
    }
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
