import { existsSync } from "node:fs";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { nearestManifest } from "../../../manifest.js";
import ts from "../../../typescript.cjs";
import type { Diagnostic, ImportTarget, LocalModule } from "../cell-compiler.js";
import { sameImports, sameModule } from "../same-module.js";
import { fileDiagnostic } from "./diagnostics.js";
import type { Resolution } from "./resolution.js";
import { isFixed } from "./source-files.js";
import { withoutMapComment } from "./source-map.js";

export interface LocalModulesParts {
  program: ts.Program;
  resolution: Resolution;
  /** Absolute path of the project's root. */
  project: string;
  /** Cells and what they declare are no modules. */
  isCell(file: string): boolean;
}

interface Known {
  module: LocalModule;
  source: ts.SourceFile;
}

/** The project's own files that cells import: checked, compiled and sent to the host when they are new or changed. */
export class LocalModules {
  /** What was compiled last, by file. */
  readonly #compiled = new Map<string, Known>();
  /** What the host has. */
  readonly #sent = new Map<string, LocalModule>();
  /** Files that were found right, with all that they reached then. */
  readonly #checked = new Map<string, readonly ts.SourceFile[]>();
  /** Files that were found right together. */
  readonly #right = new Map<string, ts.SourceFile>();
  /** Files by what they reach, while the program is the same. */
  #reach = new Map<string, readonly string[]>();
  #parts: LocalModulesParts | undefined;

  /** From now on this is the program. */
  use(parts: LocalModulesParts): void {
    if (this.#parts?.program !== parts.program) this.#reach = new Map();
    this.#parts = parts;
  }

  /** The host has none of them. */
  forget(): void {
    this.#sent.clear();
  }

  /** The host has these. */
  confirm(modules: readonly LocalModule[]): void {
    for (const module of modules) this.#sent.set(module.file, module);
  }

  /** What an import in `file` leads to. */
  target(literal: ts.StringLiteralLike, file: ts.SourceFile): { specifier: string; target: ImportTarget } {
    const { program, resolution } = this.#parts!;
    const specifier = literal.text;
    // Looked for only where it is needed.
    const parent = () => ({ kind: "node", parent: this.#parentOf(specifier, file.fileName) }) as const;
    const mode = ts.getModeForUsageLocation(file, literal, program.getCompilerOptions());
    const found = resolution.module(specifier, file.fileName, mode).resolvedModule;
    if (found === undefined || isPackage(found)) return { specifier, target: parent() };
    const name = found.resolvedFileName;
    const script = isDeclaration(name) ? scriptOf(name) : name;
    if (script === undefined) return { specifier, target: parent() };
    if (script === name && this.#isModule(name)) return { specifier, target: { kind: "local", file: name } };
    if (isOwnName(specifier, name)) return { specifier, target: parent() };
    // Node.js does not look for endings, and knows no tsconfig paths.
    return { specifier: pathToFileURL(script).href, target: parent() };
  }

  /** Cells go by the name of the notebook, which Node.js may show. */
  #parentOf(specifier: string, file: string): string {
    const { resolution, isCell } = this.#parts!;
    return isCell(file) ? path.join(resolution.homeOf(specifier, file), "notebook.ts") : file;
  }

  /** Whether the host is to run it as an ES module that the compiler sends. */
  #isModule(file: string): boolean {
    if (/\.(cjs|cts)$/.test(file)) return false;
    if (!/\.jsx?$/.test(file)) return true;
    const source = this.#parts!.program.getSourceFile(file);
    return source !== undefined && ts.isExternalModule(source) && !isCommonJs(source);
  }

  /** Local files that the import statements of a file lead to, dynamic imports included. */
  importsOf(source: ts.SourceFile): string[] {
    return literalsOf(source).flatMap((literal) => {
      const { target } = this.target(literal, source);
      return target.kind === "local" && !this.#parts!.isCell(target.file) ? [target.file] : [];
    });
  }

  /** The files and all that they import. */
  reachableFrom(files: Iterable<string>): Set<string> {
    const found = new Set(files);
    for (const file of found) for (const next of this.#importsOf(file)) found.add(next);
    return found;
  }

  #importsOf(file: string): readonly string[] {
    let imports = this.#reach.get(file);
    if (imports === undefined) {
      const source = this.#parts!.program.getSourceFile(file);
      imports = source === undefined || isJson(source.fileName) ? [] : this.importsOf(source);
      this.#reach.set(file, imports);
    }
    return imports;
  }

  /**
   * What is wrong with these files, as far as they or what they import are new or changed.
   *
   * @param files with all that they import
   */
  check(files: ReadonlySet<string>): Diagnostic[] {
    const { program } = this.#parts!;
    const now = new Map([...files].map((file) => [file, program.getSourceFile(file)]));
    if ([...now].every(([file, source]) => source !== undefined && this.#right.get(file) === source))
      return [];
    const diagnostics = [...files].flatMap((file) => this.#check(file));
    if (diagnostics.length > 0) return diagnostics;
    // Files outside may import one that has changed.
    if ([...now].some(([file, source]) => this.#right.has(file) && this.#right.get(file) !== source))
      this.#right.clear();
    for (const [file, source] of now) if (source !== undefined) this.#right.set(file, source);
    return [];
  }

  #check(file: string): Diagnostic[] {
    const { program, project } = this.#parts!;
    const source = program.getSourceFile(file);
    if (source === undefined || isPlain(file)) return source === undefined ? [] : this.#syntax(source);
    const state = [...this.reachableFrom([file])].flatMap((each) => program.getSourceFile(each) ?? []);
    const known = this.#checked.get(file);
    if (known !== undefined && sameFiles(known, state)) return [];
    const diagnostics = [
      ...program.getSyntacticDiagnostics(source),
      ...program.getSemanticDiagnostics(source),
    ]
      .filter(({ category }) => category === ts.DiagnosticCategory.Error)
      .map((each) => fileDiagnostic(each, project));
    // What is missing now may be there the next time, without a change to the file.
    if (diagnostics.length === 0) this.#checked.set(file, state);
    else this.#checked.delete(file);
    return diagnostics;
  }

  #syntax(source: ts.SourceFile): Diagnostic[] {
    const { program, project } = this.#parts!;
    return program.getSyntacticDiagnostics(source).map((each) => fileDiagnostic(each, project));
  }

  /** Those of the files that the host does not have as they are now. */
  unsent(files: Iterable<string>): LocalModule[] {
    return [...files].flatMap((file) => {
      const module = this.#module(file);
      if (module === undefined) return [];
      const sent = this.#sent.get(file);
      return sent !== undefined && sameModule(sent, module) ? [] : [module];
    });
  }

  /** Files that the host has and that were edited since, or import one that was. */
  edited(): string[] {
    const { program } = this.#parts!;
    const files = [...this.#sent.keys()];
    const same = files.every((file) => this.#compiled.get(file)?.source === program.getSourceFile(file));
    return same ? [] : files;
  }

  #module(file: string): LocalModule | undefined {
    const source = this.#parts!.program.getSourceFile(file);
    if (source === undefined) return undefined;
    const known = this.#compiled.get(file);
    const imports = this.#targets(source);
    if (known?.source === source && sameImports(known.module.imports, imports)) return known.module;
    const module = this.#compile(source, imports);
    this.#compiled.set(file, { module, source });
    return module;
  }

  #targets(source: ts.SourceFile): Record<string, ImportTarget> {
    if (isJson(source.fileName)) return {};
    const all = literalsOf(source).map((literal) => {
      const { specifier, target } = this.target(literal, source);
      // Plain JavaScript is sent as it is.
      return [isPlain(source.fileName) ? literal.text : specifier, target] as const;
    });
    return Object.fromEntries(all);
  }

  #compile(source: ts.SourceFile, imports: Record<string, ImportTarget>): LocalModule {
    const { fileName: file } = source;
    if (isJson(source.fileName)) return { file, code: source.text, json: true, map: undefined, imports };
    if (/\.m?js$/.test(file)) return { file, code: source.text, json: false, map: undefined, imports };
    let code = "";
    let map: string | undefined;
    this.#parts!.program.emit(
      source,
      (name, text) => {
        if (name.endsWith(".map")) map = text;
        else if (!isDeclaration(name)) code = withoutMapComment(text);
      },
      undefined,
      javascriptOnly,
      { before: [specifierTransformer((literal) => this.target(literal, source).specifier)] },
    );
    return { file, code, json: false, map, imports };
  }
}

/** Of TypeScript's internal `EmitOnly`; where it is not known it means no less. */
export const javascriptOnly = 0 as unknown as boolean;

/** Writes into import and export statements what the host can follow. */
function specifierTransformer(
  specifierOf: (literal: ts.StringLiteral) => string,
): ts.TransformerFactory<ts.SourceFile> {
  return ({ factory }) => {
    const replaced = (literal: ts.Expression | undefined): ts.StringLiteral | undefined => {
      if (literal === undefined || !ts.isStringLiteral(literal)) return undefined;
      const specifier = specifierOf(literal);
      return specifier === literal.text ? undefined : factory.createStringLiteral(specifier);
    };
    const statement = (node: ts.Statement): ts.Statement => {
      if (!ts.isImportDeclaration(node) && !ts.isExportDeclaration(node)) return node;
      const specifier = replaced(node.moduleSpecifier);
      if (specifier === undefined) return node;
      return ts.isImportDeclaration(node)
        ? factory.updateImportDeclaration(node, node.modifiers, node.importClause, specifier, node.attributes)
        : factory.updateExportDeclaration(
            node,
            node.modifiers,
            node.isTypeOnly,
            node.exportClause,
            specifier,
            node.attributes,
          );
    };
    return (file) => factory.updateSourceFile(file, file.statements.map(statement));
  };
}

function literalsOf(source: ts.SourceFile): readonly ts.StringLiteralLike[] {
  // Filled when the program was made: imports, exports from, `import()` and import types.
  const { imports } = source as ts.SourceFile & { imports?: readonly ts.StringLiteralLike[] };
  return (imports ?? []).filter((literal) => literal.pos >= 0 && literal.text !== "tslib");
}

function isPackage(found: ts.ResolvedModuleFull): boolean {
  return found.isExternalLibraryImport === true || isFixed(found.resolvedFileName);
}

function isDeclaration(file: string): boolean {
  return /\.d\.([^.]+\.)?[cm]?ts$/.test(file);
}

function isJson(file: string): boolean {
  return file.endsWith(".json");
}

function isPlain(file: string): boolean {
  return /\.([cm]?js|json)$/.test(file);
}

/** The JavaScript that a declaration file is about. */
function scriptOf(declaration: string): string | undefined {
  const stem = declaration.replace(/\.d\.[cm]?ts$/, "");
  const ending = declaration.endsWith(".mts") ? "mjs" : declaration.endsWith(".cts") ? "cjs" : "js";
  return existsSync(`${stem}.${ending}`) ? `${stem}.${ending}` : undefined;
}

/** As Node.js sees a `.js` file: what its package.json says, else what it looks like. */
function isCommonJs(source: ts.SourceFile): boolean {
  const { type } = nearestManifest(source.fileName);
  if (type === "commonjs" || type === "module") return type === "commonjs";
  return (
    (source as ts.SourceFile & { commonJsModuleIndicator?: unknown }).commonJsModuleIndicator !== undefined
  );
}

/** Whether an import names the package that the file found belongs to. */
function isOwnName(specifier: string, file: string): boolean {
  const { name } = nearestManifest(file);
  return typeof name === "string" && (specifier === name || specifier.startsWith(`${name}/`));
}

function sameFiles(some: readonly ts.SourceFile[], others: readonly ts.SourceFile[]): boolean {
  return some.length === others.length && some.every((each, index) => each === others[index]);
}
