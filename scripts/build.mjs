// src/ -> dist/: compiled TypeScript and the files that lie beside it.
import { cpSync, readdirSync } from "node:fs";
import path from "node:path";
import { root, run } from "./setup.mjs";

const status = run(process.execPath, [
  path.join(root, "node_modules/typescript/bin/tsc"),
  "-p",
  "tsconfig.build.json",
]);
if (status !== 0) process.exit(status);

// Styles, schemas and other files that modules read at run time keep their place below dist/.
for (const file of readdirSync(path.join(root, "src"), { recursive: true })) {
  if (/\.(css|json|html|svg|py)$/.test(file))
    cpSync(path.join(root, "src", file), path.join(root, "dist", file));
}
