import { isBuiltin } from "node:module";
import path from "node:path";
import ts from "../../../typescript.cjs";
import { isFixed } from "./source-files.js";

export interface ResolutionPlaces {
  project: string;
  folder: string;
  claimbook: string;
  /** Whether a file is a cell or what an earlier one has declared. */
  isCell(file: string): boolean;
}

/** Finds modules and type packages for the program, in more places than TypeScript knows of. */
export class Resolution {
  readonly #places: ResolutionPlaces;
  readonly #host: ts.ModuleResolutionHost;
  readonly #options: ts.CompilerOptions;
  readonly cache: ts.ModuleResolutionCache;
  /** Files with an import that led nowhere: a package may be installed, a file be written while the kernel runs. */
  readonly #failing = new Set<string>();

  constructor(places: ResolutionPlaces, options: ts.CompilerOptions, host: ts.ModuleResolutionHost) {
    this.#places = places;
    this.#options = options;
    this.#host = host;
    const canonical = ts.sys.useCaseSensitiveFileNames
      ? (name: string) => name
      : (name: string) => name.toLowerCase();
    this.cache = ts.createModuleResolutionCache(places.project, canonical, options);
  }

  /** Whether imports of the file have to be looked for again. */
  isFailing(file: string): boolean {
    return this.#failing.has(file);
  }

  modules(
    literals: readonly ts.StringLiteralLike[],
    file: string,
    source: ts.SourceFile | undefined,
  ): ts.ResolvedModuleWithFailedLookupLocations[] {
    this.#failing.delete(file);
    return literals.map((literal) => {
      const mode =
        source === undefined ? undefined : ts.getModeForUsageLocation(source, literal, this.#options);
      const found = this.module(literal.text, file, mode);
      if (found.resolvedModule === undefined && mayAppear(literal.text, file)) this.#failing.add(file);
      return found;
    });
  }

  module(
    specifier: string,
    file: string,
    mode?: ts.ResolutionMode,
  ): ts.ResolvedModuleWithFailedLookupLocations {
    const from = (parent: string) =>
      ts.resolveModuleName(specifier, parent, this.#options, this.#host, this.cache, undefined, mode);
    const first = from(file);
    if (first.resolvedModule !== undefined) return first;
    for (const folder of this.#furtherFolders(specifier, file)) {
      const next = from(path.join(folder, path.basename(file)));
      if (next.resolvedModule !== undefined) return next;
    }
    // What is not there now is looked for again the next time.
    if (mayAppear(specifier, file)) this.cache.clear();
    return first;
  }

  /** The folder that Node.js finds an import of a cell from. */
  homeOf(specifier: string, file: string): string {
    const folders = [path.dirname(file), ...this.#furtherFolders(specifier, file)];
    const found = folders.find(
      (folder) =>
        ts.resolveModuleName(
          specifier,
          path.join(folder, path.basename(file)),
          this.#options,
          this.#host,
          this.cache,
        ).resolvedModule !== undefined,
    );
    return found ?? path.dirname(file);
  }

  #furtherFolders(specifier: string, file: string): string[] {
    const { project, folder, claimbook, isCell } = this.#places;
    const folders: string[] = [];
    if (isCell(file) && folder !== project) folders.push(project);
    if (specifier === "claimbook" || specifier.startsWith("claimbook/")) folders.push(claimbook);
    return folders;
  }

  types<T extends string | ts.FileReference>(
    names: readonly T[],
    file: string,
    source: ts.SourceFile | undefined,
  ): ts.ResolvedTypeReferenceDirectiveWithFailedLookupLocations[] {
    return names.map((each) => {
      const name = typeof each === "string" ? each : each.fileName;
      const mode =
        typeof each === "string" ? undefined : ts.getModeForFileReference(each, source?.impliedNodeFormat);
      const from = (parent: string) =>
        ts.resolveTypeReferenceDirective(name, parent, this.#options, this.#host, undefined, undefined, mode);
      const first = from(file);
      if (first.resolvedTypeReferenceDirective !== undefined || name !== "node") return first;
      // Without Node's own types not even `console` is known.
      const own = ts.resolveTypeReferenceDirective(
        name,
        path.join(this.#places.claimbook, "index.ts"),
        { ...this.#options, typeRoots: [path.join(this.#places.claimbook, "node_modules", "@types")] },
        this.#host,
      );
      return own.resolvedTypeReferenceDirective === undefined ? first : own;
    });
  }
}

/** Whether what an import in the file asks for may be there later. */
function mayAppear(specifier: string, file: string): boolean {
  return !isFixed(file) && !isBuiltin(specifier);
}
