// `npm test`: sets itself up, then type check, lint and the whole suite. Arguments go to vitest.
import path from "node:path";
import { root, run, setup } from "./setup.mjs";

setup();
const node = (script, ...args) => run(process.execPath, [path.join(root, "node_modules", script), ...args]);
const wanted = process.argv.slice(2);
if (wanted.length === 0) {
  for (const status of [
    node("typescript/bin/tsc", "-p", "tsconfig.json", "--noEmit"),
    node("@biomejs/biome/bin/biome", "check", "."),
  ]) {
    if (status !== 0) process.exit(status);
  }
}
process.exit(node("vitest/vitest.mjs", "run", ...wanted));
