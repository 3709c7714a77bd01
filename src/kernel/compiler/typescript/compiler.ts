import path from "node:path";
import ts from "../../../typescript.cjs";
import type {
  CellCompiler,
  CellProgram,
  CellSource,
  CompileResult,
  Completeness,
  Completion,
  Diagnostic,
  LocalModule,
} from "../cell-compiler.js";
import { completeness } from "../completeness.js";
import { CellService } from "./cell-service.js";
import { completionsAt } from "./completion.js";
import { declarationsIn } from "./declarations.js";
import { cellDiagnostic, fileDiagnostic, inOrder } from "./diagnostics.js";
import { emitCell } from "./emission.js";
import { globals } from "./globals.js";
import { History, type HistoryName } from "./history.js";
import { aboutHistory } from "./history-diagnostics.js";
import { inspectionAt } from "./inspection.js";
import { jsxNames } from "./jsx.js";
import { LocalModules } from "./local-modules.js";
import { MissedNames } from "./missed-names.js";
import { isOutdated, readSettings, type Settings } from "./options.js";
import { outdatedNames } from "./outdated-names.js";
import { firstParseError } from "./parse-error.js";
import { Programs } from "./program.js";
import {
  parseAlone,
  type RollingCell,
  rollingCell,
  rollingExpression,
  unfinishedCell,
} from "./rolling-cell.js";
import { SourceFiles } from "./source-files.js";
import { shiftMap } from "./source-map.js";

export interface TypeScriptCompilerPlaces {
  /** The project's root, absolute. */
  project: string;
  /** The notebook's folder, absolute. */
  folder: string;
  /** Root of claimbook's own package: what `claimbook` and Node's types are when the project has none. */
  claimbook: string;
}

/** A cell that was compiled and has not ended yet. */
interface Pending {
  run: number;
  label: string;
  names: HistoryName[];
  text: string;
  lasting: boolean;
  namespaces: ReadonlyMap<string, string>;
  uses: ReadonlySet<string>;
  modules: LocalModule[];
}

/**
 * Compiles cells with TypeScript's own checker. All cells take turns as one file; what they have declared is in
 * further files that this one imports (see `History`). So every cell is a small change to a program that is known.
 */
export class TypeScriptCompiler implements CellCompiler {
  readonly name = "claimbook";
  readonly languageVersion = ts.version;
  readonly #places: TypeScriptCompilerPlaces;
  #files = new SourceFiles();
  #settings: Settings;
  #programs: Programs;
  #history: History;
  readonly #modules = new LocalModules();
  /** Made when it is first asked. */
  #service: CellService | undefined;
  #pending: Pending | undefined;
  readonly #missed = new MissedNames();
  #expressions = 0;

  constructor(places: TypeScriptCompilerPlaces) {
    this.#places = places;
    this.#settings = readSettings(places.project, places.folder);
    this.#history = new History(this.#files, places.folder);
    this.#programs = this.#newPrograms();
    this.#warm();
  }

  get #cellFile(): string {
    return path.join(this.#places.folder, `__claimbook_cell__.${this.#settings.jsx ? "tsx" : "ts"}`);
  }

  readonly #isCell = (file: string): boolean => file === this.#cellFile || this.#history.owns(file);

  #newPrograms(): Programs {
    const globalsFile = path.join(this.#places.folder, "__claimbook_globals__.d.ts");
    this.#files.set(globalsFile, globals);
    this.#files.set(this.#cellFile, rollingCell(this.#history, "", parseAlone(this.#cellFile, "")).text);
    return new Programs(this.#settings, { ...this.#places, isCell: this.#isCell }, this.#files, [
      this.#cellFile,
      globalsFile,
    ]);
  }

  /** Checks an empty cell: after that, the first real one is as fast as any. */
  #warm(): void {
    const program = this.#programs.next();
    program.getSemanticDiagnostics(program.getSourceFile(this.#cellFile));
  }

  #startRound(): void {
    this.#files.startRound();
    if (!isOutdated(this.#settings)) return;
    this.#settings = readSettings(this.#places.project, this.#places.folder);
    this.#startAnew();
  }

  #startAnew(): void {
    this.#files.forgetParsed();
    this.#programs.end();
    this.#programs = this.#newPrograms();
    this.#service = undefined;
  }

  compile(cell: CellSource): CompileResult {
    return this.#guarded(() => {
      this.#pending = undefined;
      this.#startRound();
      const parsed = parseAlone(this.#cellFile, cell.code);
      const rolling = rollingCell(this.#history, cell.code, parsed, jsxNames(this.#settings.options));
      const file = `claimbook-cell-${cell.run}`;
      const result = this.#compile(parsed, rolling, { file, label: cell.label }, cell.run);
      if (result.status === "diagnostics")
        this.#missed.add(declarationsIn(parsed.statements).keys(), cell.label, "was not run");
      return result;
    });
  }

  compileExpression(expression: string): CompileResult {
    return this.#guarded(() => {
      this.#startRound();
      const parsed = parseAlone(this.#cellFile, `(${expression}\n)`);
      const rolling = rollingExpression(this.#history, expression, jsxNames(this.#settings.options));
      const file = `claimbook-expression-${++this.#expressions}`;
      return this.#compile(parsed, rolling, { file, label: "expression" }, undefined);
    });
  }

  #guarded(work: () => CompileResult): CompileResult {
    try {
      return work();
    } catch (error) {
      // What TypeScript knows may be half made now.
      this.#startAnew();
      const message = `the compiler failed: ${error instanceof Error ? error.message : String(error)}`;
      const diagnostic = { file: undefined, line: 1, column: 1, message, code: 0 };
      return { status: "diagnostics", diagnostics: [diagnostic] };
    }
  }

  #compile(
    parsed: ts.SourceFile,
    rolling: RollingCell,
    named: { file: string; label: string },
    run: number | undefined,
  ): CompileResult {
    const problems = this.#settings.problems.map((each) => fileDiagnostic(each, this.#places.project));
    if (problems.length > 0) return failed(problems);
    const { parseDiagnostics } = parsed as ts.SourceFile & { parseDiagnostics: readonly ts.Diagnostic[] };
    if (parseDiagnostics.length > 0) {
      const shift = run === undefined ? 1 : 0;
      const region = { start: shift, end: parsed.text.length - 2 * shift };
      return failed(parseDiagnostics.map((each) => cellDiagnostic(each, parsed.text, region)));
    }
    this.#files.set(this.#cellFile, rolling.text);
    const program = this.#programs.next();
    const source = program.getSourceFile(this.#cellFile)!;
    this.#modules.use({
      program,
      resolution: this.#programs.resolution,
      project: this.#places.project,
      isCell: this.#isCell,
    });

    const uses = new Set(rolling.mentioned.flatMap((each) => [...each.uses]));
    for (const file of this.#modules.importsOf(source)) uses.add(file);
    const needed = this.#modules.reachableFrom(uses);
    const own = [...program.getSyntacticDiagnostics(source), ...program.getSemanticDiagnostics(source)]
      .filter((each) => each.category === ts.DiagnosticCategory.Error && !isExcused(each, rolling.start))
      .map((each) => aboutHistory(cellDiagnostic(each, rolling.text, rolling), each, rolling, this.#history));
    const outdated = outdatedNames(program, rolling, this.#history);
    const diagnostics = [...inOrder([...own, ...outdated]), ...this.#modules.check(needed)];
    if (diagnostics.length > 0) return failed(diagnostics.map((each) => this.#missed.explain(each)));

    const emitted = emitCell({
      program,
      source,
      rolling,
      isExpression: run === undefined,
      history: this.#history,
      modules: this.#modules,
      options: this.#settings.options,
    });
    const modules = this.#modulesToSend(needed);
    const scope: CellProgram = {
      format: "scope",
      ...named,
      code: emitted.code,
      map: shiftMap(emitted.map, named.label, 1, {
        first: 1,
        count: rolling.text.slice(rolling.start, rolling.end).split("\n").length,
      }),
      declares: emitted.names
        .filter(({ hasValue, kind }) => hasValue && kind !== "import")
        .map(({ name }) => name),
      imports: emitted.imports,
      modules,
    };
    if (run !== undefined)
      this.#pending = {
        run,
        label: named.label,
        names: emitted.names,
        text: emitted.declarations,
        lasting: emitted.lasting,
        namespaces: emitted.namespaces,
        uses,
        modules,
      };
    return { status: "ok", program: scope };
  }

  /** What the cell needs, and what is loaded and was edited well. */
  #modulesToSend(needed: ReadonlySet<string>): LocalModule[] {
    const others = this.#modules.edited().filter((file) => !needed.has(file));
    const good = others.filter(
      (file) => this.#modules.check(this.#modules.reachableFrom([file])).length === 0,
    );
    return this.#modules.unsent(new Set([...needed, ...good]));
  }

  ran(run: number, assigned: string[]): void {
    const pending = this.#pending;
    if (pending?.run !== run) return;
    this.#pending = undefined;
    this.#modules.confirm(pending.modules);
    const known = new Set(assigned);
    const names = pending.names.filter(
      ({ name, hasValue, kind, ambient }) => !hasValue || kind === "import" || ambient || known.has(name),
    );
    const { text, uses, lasting, namespaces } = pending;
    const others = names.filter(({ name }) => !namespaces.has(name));
    this.#history.add(text, others, uses, lasting);
    for (const each of names) {
      const specifier = namespaces.get(each.name);
      if (specifier !== undefined)
        this.#history.add(`export * as ${each.name} from ${specifier};`, [each], uses);
    }
    const missed = pending.names.filter((each) => !names.includes(each));
    this.#missed.add(
      missed.map(({ name }) => name),
      pending.label,
      "failed before it had a value",
    );
  }

  reset(): void {
    this.#pending = undefined;
    this.#history.clear();
    this.#missed.clear();
    this.#modules.forget();
  }

  complete(code: string, cursor: number): Completion {
    const nothing = { start: cursor, end: cursor, matches: [] };
    return this.#ask(code, nothing, (service, shift) =>
      completionsAt(service, this.#cellFile, code, cursor, shift),
    );
  }

  inspect(code: string, cursor: number): string | undefined {
    if (this.#files.readDocumentation()) this.#service = undefined;
    return this.#ask(code, undefined, (service, shift) =>
      inspectionAt(service, this.#cellFile, code, cursor, shift),
    );
  }

  /** @param otherwise when TypeScript fails at code that is half written */
  #ask<T>(code: string, otherwise: T, question: (service: ts.LanguageService, shift: number) => T): T {
    try {
      this.#startRound();
      this.#service ??= new CellService(this.#programs, this.#files, this.#cellFile);
      const { text, start } = unfinishedCell(this.#history, code, parseAlone(this.#cellFile, code));
      this.#service.write(text);
      return question(this.#service.service, start);
    } catch {
      return otherwise;
    }
  }

  isComplete(code: string): Completeness {
    return completeness(code, (text) => firstParseError(this.#cellFile, text));
  }
}

/**
 * A package without types (7016) is as good as `any`: nobody who writes a cell can do anything about it. And above the
 * cell, the names of types may stand for types that an earlier cell imported as such (1380).
 */
function isExcused({ code, start = 0 }: ts.Diagnostic, cell: number): boolean {
  return code === 7016 || (code === 1380 && start < cell);
}

function failed(diagnostics: Diagnostic[]): CompileResult {
  return { status: "diagnostics", diagnostics };
}
