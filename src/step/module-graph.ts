import { existsSync, readFileSync, realpathSync, statSync } from "node:fs";
import { isBuiltin } from "node:module";
import path from "node:path";
import type ts from "typescript";
import { typescript } from "../lazy-typescript.js";
import { sha256Of } from "../sha256.js";

/** Files that a module can load without an import: `new URL("./worker.js", import.meta.url)`. */
const besideUrl = /new\s+URL\(\s*(["'`])(\.\.?\/[^"'`$]+)\1\s*,\s*import\.meta\.url\s*\)/g;

/** What files import, by the sha256 of their content. */
const importsOf = new Map<string, string[]>();

/**
 * The local files that a piece of code stands on: modules of the project with all that they import, and the packages
 * at the edge. Found as TypeScript finds them, with the project's own compiler options.
 */
export class ModuleGraph {
  /** Absolute path to the sha256 of the file's content. */
  readonly #files = new Map<string, string>();
  readonly #packages = new Set<string>();
  readonly #missing = new Set<string>();
  readonly #project: string;
  readonly #options: ts.CompilerOptions;
  readonly #cache: ts.ModuleResolutionCache;

  /** @param project absolute path of the folder whose tsconfig.json counts */
  constructor(project: string) {
    const ts = typescript();
    this.#project = realpathSync(project);
    this.#options = optionsOf(this.#project);
    this.#cache = ts.createModuleResolutionCache(this.#project, (name) => name, this.#options);
  }

  /** Specifiers of the packages that the files import, as written. */
  get packages(): ReadonlySet<string> {
    return this.#packages;
  }

  /** Adds a file of the project and everything local that it imports. */
  add(file: string): void {
    const waiting = [existsSync(file) ? realpathSync(file) : file];
    while (waiting.length > 0) {
      const next = waiting.pop()!;
      if (this.#files.has(next)) continue;
      let content: Buffer;
      try {
        content = readFileSync(next);
      } catch {
        this.#missing.add(this.name(next));
        continue;
      }
      const sha256 = sha256Of(content);
      this.#files.set(next, sha256);
      for (const specifier of mentioned(next, sha256, content)) {
        const found = this.#resolve(specifier, next);
        if (found === "missing") this.#missing.add(`${this.name(next)} -> ${specifier}`);
        else if (typeof found === "object") waiting.push(found.file);
      }
    }
  }

  /**
   * Adds what an import means.
   *
   * @param from absolute path of the file that it is written in; need not exist
   * @returns false when there is no such module; then nothing is added
   */
  addImport(specifier: string, from: string): boolean {
    const found = this.#resolve(specifier, from);
    if (typeof found === "object") this.add(found.file);
    return found !== "missing";
  }

  /** sha256 over names (relative to the project) and contents of the files, the same on every machine. */
  digest(): string {
    const lines = [...this.#files].map(([file, sha256]) => `${this.name(file)} ${sha256}`);
    const missing = [...this.#missing].map((name) => `${name} missing`);
    return sha256Of([...lines, ...missing].sort().join("\n"));
  }

  /**
   * A file that was written after a moment.
   *
   * @param time milliseconds since 1970
   */
  editedSince(time: number): string | undefined {
    // Files are dated to fractions of a millisecond; the moment is a whole one, and a file of that one was there before.
    const edited = [...this.#files.keys()].find(
      (file) => Math.floor(statSync(file, { throwIfNoEntry: false })?.mtimeMs ?? time + 1) > time,
    );
    return edited === undefined ? undefined : this.name(edited);
  }

  /** Relative to the project, with slashes; sorted. */
  files(): string[] {
    return [...this.#files.keys()].map((file) => this.name(file)).sort();
  }

  /** Relative to the project, with slashes. */
  name(file: string): string {
    return path.relative(this.#project, file).replaceAll(path.sep, "/");
  }

  /** Packages and what is built in are not followed. */
  #resolve(specifier: string, from: string): { file: string } | "package" | "missing" {
    if (isBuiltin(specifier)) return "package";
    const file = this.#typescriptResolve(specifier, from);
    if (file !== undefined && !inPackage(file)) return { file };
    if (file === undefined && /^(\.\.?(\/|$)|\/|#)/.test(specifier)) return "missing";
    this.#packages.add(specifier);
    return "package";
  }

  #typescriptResolve(specifier: string, from: string): string | undefined {
    const ts = typescript();
    // A file that exists is what Node would take, also where TypeScript wants it written otherwise.
    if (/^\.\.?\//.test(specifier)) {
      const exact = path.resolve(path.dirname(from), specifier);
      if (path.extname(exact) !== "" && ts.sys.fileExists(exact)) return realpathSync(exact);
    }
    const attempts: [ts.CompilerOptions, ts.ModuleResolutionCache | undefined][] = [
      [this.#options, this.#cache],
      [{ ...this.#options, ...lenient(ts) }, undefined],
    ];
    for (const [options, cache] of attempts) {
      const { resolvedModule } = ts.resolveModuleName(
        specifier,
        from,
        options,
        ts.sys,
        cache,
        undefined,
        ts.ModuleKind.ESNext,
      );
      if (resolvedModule !== undefined) return code(realpathSync(resolvedModule.resolvedFileName));
    }
    return undefined;
  }
}

/** Whether a file belongs to an installed package, which the lockfile pins. */
export function inPackage(file: string): boolean {
  return file.split(path.sep).includes("node_modules");
}

function lenient(typescript: typeof ts): ts.CompilerOptions {
  return {
    module: typescript.ModuleKind.ESNext,
    moduleResolution: typescript.ModuleResolutionKind.Bundler,
    allowImportingTsExtensions: true,
    allowJs: true,
    resolveJsonModule: true,
  };
}

function optionsOf(project: string): ts.CompilerOptions {
  const ts = typescript();
  const file = path.join(project, "tsconfig.json");
  if (!existsSync(file)) return lenient(ts);
  // The files of the project are of no interest, only the options with all that they extend.
  const host: ts.ParseConfigHost = { ...ts.sys, readDirectory: () => [] };
  const { config } = ts.readConfigFile(file, (name) => ts.sys.readFile(name));
  const { options } = ts.parseJsonConfigFileContent(config ?? {}, host, project, undefined, file);
  return { ...options, allowJs: true, resolveJsonModule: true };
}

/** What runs, where TypeScript knows a module by its declarations. */
function code(file: string): string {
  const declared = /\.d\.([cm]?)ts$/.exec(file);
  if (declared === null) return file;
  const script = `${file.slice(0, declared.index)}.${declared[1]}js`;
  return existsSync(script) ? script : file;
}

function mentioned(file: string, sha256: string, content: Buffer): string[] {
  if (!/\.[cm]?[jt]sx?$/.test(file)) return [];
  let list = importsOf.get(sha256);
  if (list === undefined) {
    const text = content.toString("utf8");
    const { importedFiles } = typescript().preProcessFile(text, true, true);
    list = importedFiles.map(({ fileName }) => fileName);
    for (const [, , beside] of text.matchAll(besideUrl)) list.push(beside!);
    importsOf.set(sha256, list);
  }
  return list;
}
