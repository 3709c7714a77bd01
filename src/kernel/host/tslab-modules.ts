import Module, { createRequire } from "node:module";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { packageRoot } from "../../paths.js";
import type { TslabProgram } from "../compiler/cell-compiler.js";

type Exports = Record<string, unknown>;

/** What tslab's `display` calls with the content of a Jupyter message. */
export type TslabDisplay = (content: Record<string, unknown>, update: boolean) => void;

/**
 * What cells that tslab's converter compiled see as `exports` and `require`: one object that holds the variables of
 * all cells, and a `require` from the project root that also knows tslab, local TypeScript files that the converter
 * compiled, and ES modules with top-level await.
 */
export class TslabModules {
  /** The cells' variables. */
  readonly values: Exports = {};
  readonly exports: Exports;
  readonly require: NodeJS.Require;
  readonly #root: string;
  readonly #native: NodeJS.Require;
  readonly #display: TslabDisplay;
  readonly #compiled = new Map<string, string>();
  readonly #loaded = new Map<string, Module>();
  /** Namespaces of ES modules that `require` refuses because they await at their top level. */
  readonly #asynchronous = new Map<string, unknown>();

  constructor(root: string, display: TslabDisplay) {
    this.#root = root;
    this.#native = createRequire(path.join(root, "cell.js"));
    this.#display = display;
    this.exports = this.#assignable();
    this.require = this.#requireFrom(root, this.#native);
  }

  /** Takes over newly compiled local files; those loaded before in an older version are loaded afresh. */
  update(files: TslabProgram["files"]): void {
    for (const file of files) {
      this.#loaded.delete(file.path);
      this.#compiled.set(file.path, file.code);
    }
  }

  /** Loads those modules of a compiled cell that only `import()` can load. */
  async preload(code: string): Promise<void> {
    for (const [, name] of code.matchAll(/\brequire\("([^"\n]+)"\)/g)) {
      if (name === undefined || this.#asynchronous.has(name) || this.#isCompiled(this.#root, name)) continue;
      let file: string;
      try {
        file = this.#resolve(name, this.#native);
        if (!path.isAbsolute(file)) continue;
        this.#native(file);
      } catch (error) {
        // Every other failure belongs to the cell, at the place where it asks for the module.
        if ((error as { code?: unknown } | null)?.code !== "ERR_REQUIRE_ASYNC_MODULE") continue;
        this.#asynchronous.set(name, await import(pathToFileURL(this.#resolve(name, this.#native)).href));
      }
    }
  }

  /**
   * TypeScript defines imported names on `exports` as getters that cannot be set again; a later cell may
   * declare the same name, so they become plain properties.
   */
  #assignable(): Exports {
    return new Proxy(this.values, {
      defineProperty: (target, key, attributes) => {
        if (key === "__esModule") return true;
        target[key as string] = attributes.get === undefined ? attributes.value : attributes.get();
        return true;
      },
    });
  }

  #isCompiled(folder: string, name: string): string | undefined {
    if (!/^\.{0,2}\//.test(name)) return undefined;
    const file = path.resolve(folder, name);
    const candidates = [file, `${file}.js`, path.join(file, "index.js"), file.replace(/\.tsx?$/, ".js")];
    return candidates.map((each) => each.replaceAll(path.sep, "/")).find((each) => this.#compiled.has(each));
  }

  #resolve(name: string, native: NodeJS.Require): string {
    try {
      return native.resolve(name);
    } catch (error) {
      // The kernel may be installed outside of the project: its own package is always there.
      if (name === "claimbook") return path.join(packageRoot, "dist", "index.js");
      throw error;
    }
  }

  #requireFrom(folder: string, native: NodeJS.Require): NodeJS.Require {
    const load = (name: string): unknown => {
      if (name === "tslab") return this.#tslab();
      const compiled = this.#isCompiled(folder, name);
      if (compiled !== undefined) return this.#load(compiled);
      if (this.#asynchronous.has(name)) return this.#asynchronous.get(name);
      return native(this.#resolve(name, native));
    };
    return Object.assign(load, {
      resolve: native.resolve,
      cache: native.cache,
      main: native.main,
      extensions: native.extensions,
    });
  }

  /** The package tslab, which need not be installed in the project. */
  #tslab(): unknown {
    const own = createRequire(import.meta.url);
    const jupyter = own("tslab/dist/jupyter.js") as { lastWriteDisplayData: TslabDisplay };
    jupyter.lastWriteDisplayData = this.#display;
    return own("tslab");
  }

  #load(file: string): unknown {
    const known = this.#loaded.get(file);
    if (known !== undefined) return known.exports;
    const folder = path.dirname(file);
    const module = new Module(file);
    module.filename = file;
    module.require = this.#requireFrom(folder, createRequire(file)) as typeof module.require;
    this.#loaded.set(file, module);
    try {
      const code = this.#compiled.get(file)!;
      (module as unknown as { _compile(code: string, file: string): void })._compile(code, file);
    } catch (error) {
      this.#loaded.delete(file);
      throw error;
    }
    return module.exports;
  }
}
