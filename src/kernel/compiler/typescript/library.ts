import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import ts from "../../../typescript.cjs";

/** Where TypeScript's own declarations of JavaScript's library are. */
export const libraryFolder = path.dirname(ts.getDefaultLibFilePath({}));

/** One file in the place of all files of JavaScript's library that a program asks for. */
export interface Library {
  file: string;
  text: string;
  /** The files whose place it takes. */
  parts: readonly string[];
}

const reference = /^\/\/\/\s*<reference\s+(?:lib="([^"]+)"|no-default-lib="true")\s*\/>[^\n]*$/gm;

/**
 * TypeScript has its library in some eighty files, most of which add to the same interfaces, and puts them together
 * for every program anew. As one file that is done once.
 *
 * @param names as in the option `lib` of a program, e.g. `lib.es2024.d.ts`
 */
export function libraryOf(names: readonly string[]): Library {
  const texts = new Map<string, string>();
  const add = (name: string): void => {
    const file = path.join(libraryFolder, name);
    if (texts.has(file)) return;
    const text = existsSync(file) ? readFileSync(file, "utf8") : "";
    texts.set(file, text.replace(reference, ""));
    for (const [, needed] of text.matchAll(reference)) if (needed !== undefined) add(fileName(needed));
  };
  for (const name of names) add(name);
  const parts = [...texts.keys()].sort((a, b) => priority(a) - priority(b));
  return {
    file: path.join(libraryFolder, "lib.claimbook.d.ts"),
    text: parts.map((file) => texts.get(file)).join("\n"),
    parts,
  };
}

// Of TypeScript's own: the order in which files come decides which of several signatures is tried first.
const { libs = [], libMap } = ts as unknown as {
  libs?: readonly string[];
  libMap?: ReadonlyMap<string, string>;
};

function fileName(library: string): string {
  return libMap?.get(library.toLowerCase()) ?? `lib.${library}.d.ts`;
}

function priority(file: string): number {
  const name = path.basename(file).replace(/^lib\.|\.d\.ts$/g, "");
  const index = libs.indexOf(name);
  return index < 0 ? libs.length : index;
}
