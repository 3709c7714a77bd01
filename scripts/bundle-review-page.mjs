// src/review-page/browser -> dist/review-page/browser/main.js: the script of the review page, for browsers.
import path from "node:path";
import { root, run } from "./setup.mjs";

const folder = path.join(root, "src", "review-page", "browser");

/** Checks its types, which know the DOM as the rest of the project does not, and bundles it. @returns exit status */
export async function bundleReviewPage() {
  const status = run(process.execPath, [
    path.join(root, "node_modules/typescript/bin/tsc"),
    "-p",
    path.join(folder, "tsconfig.json"),
  ]);
  const esbuild = await import("esbuild");
  await esbuild.build({
    entryPoints: [path.join(folder, "main.ts")],
    bundle: true,
    format: "esm",
    target: "es2022",
    minify: true,
    // DOMPurify's licence travels with it.
    legalComments: "inline",
    logLevel: "warning",
    outfile: path.join(root, "dist", "review-page", "browser", "main.js"),
    absWorkingDir: root,
  });
  return status;
}
