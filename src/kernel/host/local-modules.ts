import { existsSync } from "node:fs";
import path from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import vm from "node:vm";
import type { ImportTarget, LocalModule } from "../compiler/cell-compiler.js";
import { sameModule } from "../compiler/same-module.js";
import type { Namespace, Packages } from "./packages.js";
import type { StackPositions } from "./positions.js";

interface Loaded {
  module: vm.Module;
  /** Set when it, and all it imports, has run to its end. */
  ready: boolean;
  evaluation: Promise<void> | undefined;
}

interface ImportOptions {
  with?: Record<string, string>;
}

/**
 * The project's own files that cells import: ES modules that the compiler sent. An edited file, and every file that
 * imports it, is loaded afresh when it is asked for next; all others keep their one instance and its state.
 */
export class LocalModules {
  readonly #packages: Packages;
  readonly #positions: StackPositions;
  readonly #root: string;
  readonly #sources = new Map<string, LocalModule>();
  readonly #versions = new Map<string, number>();
  readonly #loaded = new Map<string, Loaded>();
  /** Modules are linked one graph after the other: two at once would see each other half linked. */
  #linking: Promise<unknown> = Promise.resolve();

  /** @param root project folder: files in it are named relative to it */
  constructor(packages: Packages, positions: StackPositions, root: string) {
    this.#packages = packages;
    this.#positions = positions;
    this.#root = root;
  }

  /** Takes over new and changed files. Nothing runs yet. @returns files whose instance is no longer valid */
  update(modules: LocalModule[]): Set<string> {
    const stale = new Set<string>();
    for (const module of modules) {
      const before = this.#sources.get(module.file);
      this.#sources.set(module.file, module);
      if (before !== undefined && sameModule(before, module)) continue;
      this.#versions.set(module.file, (this.#versions.get(module.file) ?? 0) + 1);
      stale.add(module.file);
    }
    if (stale.size === 0) return stale;
    for (let size = 0; size !== stale.size; ) {
      size = stale.size;
      for (const [file, source] of this.#sources)
        if (localImports(source).some((each) => stale.has(each))) stale.add(file);
    }
    for (const file of stale) this.#loaded.delete(file);
    return stale;
  }

  /** Runs the module if it has not run yet. @throws what it throws; the next call tries again */
  async load(file: string): Promise<Namespace> {
    const loaded = this.#instance(file);
    if (loaded.ready) return loaded.module.namespace as Namespace;
    // Whoever needs it while it is still running waits for the same run.
    loaded.evaluation ??= this.#evaluate(loaded, file);
    await loaded.evaluation;
    return loaded.module.namespace as Namespace;
  }

  /** Instances that have not run to their end will be made anew: nobody will finish them. */
  abandon(): void {
    for (const [file, loaded] of this.#loaded) if (!loaded.ready) this.#loaded.delete(file);
    this.#linking = Promise.resolve();
  }

  async #evaluate(loaded: Loaded, file: string): Promise<void> {
    try {
      const link = this.#linking.then(() => this.#link(loaded.module));
      this.#linking = link.catch(() => {});
      await link;
      await loaded.module.evaluate();
      for (const each of this.#reachable(file)) {
        const dependency = this.#loaded.get(each);
        if (dependency !== undefined) dependency.ready = true;
      }
      loaded.ready = true;
    } catch (error) {
      for (const each of this.#reachable(file)) {
        const dependency = this.#loaded.get(each);
        if (dependency !== undefined && !dependency.ready && dependency.module.status !== "evaluated")
          this.#loaded.delete(each);
      }
      if (this.#loaded.get(file) === loaded) this.#loaded.delete(file);
      throw error;
    }
  }

  async #link(module: vm.Module): Promise<void> {
    if (module.status !== "unlinked") return;
    await module.link((specifier, referencing, extra) => {
      const { attributes } = extra as unknown as { attributes?: Record<string, string> };
      const file = fileOf(referencing.identifier);
      const target = this.#sources.get(file)?.imports[specifier] ?? { kind: "node", parent: file };
      if (target.kind === "local") return this.#instance(target.file).module;
      return this.#packages.module(specifier, target.parent, { ...attributes });
    });
  }

  #reachable(file: string): Set<string> {
    const found = new Set([file]);
    for (const each of found) {
      const source = this.#sources.get(each);
      if (source !== undefined) for (const next of localImports(source)) found.add(next);
    }
    return found;
  }

  #instance(file: string): Loaded {
    const known = this.#loaded.get(file);
    if (known !== undefined) return known;
    const source = this.#sources.get(file);
    if (source === undefined) throw new Error(`${file} was imported, but the compiler has not sent it`);
    const loaded: Loaded = {
      module: source.json ? jsonModule(source) : this.#sourceModule(source),
      ready: false,
      evaluation: undefined,
    };
    this.#loaded.set(file, loaded);
    return loaded;
  }

  #sourceModule(source: LocalModule): vm.SourceTextModule {
    const { file } = source;
    const version = this.#versions.get(file) ?? 1;
    // Functions of earlier versions may still run, and their positions are those of their own text.
    const identifier = version === 1 ? file : `${file}?${version}`;
    const label = path.relative(this.#root, file);
    this.#positions.add(identifier, {
      label: label.startsWith("..") ? file : label,
      maps: source.map === undefined ? [] : [source.map],
      shift: 0,
    });
    return new vm.SourceTextModule(source.code, {
      identifier,
      initializeImportMeta: (meta) => Object.assign(meta, this.meta(file)),
      importModuleDynamically: ((specifier: string, _module: unknown, attributes: Record<string, string>) =>
        this.import(specifier, file, { with: attributes })) as never,
    });
  }

  /** `import.meta` of a file. */
  meta(file: string): Record<string, unknown> {
    return {
      url: pathToFileURL(file).href,
      dirname: path.dirname(file),
      filename: file,
      resolve: (specifier: string) => this.#url(specifier, file),
    };
  }

  #url(specifier: string, parent: string): string {
    const local = this.#find(specifier, [path.dirname(parent)], parent);
    return local === undefined ? this.#packages.resolve(specifier, parent) : pathToFileURL(local).href;
  }

  /**
   * `import()` in code of `parent`.
   *
   * @param folders where a relative specifier is looked for, in this order; the folder of `parent` by default
   */
  async import(
    specifier: unknown,
    parent: string,
    options: ImportOptions = {},
    folders: string[] = [path.dirname(parent)],
  ): Promise<Namespace> {
    const name = String(specifier);
    const local = this.#find(name, folders, parent);
    if (local !== undefined && this.#sources.has(local)) return this.load(local);
    return this.#packages.load(local === undefined ? name : pathToFileURL(local).href, parent, {
      ...options.with,
    });
  }

  /** The local file meant: one that the compiler sent, or any that exists. */
  #find(specifier: string, folders: string[], parent: string): string | undefined {
    const target: ImportTarget | undefined = this.#sources.get(parent)?.imports[specifier];
    if (target !== undefined) return target.kind === "local" ? target.file : undefined;
    if (specifier.startsWith("file:")) folders = ["/"];
    else if (!/^\.{0,2}\//.test(specifier)) return undefined;
    const names = folders.map((folder) =>
      specifier.startsWith("file:") ? fileURLToPath(specifier) : path.resolve(folder, specifier),
    );
    const candidates = names.flatMap((name) => [
      name,
      ...["ts", "tsx", "js", "json", "mts"].map((ending) => `${name}.${ending}`),
      name.replace(/\.(m?)jsx?$/, ".$1ts"),
      path.join(name, "index.ts"),
      path.join(name, "index.js"),
    ]);
    return (
      candidates.find((each) => this.#sources.has(each)) ??
      candidates.find((each) => path.extname(each) !== "" && existsSync(each))
    );
  }
}

function fileOf(identifier: string): string {
  return identifier.replace(/\?\d+$/, "");
}

function localImports(source: LocalModule): string[] {
  return Object.values(source.imports).flatMap((target) => (target.kind === "local" ? [target.file] : []));
}

function jsonModule(source: LocalModule): vm.SyntheticModule {
  const value: unknown = JSON.parse(source.code);
  const names =
    typeof value === "object" && value !== null && !Array.isArray(value) ? Object.keys(value) : [];
  const module = new vm.SyntheticModule(
    ["default", ...names.filter((name) => name !== "default")],
    () => {
      for (const name of names) if (name !== "default") module.setExport(name, (value as Namespace)[name]);
      module.setExport("default", value);
    },
    { identifier: source.file },
  );
  return module;
}
