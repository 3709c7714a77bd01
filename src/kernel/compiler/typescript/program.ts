import ts from "../../../typescript.cjs";
import { type Library, libraryFolder, libraryOf } from "./library.js";
import type { Settings } from "./options.js";
import { Resolution } from "./resolution.js";
import type { SourceFiles } from "./source-files.js";

export interface ProgramPlaces {
  project: string;
  folder: string;
  claimbook: string;
  isCell(file: string): boolean;
}

/** Makes programs, one after the other, each out of what the one before knows. */
export class Programs {
  readonly settings: Settings;
  readonly resolution: Resolution;
  readonly host: ts.CompilerHost;
  readonly roots: readonly string[];
  readonly #files: SourceFiles;
  readonly #library: Library;
  #program: ts.Program | undefined;

  constructor(settings: Settings, places: ProgramPlaces, files: SourceFiles, roots: readonly string[]) {
    const { lib, ...others } = settings.options;
    const library = libraryOf(lib ?? []);
    this.#library = library;
    for (const part of library.parts) files.set(part, "");
    files.set(library.file, library.text);
    settings = { ...settings, options: others };
    this.settings = settings;
    this.#files = files;
    this.roots = roots;
    const resolutionHost: ts.ModuleResolutionHost = {
      fileExists: (name) => files.exists(name),
      readFile: (name) => files.text(name),
      directoryExists: ts.sys.directoryExists,
      getDirectories: ts.sys.getDirectories,
      realpath: (name) => (files.isVirtual(name) ? name : ts.sys.realpath!(name)),
      getCurrentDirectory: () => places.project,
      useCaseSensitiveFileNames: ts.sys.useCaseSensitiveFileNames,
    };
    const resolution = new Resolution(places, settings.options, resolutionHost);
    this.resolution = resolution;
    this.host = {
      ...resolutionHost,
      getSourceFile: (name, options) => files.get(name, options),
      getDefaultLibFileName: () => library.file,
      getDefaultLibLocation: () => libraryFolder,
      writeFile: () => {},
      getCurrentDirectory: () => places.project,
      getCanonicalFileName: (name) => (ts.sys.useCaseSensitiveFileNames ? name : name.toLowerCase()),
      useCaseSensitiveFileNames: () => ts.sys.useCaseSensitiveFileNames,
      getNewLine: () => "\n",
      getModuleResolutionCache: () => resolution.cache,
      hasInvalidatedResolutions: (file) => resolution.isFailing(file),
      resolveModuleNameLiterals: (literals, file, _redirected, _options, source) =>
        resolution.modules(literals, file, source),
      resolveTypeReferenceDirectiveReferences: (names, file, _redirected, _options, source) =>
        resolution.types(names, file, source),
    };
  }

  /** No further program is made of it: another library may take the place of this one. */
  end(): void {
    for (const part of this.#library.parts) this.#files.unset(part);
  }

  get program(): ts.Program | undefined {
    return this.#program;
  }

  /** How a file is parsed that no program has asked for yet. */
  parseOptions(name: string): ts.CreateSourceFileOptions {
    const known = this.#program?.getSourceFile(name);
    return {
      languageVersion: ts.ScriptTarget.ES2024,
      ...(known?.impliedNodeFormat === undefined ? {} : { impliedNodeFormat: known.impliedNodeFormat }),
    };
  }

  /** The program of the files as they are now. */
  next(): ts.Program {
    this.#program = ts.createProgram({
      rootNames: this.roots,
      options: this.settings.options,
      host: this.host,
      ...(this.#program === undefined ? {} : { oldProgram: this.#program }),
    });
    return this.#program;
  }
}
