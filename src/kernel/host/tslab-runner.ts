import vm from "node:vm";
import type { TslabProgram } from "../compiler/cell-compiler.js";
import type { CellName } from "../host-api.js";
import { type StackPositions, wrapperName } from "./positions.js";
import type { PreparedProgram, ProgramRunner } from "./program-runner.js";
import { type TslabDisplay, TslabModules } from "./tslab-modules.js";

type Start = (exports: unknown, require: unknown) => unknown;

/**
 * Runs what tslab's converter makes of a cell. tslab's own executor gives its code no file name, prints what it
 * should return, and leaves no way to tell an interrupt from an error.
 */
export class TslabRunner implements ProgramRunner<TslabProgram> {
  readonly #modules: TslabModules;
  readonly #positions: StackPositions;

  /** @param root folder that cells import from */
  constructor(root: string, positions: StackPositions, display: TslabDisplay) {
    this.#modules = new TslabModules(root, display);
    this.#positions = positions;
  }

  async prepare(program: TslabProgram, run: number): Promise<PreparedProgram> {
    const { code, declares, lastExpression } = program;
    this.#positions.add(program.file, {
      label: program.label,
      maps: program.maps ?? [],
      shift: program.shift,
      lines: code.split("\n").length,
      run,
    });
    for (const file of program.files)
      this.#positions.add(file.path, { label: file.path, maps: file.maps ?? [], shift: 0 });
    this.#modules.update(program.files);
    const script = compile(program);
    await this.#modules.preload(code);
    const { values } = this.#modules;
    const before = new Map(
      declares.map((name) => [name, Object.hasOwn(values, name) ? { value: values[name] } : undefined]),
    );
    return {
      start: async () => {
        const start = script.runInThisContext({ displayErrors: false }) as Start;
        await start(this.#modules.exports, this.#modules.require);
        if (lastExpression === undefined) return undefined;
        const value = values[lastExpression];
        delete values[lastExpression];
        return { value };
      },
      settle: (ok) => {
        if (ok) return declares;
        // Compiled code sets all its exports to undefined before it begins.
        const assigned = declares.filter(
          (name) => values[name] !== undefined && values[name] !== before.get(name)?.value,
        );
        for (const [name, old] of before) {
          if (assigned.includes(name)) continue;
          if (old === undefined) delete values[name];
          else values[name] = old.value;
        }
        return assigned;
      },
    };
  }

  abandon(): void {}

  lookup(name: string): CellName | undefined {
    const { values } = this.#modules;
    return Object.hasOwn(values, name) ? { kind: "value", value: values[name] } : undefined;
  }
}

/** A function, so that let and const can be declared again by a later cell. The wrapper's line is line 0. */
function compile(program: TslabProgram): vm.Script {
  const wrapped = (kind: string) =>
    new vm.Script(`(${kind} ${wrapperName}(exports, require) {\n${program.code}\n})`, {
      filename: program.file,
      lineOffset: -1,
    });
  if (program.hasTopLevelAwait) return wrapped("async function");
  try {
    return wrapped("function");
  } catch (error) {
    // tslab reports `await` at the top of a cell, but not `for await`: only the engine notices.
    try {
      return wrapped("async function");
    } catch {
      throw error;
    }
  }
}
