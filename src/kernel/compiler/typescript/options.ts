import path from "node:path";
import ts from "../../../typescript.cjs";

/** Compiler options for cells, and where they come from. */
export interface Settings {
  options: ts.CompilerOptions;
  /** What is wrong with the project's tsconfig.json. */
  problems: readonly ts.Diagnostic[];
  /** Whether cells may hold JSX. */
  jsx: boolean;
  /** Every file that was read for it (`extends`), with its state then; an absent one too. */
  readonly files: ReadonlyMap<string, string>;
}

/** "No inputs were found", "The files list is empty": cells are no part of what the project lists. */
const aboutInputs = new Set([18002, 18003]);

/**
 * The options of the nearest tsconfig.json between the notebook and the project's root, over defaults that suit
 * cells. What decides how code means things is the project's choice; what decides where compiled files go, and what
 * is refused only because the code belongs to a package, is not.
 */
export function readSettings(project: string, folder: string): Settings {
  const file = findConfig(project, folder);
  const files = new Map<string, string>();
  const problems: ts.Diagnostic[] = [];
  let given: ts.CompilerOptions = {};
  if (file === undefined) {
    for (const each of configPlaces(project, folder)) files.set(each, stateOf(each));
  } else {
    const host: ts.ParseConfigFileHost = {
      useCaseSensitiveFileNames: ts.sys.useCaseSensitiveFileNames,
      getCurrentDirectory: () => project,
      fileExists: ts.sys.fileExists,
      readFile: (name) => {
        files.set(name, stateOf(name));
        return ts.sys.readFile(name);
      },
      // Cells are the only files: nothing is looked for.
      readDirectory: () => [],
      onUnRecoverableConfigFileDiagnostic: (problem) => problems.push(problem),
    };
    for (const each of configPlaces(project, folder)) files.set(each, stateOf(each));
    const parsed = ts.getParsedCommandLineOfConfigFile(file, {}, host);
    given = parsed?.options ?? {};
    for (const problem of parsed?.errors ?? [])
      if (!aboutInputs.has(problem.code) && !problems.includes(problem)) problems.push(problem);
  }
  const jsx = given.jsx !== undefined && given.jsx !== ts.JsxEmit.None;
  return { options: optionsFor(given), problems, jsx, files };
}

/** Whether one of the files has changed since. */
export function isOutdated(settings: Settings): boolean {
  for (const [file, state] of settings.files) if (stateOf(file) !== state) return true;
  return false;
}

function optionsFor(given: ts.CompilerOptions): ts.CompilerOptions {
  const options: ts.CompilerOptions = {
    strict: true,
    lib: ["lib.es2024.d.ts", "lib.esnext.disposable.d.ts", "lib.esnext.array.d.ts"],
    esModuleInterop: true,
    allowJs: true,
    // Fields are what the project's own target makes of them.
    ...(given.target !== undefined && given.target < ts.ScriptTarget.ES2022
      ? { useDefineForClassFields: false }
      : {}),
    ...given,
    skipLibCheck: true,
    resolveJsonModule: true,
    allowImportingTsExtensions: true,
    target: ts.ScriptTarget.ES2024,
    module: ts.ModuleKind.Preserve,
    moduleResolution: ts.ModuleResolutionKind.Bundler,
    types: [...new Set([...(given.types ?? []).filter((name) => name !== "*"), "node"])],
    ignoreDeprecations: "6.0",
    // Declarations are how a cell's types come to later cells; constants of enums must have values there.
    declaration: true,
    sourceMap: true,
    preserveConstEnums: true,
    libReplacement: false,
    noErrorTruncation: given.noErrorTruncation ?? false,
  };
  if (given.jsx === ts.JsxEmit.Preserve || given.jsx === ts.JsxEmit.ReactNative)
    options.jsx = ts.JsxEmit.ReactJSX;
  for (const name of hindrances) delete options[name];
  return options;
}

const hindrances = [
  "noEmit",
  "noEmitOnError",
  "noEmitHelpers",
  "importHelpers",
  "emitDeclarationOnly",
  "declarationDir",
  "declarationMap",
  "inlineSourceMap",
  "inlineSources",
  "mapRoot",
  "sourceRoot",
  "rootDir",
  "outDir",
  "outFile",
  "composite",
  "incremental",
  "tsBuildInfoFile",
  "stripInternal",
  "removeComments",
  "isolatedModules",
  "isolatedDeclarations",
  "verbatimModuleSyntax",
  "erasableSyntaxOnly",
  "rewriteRelativeImportExtensions",
  "noUnusedLocals",
  "noUnusedParameters",
  "allowUnreachableCode",
  "allowUnusedLabels",
  "noCheck",
  "noLib",
  "noResolve",
  "moduleDetection",
  "plugins",
  "emitBOM",
  "newLine",
] as const;

function configPlaces(project: string, folder: string): string[] {
  const places: string[] = [];
  const inside = !path.relative(project, folder).startsWith("..");
  for (let each = inside ? folder : project; ; each = path.dirname(each)) {
    places.push(path.join(each, "tsconfig.json"));
    if (each === project || each === path.dirname(each)) return places;
  }
}

function findConfig(project: string, folder: string): string | undefined {
  return configPlaces(project, folder).find((file) => ts.sys.fileExists(file));
}

function stateOf(file: string): string {
  return `${ts.sys.getModifiedTime?.(file)?.getTime()} ${ts.sys.getFileSize?.(file)}`;
}
