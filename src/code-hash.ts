import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";

/**
 * sha256 over the JavaScript below a folder, names and contents, in the order of their names: which code made a
 * result. Maps and declarations change nothing that runs and are left out.
 *
 * @param parts folders and files below it that count; all of it by default
 */
export function codeHash(folder: string, parts?: readonly string[]): string {
  const counts = (file: string) =>
    parts === undefined || parts.some((part) => file === part || file.startsWith(`${part}/`));
  const files = readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && /\.(c|m)?js$/.test(entry.name))
    .map((entry) => path.relative(folder, path.join(entry.parentPath, entry.name)).replaceAll(path.sep, "/"))
    .filter(counts)
    .sort();
  const hash = createHash("sha256");
  for (const file of files) {
    const bytes = readFileSync(path.join(folder, file));
    hash.update(`${file}\0${bytes.length}\0`).update(bytes);
  }
  return hash.digest("hex");
}
