// The project in which the kernels work: local TypeScript, a tsconfig, and packages of every shape.
import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { root } from "./peers.mjs";

const helper = `import { deep } from "./nested/deep.js";
export interface Options { n: number }
export function helper({ n }: Options): number {
  if (n < 0) throw new RangeError("negative");
  return deep(n);
}
`;

const files = {
  "package.json": '{ "name": "playground", "private": true, "type": "module" }\n',
  // Nothing about strictness: that is a kernel's own default to get right.
  "tsconfig.json": `{
  "compilerOptions": {
    "target": "ES2022",
    "module": "ESNext",
    "moduleResolution": "Bundler",
    "noUncheckedIndexedAccess": true,
    "paths": { "@lib/*": ["./src/*"] }
  }
}
`,
  "src/helper.ts": helper,
  "src/nested/deep.ts": "export const deep = (n: number): number => n * 2;\n",
  "src/plain.ts": "export const plain = (n: number): number => n + 100;\n",
  "src/data.json": '{ "answer": 42 }\n',
  "notebooks/beside.ts": "export const beside = (n: number): number => n + 200;\n",
  "node_modules/exports-only/package.json":
    '{ "name": "exports-only", "version": "1.0.0", "type": "module", "exports": { ".": { "types": "./lib/main.d.ts", "default": "./lib/main.js" } } }',
  "node_modules/exports-only/lib/main.js": "export const value = 'main';\n",
  "node_modules/exports-only/lib/main.d.ts": "export declare const value: string;\n",
  "node_modules/esm-only/package.json":
    '{ "name": "esm-only", "version": "1.0.0", "type": "module", "main": "./main.js", "types": "./main.d.ts" }',
  "node_modules/esm-only/main.js": "export const esm = import.meta.url.endsWith('main.js') ? 7 : 0;\n",
  "node_modules/esm-only/main.d.ts": "export declare const esm: number;\n",
  "node_modules/awaits/package.json":
    '{ "name": "awaits", "version": "1.0.0", "type": "module", "main": "./main.js", "types": "./main.d.ts" }',
  "node_modules/awaits/main.js": "export const loaded = await Promise.resolve('awaited');\n",
  "node_modules/awaits/main.d.ts": "export declare const loaded: string;\n",
  "node_modules/common/package.json":
    '{ "name": "common", "version": "1.0.0", "main": "./main.js", "types": "./main.d.ts" }',
  "node_modules/common/main.js": "exports.twice = (n) => 2 * n;\n",
  "node_modules/common/main.d.ts": "export declare function twice(n: number): number;\n",
};

// Real packages, taken from this repository's node_modules.
const linked = ["@types/node", "undici-types", "tslab", "@tensorflow"];

export class Playground {
  constructor() {
    this.root = realpathSync(mkdtempSync(path.join(tmpdir(), "claimbook-playground-")));
    this.notebooks = path.join(this.root, "notebooks");
    for (const [name, content] of Object.entries(files)) this.write(name, content);
    for (const name of linked) this.#link(path.join(root, "node_modules", name), name);
    this.#link(root, "claimbook");
  }

  #link(target, name) {
    const link = path.join(this.root, "node_modules", name);
    mkdirSync(path.dirname(link), { recursive: true });
    symlinkSync(target, link, "junction");
  }

  write(name, content) {
    const file = path.join(this.root, name);
    mkdirSync(path.dirname(file), { recursive: true });
    writeFileSync(file, content);
  }

  remove() {
    rmSync(this.root, { recursive: true, force: true });
  }
}
