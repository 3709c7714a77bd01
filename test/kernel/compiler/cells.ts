import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import vm from "node:vm";
import type { CellProgram, Diagnostic, ScopeProgram } from "../../../src/kernel/compiler/cell-compiler.js";
import { TypeScriptCompiler } from "../../../src/kernel/compiler/typescript/compiler.js";
import { interruptible } from "../../../src/kernel/host/cell-helper.js";
import { CellScope } from "../../../src/kernel/host/scope.js";
import { packageRoot } from "../../../src/paths.js";

export interface Outcome {
  value: unknown;
  hasValue: boolean;
  error: unknown;
  assigned: string[];
  program: ScopeProgram;
}

/** A project in a new folder, its compiler, and something that runs what it makes in this process. */
export class Cells {
  readonly project: string;
  readonly folder: string;
  compiler: TypeScriptCompiler;
  readonly scope = new CellScope();
  #runs = 0;

  /** @param files by path below the project; without a package.json of their own they get one */
  constructor(files: Record<string, string> = {}, notebooks = "notebooks") {
    this.project = mkdtempSync(path.join(realpathSync(os.tmpdir()), "claimbook-compiler-"));
    this.folder = path.join(this.project, notebooks);
    mkdirSync(this.folder, { recursive: true });
    for (const [name, text] of Object.entries({ "package.json": '{"type":"module"}', ...files }))
      this.write(name, text);
    this.compiler = this.start();
  }

  start(): TypeScriptCompiler {
    return new TypeScriptCompiler({ project: this.project, folder: this.folder, claimbook: packageRoot });
  }

  write(name: string, text: string): void {
    const file = path.join(this.project, name);
    mkdirSync(path.dirname(file), { recursive: true });
    writeFileSync(file, text);
  }

  /** Makes claimbook's own packages those of the project. */
  linkPackages(...names: string[]): void {
    for (const name of names) {
      const link = path.join(this.project, "node_modules", name);
      mkdirSync(path.dirname(link), { recursive: true });
      symlinkSync(path.join(packageRoot, "node_modules", name), link);
    }
  }

  remove(): void {
    rmSync(this.project, { recursive: true, force: true });
  }

  /** @throws with the diagnostics when there are any */
  compile(code: string): ScopeProgram {
    const run = ++this.#runs;
    const result = this.compiler.compile({ run, label: `cell ${run}`, code });
    if (result.status === "diagnostics") throw new Error(describe(result.diagnostics));
    return scopeProgram(result.program);
  }

  /** What is wrong with a cell; it does not run. */
  diagnose(code: string): Diagnostic[] {
    const run = ++this.#runs;
    const result = this.compiler.compile({ run, label: `cell ${run}`, code });
    return result.status === "diagnostics" ? result.diagnostics : [];
  }

  /** Compiles a cell, runs it, and tells the compiler of it. */
  async run(code: string): Promise<Outcome> {
    const program = this.compile(code);
    const outcome = await this.#execute(program);
    this.compiler.ran(this.#runs, outcome.assigned);
    return outcome;
  }

  /** @throws what the cell throws @returns its last expression */
  async value(code: string): Promise<unknown> {
    const { value, error } = await this.run(code);
    if (error !== undefined) throw error;
    return value;
  }

  async evaluate(expression: string): Promise<unknown> {
    const result = this.compiler.compileExpression(expression);
    if (result.status === "diagnostics") throw new Error(describe(result.diagnostics));
    const { value, error } = await this.#execute(scopeProgram(result.program));
    if (error !== undefined) throw error;
    return value;
  }

  async #execute(program: ScopeProgram): Promise<Outcome> {
    const namespaces = await Promise.all(
      program.imports.map(async ({ specifier, target, attributes }) => {
        if (target.kind === "local") throw new Error(`${specifier} is local: the host's tests run those`);
        const url = import.meta.resolve(specifier);
        return (await import(url, { with: attributes })) as Record<string, unknown>;
      }),
    );
    program.imports.forEach(({ names, specifier }, index) => {
      for (const { local, imported } of names) {
        const namespace = namespaces[index]!;
        this.scope.bind(local, {
          read: () => (imported === "*" ? namespace : namespace[imported]),
          specifier,
          file: undefined,
          imported,
        });
      }
    });
    const settle = this.scope.declare(program.declares);
    const wait = (value: unknown) => value;
    const helper = {
      wait,
      iterate: (values: unknown) => interruptible(values, wait),
      import: (specifier: string) => import(specifier),
      meta: { dirname: this.folder },
    };
    const globals = globalThis as Record<string, unknown>;
    globals.require ??= (await import("node:module")).createRequire(import.meta.url);
    try {
      const start = new vm.Script(program.code, { filename: program.file }).runInThisContext() as (
        helper: unknown,
        scope: unknown,
      ) => Promise<{ value: unknown } | undefined>;
      const result = await start(helper, this.scope.values);
      return {
        value: result?.value,
        hasValue: result !== undefined,
        error: undefined,
        assigned: settle(),
        program,
      };
    } catch (error) {
      return { value: undefined, hasValue: false, error, assigned: settle(), program };
    }
  }
}

export function describe(diagnostics: readonly Diagnostic[]): string {
  return diagnostics
    .map(
      ({ file, line, column, message, code }) =>
        `${file === undefined ? "" : `${file}:`}${line}:${column} TS${code} ${message}`,
    )
    .join("\n");
}

function scopeProgram(program: CellProgram): ScopeProgram {
  if (program.format !== "scope") throw new Error(`the program's format is ${program.format}`);
  return program;
}
