import { isBuiltin } from "node:module";
import path from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import vm from "node:vm";
import { nearestManifest } from "../../manifest.js";
import { packageRoot } from "../../paths.js";

export type Namespace = Record<string, unknown>;

/** `import.meta.resolve` with its second argument (flag `--experimental-import-meta-resolve`). */
const resolveFrom = import.meta.resolve as (specifier: string, parent: string) => string;

/**
 * What Node.js itself loads: packages, built-in modules, and files that need no compiler. One instance of each in
 * the whole process, wherever it is imported from.
 */
export class Packages {
  readonly #modules = new Map<string, vm.SyntheticModule>();

  /**
   * @param parent absolute path of the importing file, which need not exist
   * @throws as Node.js does when there is no such package
   */
  resolve(specifier: string, parent: string): string {
    if (isBuiltin(specifier)) return specifier.startsWith("node:") ? specifier : `node:${specifier}`;
    try {
      return resolveFrom(specifier, pathToFileURL(parent).href);
    } catch (error) {
      // The kernel may be installed outside of the project: its own package is always there.
      if (specifier === "claimbook") return pathToFileURL(path.join(packageRoot, "dist", "index.js")).href;
      throw error;
    }
  }

  async load(specifier: string, parent: string, attributes: Record<string, string> = {}): Promise<Namespace> {
    return this.#import(this.resolve(specifier, parent), attributes);
  }

  async #import(url: string, attributes: Record<string, string>): Promise<Namespace> {
    const all = attributes.type === undefined && isJson(url) ? { ...attributes, type: "json" } : attributes;
    return Object.keys(all).length === 0 ? await import(url) : await import(url, { with: all });
  }

  /** The same for a local module that imports it: a module with the namespace's exports as they are now. */
  async module(
    specifier: string,
    parent: string,
    attributes: Record<string, string>,
  ): Promise<vm.SyntheticModule> {
    const url = this.resolve(specifier, parent);
    const key = `${url} ${JSON.stringify(attributes)}`;
    const known = this.#modules.get(key);
    if (known !== undefined) return known;
    const namespace = await this.#import(url, attributes);
    const names = new Set([...Object.keys(namespace), ...Object.keys(memberSource(namespace, url) ?? {})]);
    const module = new vm.SyntheticModule(
      [...names],
      () => {
        for (const name of names) module.setExport(name, member(namespace, name, url));
      },
      { identifier: url },
    );
    this.#modules.set(key, module);
    return module;
  }
}

function isJson(url: string): boolean {
  return url.startsWith("file:") && url.endsWith(".json");
}

/**
 * An export by name. Node.js finds the names of a CommonJS module by reading its text and misses some, which
 * TypeScript knows: those are taken from `module.exports` itself.
 */
export function member(namespace: Namespace, name: string, url: string): unknown {
  if (Object.hasOwn(namespace, name)) return namespace[name];
  return memberSource(namespace, url)?.[name];
}

export function hasMember(namespace: Namespace, name: string, url: string): boolean {
  const source = memberSource(namespace, url);
  return Object.hasOwn(namespace, name) || (source !== undefined && name in source);
}

/** `module.exports` of a CommonJS module that has properties. */
function memberSource(namespace: Namespace, url: string): Namespace | undefined {
  const exported = namespace.default;
  if ((typeof exported !== "object" && typeof exported !== "function") || exported === null) return undefined;
  return isCommonJs(url) ? (exported as Namespace) : undefined;
}

const kinds = new Map<string, boolean>();

function isCommonJs(url: string): boolean {
  if (!url.startsWith("file:")) return false;
  const known = kinds.get(url) ?? readKind(fileURLToPath(url));
  kinds.set(url, known);
  return known;
}

/** As Node.js decides it: by the ending, else by the nearest package.json. */
function readKind(file: string): boolean {
  if (/\.(cjs|node)$/.test(file)) return true;
  if (!file.endsWith(".js")) return false;
  return nearestManifest(file).type !== "module";
}
