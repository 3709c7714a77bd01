/**
 * Turns the TypeScript of a cell into a program, and remembers what the cells that ran have declared. It runs
 * nothing: that is the host's business (src/kernel/host), which is another process. A compiler lives in a worker
 * thread of the front end, so that checking, completion and inspection go on whatever a cell does.
 */
export interface CellCompiler {
  /** Name and version, e.g. `claimbook` or `tslab 1.0.22`. */
  readonly name: string;
  /** Version of the TypeScript that checks the cells. */
  readonly languageVersion: string;
  /** Checks a cell and compiles it. It declares nothing until `ran` says what became of it. */
  compile(cell: CellSource): CompileResult;
  /** Checks and compiles one expression in the cells' scope; declares nothing. */
  compileExpression(expression: string): CompileResult;
  /**
   * Told how the cell compiled last has ended.
   *
   * @param assigned those of the names it declares that got a value; a cell that threw half way may have some. What
   *   has no value (types, interfaces) is declared by every cell that began to run
   */
  ran(run: number, assigned: string[]): void;
  /** The host is a fresh one: nothing is declared any more, and no local module is loaded. */
  reset(): void;
  /** @param cursor UTF-16 offset in `code` */
  complete(code: string, cursor: number): Completion;
  /** Signature and documentation of what lies at the cursor, as plain text; undefined where there is nothing. */
  inspect(code: string, cursor: number): string | undefined;
  isComplete(code: string): Completeness;
}

export interface CellSource {
  /** Unique in the kernel's life. */
  run: number;
  /** How positions in this cell are called, e.g. `cell 3`. */
  label: string;
  code: string;
}

export type CompileResult =
  | { status: "diagnostics"; diagnostics: Diagnostic[] }
  | { status: "ok"; program: CellProgram };

/** A compiled cell or expression, as the host runs it. JSON throughout. */
export type CellProgram = ScopeProgram | TslabProgram;

/**
 * What claimbook's own compiler makes: top-level names live as properties of one scope object, so that any later
 * cell may declare them again, as anything, and nothing leaks into the global scope that libraries see.
 */
export interface ScopeProgram {
  format: "scope";
  /** What V8 calls the script, e.g. `claimbook-cell-12`; unique. */
  file: string;
  label: string;
  /**
   * An expression: a function `async (__claimbook__, __cells__) => { ... }`. `__cells__` is the scope object;
   * `__claimbook__` is the cell's own `CellHelper` (src/kernel/host). It resolves to `{ value }` when the cell ends
   * in an expression, else to undefined.
   */
  code: string;
  /** Source map (version 3, JSON) from `code` to the cell's text; lines of the map's source are the cell's lines. */
  map: string;
  /** Names at the cell's top level that get a value, without those it imports. */
  declares: string[];
  /** Loaded before `code` runs, in order. */
  imports: CellImport[];
  /** Local modules that are new, or changed on disk since they were sent last, and what they import. */
  modules: LocalModule[];
}

/** What tslab's converter makes: CommonJS whose `exports` are the scope of all cells. */
export interface TslabProgram {
  format: "tslab";
  file: string;
  label: string;
  code: string;
  /** CommonJS to ES module, ES module to TypeScript (source maps, JSON). */
  maps: [string, string] | undefined;
  /** Lines before the cell's first line in the TypeScript that was compiled. */
  shift: number;
  hasTopLevelAwait: boolean;
  /** The export that holds the value of the last expression. */
  lastExpression: string | undefined;
  declares: string[];
  /** Compiled local files, by the path that `require` gives them. */
  files: { path: string; code: string; maps: [string, string] | undefined }[];
}

export interface CellImport {
  specifier: string;
  target: ImportTarget;
  /** `imported` is the export's name, `default`, or `*` for the whole namespace. Types are not listed. */
  names: { local: string; imported: string }[];
  /** e.g. `{ type: "json" }` */
  attributes: Record<string, string>;
}

export type ImportTarget =
  /** A local module or JSON file, sent in `modules` (now or before). */
  | { kind: "local"; file: string }
  /** For Node.js to resolve, as if imported from the file `parent` (absolute path; need not exist). */
  | { kind: "node"; parent: string };

export interface LocalModule {
  /** Absolute path of the source. */
  file: string;
  /** An ES module in JavaScript; for a JSON file its text. */
  code: string;
  json: boolean;
  /** Source map (JSON) to the TypeScript of `file`; undefined for JSON and plain JavaScript. */
  map: string | undefined;
  /** By specifier, as it stands in `code`. */
  imports: Record<string, ImportTarget>;
}

export interface Diagnostic {
  /** Undefined for the cell itself, else the file relative to the project root. */
  file: string | undefined;
  /** Counted from 1. */
  line: number;
  /** Counted from 1, in UTF-16 units. */
  column: number;
  message: string;
  /** TypeScript's number, e.g. 2322. */
  code: number;
}

export interface Completion {
  /** UTF-16 offsets of what a match replaces. */
  start: number;
  end: number;
  matches: { text: string; kind: string }[];
}

export type Completeness =
  | { status: "complete" }
  | { status: "invalid" }
  | { status: "incomplete"; indent: string };
