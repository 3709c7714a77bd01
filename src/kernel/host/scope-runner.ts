import path from "node:path";
import vm from "node:vm";
import type { CellImport, ScopeProgram } from "../compiler/cell-compiler.js";
import type { CellName } from "../host-api.js";
import { type CellHelper, interruptible } from "./cell-helper.js";
import type { LocalModules } from "./local-modules.js";
import { hasMember, member, type Namespace, type Packages } from "./packages.js";
import type { StackPositions } from "./positions.js";
import type { PreparedProgram, ProgramRunner } from "./program-runner.js";
import { CellScope } from "./scope.js";

type Start = (helper: CellHelper, scope: object) => Promise<{ value: unknown } | undefined>;

export interface ScopeRunnerSettings {
  packages: Packages;
  modules: LocalModules;
  positions: StackPositions;
  /** Absolute paths. */
  notebookFolder: string;
  projectRoot: string;
  /** Waits as the cell does whose code calls it. */
  wait(value: unknown): unknown;
  /** Tells of an edited file that cannot be loaded, while the cell that runs does not import it. */
  warn(text: string, error: unknown): void;
}

/** Runs what claimbook's own compiler makes of a cell. */
export class ScopeRunner implements ProgramRunner<ScopeProgram> {
  readonly #settings: ScopeRunnerSettings;
  readonly #scope = new CellScope();
  readonly #helper: CellHelper;
  /** By file: what the cells that import it see, the last version that could be loaded. */
  readonly #current = new Map<string, Namespace>();
  /** Edited files that cells may still see an earlier version of. */
  readonly #stale = new Set<string>();

  constructor(settings: ScopeRunnerSettings) {
    this.#settings = settings;
    const { modules, notebookFolder, projectRoot, wait } = settings;
    const home = path.join(notebookFolder, "notebook.ts");
    this.#helper = {
      wait,
      iterate: (values) => interruptible(values, wait),
      import: (specifier, options) => modules.import(specifier, home, options, [notebookFolder, projectRoot]),
      meta: Object.freeze({ ...modules.meta(home), url: modules.meta(home).url }),
    };
  }

  async prepare(program: ScopeProgram, run: number): Promise<PreparedProgram> {
    const { positions, modules } = this.#settings;
    positions.add(program.file, { label: program.label, maps: [program.map], shift: 0, run });
    const script = new vm.Script(program.code, {
      filename: program.file,
      importModuleDynamically: ((specifier: string) => this.#helper.import(specifier)) as never,
    });
    for (const file of modules.update(program.modules)) this.#stale.add(file);
    const bind: (() => void)[] = [];
    for (const each of program.imports) bind.push(await this.#import(each));
    await this.#refresh();
    let settle: () => string[] = () => [];
    return {
      start: () => {
        // What is imported and what is declared by one cell never has the same name.
        for (const each of bind) each();
        settle = this.#scope.declare(program.declares);
        const start = script.runInThisContext({ displayErrors: false }) as Start;
        return start(this.#helper, this.#scope.values);
      },
      settle: () => settle(),
    };
  }

  abandon(): void {
    this.#settings.modules.abandon();
  }

  lookup(name: string): CellName | undefined {
    const binding = this.#scope.binding(name);
    if (binding !== undefined) {
      const { file, specifier, imported } = binding;
      return file === undefined
        ? { kind: "package", specifier, imported }
        : { kind: "module", file, imported };
    }
    return this.#scope.has(name) ? { kind: "value", value: this.#scope.values[name] } : undefined;
  }

  /** @returns defines the imported names */
  async #import({ specifier, target, names, attributes }: CellImport): Promise<() => void> {
    const { modules, packages } = this.#settings;
    let url = "";
    let read: () => Namespace;
    if (target.kind === "local") {
      this.#current.set(target.file, await modules.load(target.file));
      this.#stale.delete(target.file);
      read = () => this.#current.get(target.file)!;
    } else {
      url = packages.resolve(specifier, target.parent);
      const namespace = await packages.load(specifier, target.parent, attributes);
      read = () => namespace;
    }
    for (const { imported } of names) {
      if (imported === "*" || hasMember(read(), imported, url)) continue;
      throw new SyntaxError(
        `The requested module '${specifier}' does not provide an export named '${imported}'`,
      );
    }
    return () => {
      for (const { local, imported } of names)
        this.#scope.bind(local, {
          read: imported === "*" ? read : () => member(read(), imported, url),
          specifier,
          file: target.kind === "local" ? target.file : undefined,
          imported,
        });
    };
  }

  /** Names that earlier cells imported follow the edited files. */
  async #refresh(): Promise<void> {
    if (this.#stale.size === 0) return;
    const used = new Set(this.#scope.bindings.map(({ file }) => file));
    for (const file of [...this.#stale]) {
      try {
        if (used.has(file)) this.#current.set(file, await this.#settings.modules.load(file));
      } catch (error) {
        this.#settings.warn(
          `${file} was edited and cannot be loaded; cells go on with its earlier version`,
          error,
        );
      }
      this.#stale.delete(file);
    }
  }
}
