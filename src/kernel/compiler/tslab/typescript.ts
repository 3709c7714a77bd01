import { createRequire } from "node:module";
import path from "node:path";
import { packageRoot } from "../../../paths.js";
import { fixShorthandProperties, type ShorthandTypeScript } from "./shorthand.js";
import { allowSeveralTimers, type TimerSystem } from "./timers.js";

/** What tslab's converter makes of a cell (tslab/dist/converter.d.ts has no exported type for it). */
export interface Converted {
  output?: string;
  declOutput?: string;
  diagnostics: TslabDiagnostic[];
  hasToplevelAwait?: boolean;
  lastExpressionVar?: string;
  /** Local TypeScript and JavaScript files that the cell imports, compiled to CommonJS. */
  sideOutputs?: { path: string; data: string }[];
}

export interface TslabDiagnostic {
  start: { line: number; character: number };
  end: { line: number; character: number };
  messageText: string;
  code: number;
  fileName?: string;
}

export interface QuickInfo {
  displayParts?: { text: string }[];
  documentation?: { text: string }[];
  tags?: { name: string; text?: { text: string }[] }[];
}

export interface Converter {
  convert(declarations: string, code: string): Converted;
  inspect(declarations: string, code: string, position: number): QuickInfo | undefined;
  complete(
    declarations: string,
    code: string,
    position: number,
  ): {
    start: number;
    end: number;
    candidates: string[];
    original?: { entries?: { name: string; kind: string }[] };
  };
}

/** As much of TypeScript's syntax tree as is needed to find the names that a cell declares. */
export interface SourceFile {
  parseDiagnostics: { start: number; length: number; code: number; messageText: unknown }[];
  statements: Statement[];
}

export interface Statement {
  modifiers?: { kind: number }[];
  name?: BindingName;
  declarationList?: { declarations: { name: BindingName }[] };
}

/** An identifier, or a pattern of elements that have names again. */
export interface BindingName {
  text?: string;
  elements?: { name?: BindingName }[];
}

/** The few parts of tslab's own TypeScript (5.0.4) that are used directly. */
export interface TypeScript {
  version: string;
  ScriptTarget: { Latest: number };
  ScriptKind: { TS: number };
  SyntaxKind: { DeclareKeyword: number };
  createSourceFile(name: string, text: string, target: number, parents: boolean, kind: number): SourceFile;
  isVariableStatement(node: Statement): boolean;
  isFunctionDeclaration(node: Statement): boolean;
  isClassDeclaration(node: Statement): boolean;
  isEnumDeclaration(node: Statement): boolean;
}

type Options = Record<string, unknown>;
type Patchable = TypeScript &
  ShorthandTypeScript & {
    createWatchCompilerHost(
      files: string[],
      options: Options,
      system: TimerSystem,
      ...rest: unknown[]
    ): unknown;
    transpileModule(
      code: string,
      settings: { compilerOptions: Options },
    ): { outputText: string; sourceMapText?: string };
    ModuleResolutionKind: { Bundler: number };
  };

export interface Tslab {
  version: string;
  ts: TypeScript;
  converter: Converter;
  /** JSON, by compiled code (its exact text): CommonJS to ES module, ES module to TypeScript. */
  sourceMaps: Map<string, [string, string]>;
}

const inlineMap = /\n\/\/# sourceMappingURL=data:application\/json;base64,([A-Za-z0-9+/=]+)\s*$/;

/**
 * Loads tslab's converter for `root` (the working directory) with the compiler options that claimbook wants.
 * tslab offers no options, so its TypeScript is given a different `createWatchCompilerHost` before the
 * converter sees it, and a `transpileModule` that keeps the source maps.
 */
export function loadTslab(root: string): Tslab {
  const own = createRequire(import.meta.url);
  const home = path.dirname(own.resolve("tslab/package.json"));
  const inside = createRequire(path.join(home, "dist", "converter.js"));
  const id = inside.resolve("@tslab/typescript-for-tslab");
  const ts = inside(id) as Patchable;
  const sourceMaps: Tslab["sourceMaps"] = new Map();
  const types = path.join(packageRoot, "kernels", "claimbook-tslab");

  const patched = Object.create(null) as Patchable;
  for (const key of Object.keys(ts) as (keyof Patchable)[]) {
    Object.defineProperty(patched, key, { enumerable: true, writable: true, value: ts[key] });
  }
  patched.createWatchCompilerHost = (files, options, system, ...rest) => {
    allowSeveralTimers(system);
    return ts.createWatchCompilerHost(
      [...files, ...["es2023.d.ts", "globals.d.ts"].map((name) => path.join(types, name))],
      { ...options, ...compilerOptions(ts, root, options) },
      system,
      ...rest,
    );
  };
  fixShorthandProperties(ts, patched);
  patched.transpileModule = (code, settings) => {
    const map = inlineMap.exec(code);
    if (map === null) return ts.transpileModule(code, settings);
    const result = ts.transpileModule(code.slice(0, map.index), {
      ...settings,
      compilerOptions: { ...settings.compilerOptions, sourceMap: true },
    });
    const outputText = result.outputText.replace(/\n\/\/# sourceMappingURL=.*\s*$/, "\n");
    sourceMaps.set(outputText, [
      result.sourceMapText ?? "{}",
      Buffer.from(map[1]!, "base64").toString("utf8"),
    ]);
    return { ...result, outputText };
  };
  inside.cache[id]!.exports = patched;

  const { createConverter } = own("tslab/dist/converter.js") as {
    createConverter(options: { isJS: boolean; isBrowser: boolean }): Converter;
  };
  return {
    version: (own("tslab/package.json") as { version: string }).version,
    ts,
    converter: createConverter({ isJS: false, isBrowser: false }),
    sourceMaps,
  };
}

/** Strict types, `exports` maps, ES2023, and source maps; Node's own types also where the project has none. */
function compilerOptions(ts: Patchable, root: string, given: Options): Options {
  const own = createRequire(import.meta.url);
  const typeRoots = [...((given.typeRoots as string[] | undefined) ?? [])];
  try {
    typeRoots.push(path.resolve(path.dirname(own.resolve("@types/node/package.json")), ".."));
  } catch {
    // Installed without @types/node: tslab's own default stays.
  }
  const options: Options = {
    strict: true,
    // tslab sets noImplicitUseStrict, which contradicts this part of `strict`.
    alwaysStrict: false,
    moduleResolution: ts.ModuleResolutionKind.Bundler,
    lib: ["lib.es2023.d.ts"],
    checkJs: false,
    inlineSourceMap: true,
    typeRoots,
    types: ["node"],
  };
  // A cell may import claimbook also in a project that does not depend on it (kernel installed elsewhere).
  if (!resolves(root, "claimbook"))
    Object.assign(options, {
      baseUrl: root,
      paths: { claimbook: [path.join(packageRoot, "dist", "index.d.ts")] },
    });
  return options;
}

/** Whether `require(name)` from a file in `root` finds something. */
export function resolves(root: string, name: string): boolean {
  try {
    createRequire(path.join(root, "cell.js")).resolve(name);
    return true;
  } catch {
    return false;
  }
}
