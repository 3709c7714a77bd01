import ts from "../../../typescript.cjs";
import type { Programs } from "./program.js";
import type { SourceFiles } from "./source-files.js";

type ParseOptions = ts.ScriptTarget | ts.CreateSourceFileOptions;

/**
 * A language service for code that somebody is writing. It shares all parsed files with the programs that compile
 * cells, but for the cell itself.
 */
export class CellService {
  readonly service: ts.LanguageService;
  #text = "";
  #version = 0;

  constructor(programs: Programs, files: SourceFiles, cellFile: string) {
    const { options } = programs.settings;
    const fileOf = (name: string) =>
      files.get(name, programs.parseOptions(name)) as VersionedFile | undefined;
    const host: ts.LanguageServiceHost = {
      ...(programs.host as Omit<
        ts.CompilerHost,
        "writeFile" | "readDirectory" | "useCaseSensitiveFileNames"
      >),
      useCaseSensitiveFileNames: () => ts.sys.useCaseSensitiveFileNames,
      getCompilationSettings: () => options,
      getScriptFileNames: () => [...programs.roots],
      getScriptVersion: (name) => (name === cellFile ? String(this.#version) : (fileOf(name)?.version ?? "")),
      getScriptSnapshot: (name) => {
        const text = name === cellFile ? this.#text : fileOf(name)?.text;
        return text === undefined ? undefined : ts.ScriptSnapshot.fromString(text);
      },
      readDirectory: ts.sys.readDirectory,
    };
    const acquire = (
      name: string,
      snapshot: ts.IScriptSnapshot,
      version: string,
      kind: ts.ScriptKind | undefined,
      parseOptions: ParseOptions | undefined,
    ): ts.SourceFile => {
      const how = parseOptions ?? ts.ScriptTarget.ES2024;
      if (name === cellFile)
        return ts.createLanguageServiceSourceFile(name, snapshot, how, version, true, kind);
      return files.get(name, how)!;
    };
    const registry: ts.DocumentRegistry = {
      acquireDocument: (name, _settings, snapshot, version, kind, how) =>
        acquire(name, snapshot, version, kind, how),
      acquireDocumentWithKey: (name, _path, _settings, _key, snapshot, version, kind, how) =>
        acquire(name, snapshot, version, kind, how),
      updateDocument: (name, _settings, snapshot, version, kind, how) =>
        acquire(name, snapshot, version, kind, how),
      updateDocumentWithKey: (name, _path, _settings, _key, snapshot, version, kind, how) =>
        acquire(name, snapshot, version, kind, how),
      getKeyForCompilationSettings: () => "cells" as ts.DocumentRegistryBucketKey,
      releaseDocument: () => {},
      releaseDocumentWithKey: () => {},
      reportStats: () => "",
    };
    this.service = ts.createLanguageService(host, registry);
  }

  /** What is asked next is about this text of the rolling file. */
  write(text: string): void {
    if (text === this.#text) return;
    this.#text = text;
    this.#version += 1;
  }
}

type VersionedFile = ts.SourceFile & { version: string };
