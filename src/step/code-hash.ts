import { join, sep } from "node:path";
import { types } from "node:util";
import { ClaimbookError } from "../errors.js";
import type { CellName } from "../kernel/host-api.js";
import { sha256Of } from "../sha256.js";
import { canonicalHash, NotHashable } from "./canonical-hash.js";
import { type Closure, type ClosureScope, closureOf } from "./closure.js";
import { cellScopes } from "./free-names.js";
import { type FunctionSource, functionSource } from "./function-source.js";
import { inPackage, type ModuleGraph } from "./module-graph.js";
import { kindOf } from "./plain.js";

export type AnyFunction = (...args: never[]) => unknown;

export interface CodeSurroundings {
  graph: ModuleGraph;
  /** What a name at the top level of a notebook's cells stands for; undefined outside a kernel. */
  lookup: ((name: string) => CellName | undefined) | undefined;
  /** Absolute paths of the folders that cells import from, in this order. */
  cellFolders: readonly string[];
  /** Names that the step's inputs speak for. */
  covered: ReadonlySet<string>;
  /** How errors call the step. */
  where: string;
}

/** What JavaScript and Node provide: there before any cell ran. */
const provided = new Set(Object.getOwnPropertyNames(globalThis));
for (const name of ["require", "module", "exports", "__filename", "__dirname"]) provided.add(name);

/** Where a function was written. */
type Origin = "cell" | "file" | "package";

/** A name's value, and whether one that is more than data is covered by the source of its file. */
type Found = { value: unknown; soft: boolean } | { digest: string };

/**
 * Hashes functions by what they do: their syntax and everything they use from outside. What that is depends on where
 * a function was written: in a cell (other cells' names, through the kernel), in a file of the project (its text and
 * that of all it imports) or in a package (which the lockfile pins).
 */
export class CodeHasher {
  /** Packages that the functions use by name. */
  readonly packages = new Set<string>();
  readonly #around: CodeSurroundings;
  readonly #done = new Map<AnyFunction, string>();
  readonly #open: AnyFunction[] = [];

  constructor(around: CodeSurroundings) {
    this.#around = around;
  }

  /**
   * @param path names by which the function is reached, the step's own function by none
   * @returns sha256
   * @throws ClaimbookError (`usage`) for what it uses and cannot be hashed
   */
  hash(fn: AnyFunction, path: readonly string[] = []): string {
    const before = this.#done.get(fn);
    if (before !== undefined) return before;
    const cycle = this.#open.lastIndexOf(fn);
    if (cycle !== -1) return `up ${this.#open.length - cycle}`;
    this.#open.push(fn);
    try {
      const digest = this.#hash(fn, path);
      this.#done.set(fn, digest);
      return digest;
    } finally {
      this.#open.pop();
    }
  }

  /** sha256 of a value that may hold functions. */
  hashValue(value: unknown, path: readonly string[]): string {
    return canonicalHash(value, {
      functions: (fn, at) => this.hash(fn, [...path.slice(0, -1), path.at(-1) + at]),
    });
  }

  #hash(fn: AnyFunction, path: readonly string[]): string {
    const source = this.#source(fn, path);
    const closure = closureOf(fn);
    // Node's own code changes with its version, which is part of the key.
    if (closure?.builtin !== undefined) return `${closure.builtin} ${source.sha256}`;
    const from = originOf(closure);
    if (from !== "package") this.#refuse(source, path);
    const lines = [source.sha256];
    if (closure?.file !== undefined) {
      if (from === "package") lines.push(`package ${packagePath(closure.file)}`);
      else this.#around.graph.add(closure.file);
    }
    for (const name of source.free) {
      const found = this.#find(name, closure, path.length === 0);
      lines.push(`${name} ${this.#name(name, found, from, path)}`);
    }
    for (const name of from === "cell" ? source.cells : [])
      lines.push(`cells ${name} ${this.#name(name, this.#cellName(name, closure), from, path)}`);
    for (const specifier of from === "package" ? [] : source.imports) {
      const { graph, cellFolders } = this.#around;
      const places =
        closure?.file === undefined ? cellFolders.map((folder) => join(folder, "cell.ts")) : [closure.file];
      if (!places.some((place) => graph.addImport(specifier, place)))
        throw this.#cannot(path, `imports "${specifier}", which is not there`, "Correct the import.");
    }
    return sha256Of(lines.join("\n"));
  }

  #source(fn: AnyFunction, path: readonly string[]): FunctionSource {
    try {
      return functionSource(Function.prototype.toString.call(fn));
    } catch (error) {
      const { message, wayOut } = error as ClaimbookError;
      throw this.#cannot(path, `cannot be told from another: ${message}`, wayOut ?? "", error);
    }
  }

  #refuse(source: FunctionSource, path: readonly string[]): void {
    if (source.outerThis) {
      throw this.#cannot(path, "uses `this`", "Give what it needs a name, and pass that in `inputs`.");
    }
    if (source.importsUnknown) {
      throw this.#cannot(
        path,
        "imports a module whose name is computed",
        "Import it by its name, so that a change of it can be seen.",
      );
    }
    if (path.length === 0 && source.assigned.length > 0) {
      throw this.#cannot(
        path,
        `assigns to \`${source.assigned[0]}\`, which lies outside`,
        "A step that is reused does not run: let it return everything that it computes.",
      );
    }
  }

  #name(name: string, found: Found | undefined, from: Origin, path: readonly string[]): string {
    if (this.#around.covered.has(name) && (path.length === 0 || from === "cell")) return "input";
    if (found === undefined) return "provided";
    if ("digest" in found) return found.digest;
    try {
      return found.soft ? canonicalHash(found.value) : this.hashValue(found.value, [...path, name]);
    } catch (error) {
      if (found.soft) return "source";
      if (!(error instanceof NotHashable)) throw error;
      throw this.#cannot(
        path,
        `uses \`${name}${error.at}\`, ${kindOf(error.value)}, and whether that changes cannot be seen`,
        types.isModuleNamespaceObject(error.value)
          ? "Import the module with an import statement of its own cell."
          : `Pass what it is made of as plain data in \`inputs\` (as \`${name}\`, if that says all about it), or import it from a module.`,
      );
    }
  }

  /** Variables of the functions and blocks around come first, then what their file or the cells have. */
  #find(name: string, closure: Closure | undefined, own: boolean): Found | undefined {
    const from = originOf(closure);
    const { inner, outer } = scopesOf(closure, from);
    const local = inner.find(({ variables }) => name in variables);
    if (local !== undefined) {
      const value = local.variables[name];
      if (!types.isModuleNamespaceObject(value)) return { value, soft: false };
      // What a compiler made of an import: its modules are among the file's, or the kernel knows them.
      return from === "file" ? { value, soft: true } : (this.#importOf(name) ?? { value, soft: false });
    }
    if (from === "package") return undefined;
    if (from === "file") {
      // The text of the file is hashed. What its variables hold now matters for the step's own function, which may
      // use what a script read from its command line.
      const module = outer.find(({ kind, variables }) => kind !== "script" && name in variables);
      return own && module !== undefined ? { value: module.variables[name], soft: true } : undefined;
    }
    return this.#lookup(name) ?? this.#scriptVariable(name, closure, outer);
  }

  #importOf(name: string): Found | undefined {
    const found = this.#lookup(name);
    return found !== undefined && "digest" in found ? found : undefined;
  }

  #lookup(name: string): Found | undefined {
    const found = this.#around.lookup?.(name);
    if (found === undefined) return undefined;
    if (found.kind === "value") return { value: found.value, soft: false };
    const imported = found.imported ?? name;
    if (found.kind === "module") {
      this.#around.graph.add(found.file);
      return { digest: `${imported} of ${this.#around.graph.name(found.file)}` };
    }
    this.packages.add(found.specifier);
    this.#around.graph.addImport(found.specifier, join(this.#around.cellFolders[0]!, "cell.ts"));
    return { digest: `${imported} of package ${found.specifier}` };
  }

  #scriptVariable(
    name: string,
    closure: Closure | undefined,
    outer: readonly ClosureScope[],
  ): Found | undefined {
    const script = outer.find(({ variables }) => name in variables);
    if (script !== undefined) return { value: script.variables[name], soft: false };
    if (provided.has(name)) return undefined;
    if (name in globalThis) return { value: (globalThis as Record<string, unknown>)[name], soft: false };
    if (closure !== undefined) return undefined;
    throw this.#unseen(name);
  }

  /** A name that surely is the cells': from the kernel, else from the object that holds them. */
  #cellName(name: string, closure: Closure | undefined): Found {
    const found = this.#lookup(name);
    if (found !== undefined) return found;
    for (const { variables } of closure?.scopes ?? []) {
      for (const holder of cellScopes) {
        const scope: unknown = variables[holder];
        if (typeof scope === "object" && scope !== null && name in scope)
          return { value: (scope as Record<string, unknown>)[name], soft: false };
      }
    }
    if (this.#around.covered.has(name)) return { digest: "input" };
    throw this.#unseen(name);
  }

  #unseen(name: string): ClaimbookError {
    return new ClaimbookError(`its function uses \`${name}\`, and what that is cannot be seen`, {
      kind: "usage",
      where: this.#around.where,
      wayOut: `Pass it in \`inputs\` as \`${name}\`.`,
    });
  }

  #cannot(path: readonly string[], what: string, wayOut: string, cause?: unknown): ClaimbookError {
    const who = ["its function", ...path.map((name) => `\`${name}\``)].join(" uses ");
    const link = path.length === 0 ? " " : ", which ";
    return new ClaimbookError(`${who}${link}${what}`, {
      kind: "usage",
      where: this.#around.where,
      wayOut,
      ...(cause === undefined ? {} : { cause }),
    });
  }
}

function originOf(closure: Closure | undefined): Origin {
  if (closure?.file === undefined) return "cell";
  return inPackage(closure.file) ? "package" : "file";
}

/**
 * Scopes of functions and blocks, and those of the whole file or script. A CommonJS file is a function itself, which
 * V8 does not name: then its variables are among the first, but count as the file's.
 */
function scopesOf(
  closure: Closure | undefined,
  from: Origin,
): { inner: ClosureScope[]; outer: ClosureScope[] } {
  const scopes = closure?.scopes ?? [];
  const inner = scopes.filter(({ kind }) => kind === "local");
  const outer = scopes.filter(({ kind }) => kind !== "local");
  const last = inner.at(-1);
  if (from === "cell" || last?.named !== false || outer.some(({ kind }) => kind === "module"))
    return { inner, outer };
  return { inner: inner.slice(0, -1), outer: [last, ...outer] };
}

/** From the last `node_modules` on, so that it is the same on every machine. */
function packagePath(file: string): string {
  const parts = file.split(sep);
  return parts.slice(parts.lastIndexOf("node_modules") + 1).join("/");
}
