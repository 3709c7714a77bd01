// src/ -> dist/: compiled TypeScript, the files that lie beside it, and the danfojs bundle.
// Does nothing when nothing changed since the last build; `--force` builds anyway.
import { createHash } from "node:crypto";
import {
  chmodSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import path from "node:path";
import { bundleDanfojs } from "./bundle-danfojs.mjs";
import { bundleLibraries } from "./bundle-libraries.mjs";
import { bundleReviewPage } from "./bundle-review-page.mjs";
import { compileSchemas } from "./compile-schemas.mjs";
import { root, run } from "./setup.mjs";

const src = path.join(root, "src");
const dist = path.join(root, "dist");
const stamp = path.join(dist, ".built");

/** Names, sizes and times of everything the build reads. */
function fingerprint() {
  const hash = createHash("sha256");
  const config = ["package-lock.json", "tsconfig.json", "tsconfig.build.json"].map((f) => path.join(root, f));
  const scripts = readdirSync(path.join(root, "scripts")).map((f) => path.join(root, "scripts", f));
  const sources = readdirSync(src, { recursive: true }).map((f) => path.join(src, f));
  for (const file of [...config, ...scripts, ...sources].sort()) {
    const stat = statSync(file, { throwIfNoEntry: false });
    if (stat?.isFile()) hash.update(`${path.relative(root, file)}\0${stat.size}\0${stat.mtimeMs}\n`);
  }
  return hash.digest("hex");
}

/** Styles, schemas and other files that modules read at run time keep their place below dist/. */
function copyBeside() {
  for (const file of readdirSync(src, { recursive: true })) {
    if (!/\.(css|json|html|svg|py|cjs|d\.cts)$/.test(file) || /tsconfig\.json$/.test(file)) continue;
    mkdirSync(path.join(dist, path.dirname(file)), { recursive: true });
    copyFileSync(path.join(src, file), path.join(dist, file));
  }
}

/** tsc leaves what it made of a source file that is gone; an import of it would go on working here only. */
function removeStale() {
  for (const file of readdirSync(dist, { recursive: true })) {
    const made = /^(.*?)\.(js|js\.map|d\.ts)$/.exec(file);
    if (made === null || file.startsWith(`vendor${path.sep}`)) continue;
    if (!existsSync(path.join(src, `${made[1]}.ts`))) rmSync(path.join(dist, file), { force: true });
  }
}

const before = fingerprint();
const upToDate = existsSync(stamp) && readFileSync(stamp, "utf8") === before;
if (!upToDate || process.argv.includes("--force")) {
  rmSync(stamp, { force: true });
  // tsc believes its build info even when the files it describes are gone.
  if (!existsSync(path.join(dist, "cli", "main.js")))
    rmSync(path.join(dist, ".tsbuildinfo"), { force: true });
  const compiled = run(process.execPath, [
    path.join(root, "node_modules/typescript/bin/tsc"),
    "-p",
    "tsconfig.build.json",
  ]);
  removeStale();
  copyBeside();
  await compileSchemas();
  await bundleDanfojs();
  await bundleLibraries();
  const bundled = await bundleReviewPage();
  const status = compiled || bundled;
  if (status !== 0) {
    console.error("claimbook: the build found the errors above.");
    process.exit(status);
  }
  chmodSync(path.join(dist, "cli", "main.js"), 0o755);
  writeFileSync(stamp, before);
}
