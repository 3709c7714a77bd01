// node_modules/danfojs-node -> dist/vendor/danfojs.cjs.
// danfojs-node installs only with the `overrides` of this project's package.json, which do not reach the people
// who install claimbook; so claimbook ships it bundled (docs/decisions/danfojs-bundle.md).
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { root } from "./setup.mjs";

const vendor = path.join(root, "dist", "vendor");
const bundle = path.join(vendor, "danfojs.cjs");
const stamp = path.join(vendor, ".stamp");

// Reading from the network, reading Excel files and plotting in a browser are left out: claimbook reads no data
// behind the notebook's back, and these four packages are most of the weight and all of the known weaknesses.
const leftOut = ["request", "node-fetch", "xlsx", "plotly.js-dist-min"];

// The engine must be the one that the rest of claimbook computes with, not a second copy.
const engine = "@tensorflow/tfjs";

const entry = `
  const { DataFrame, Series, concat, merge, toCSV, toJSON, readCSV, readJSON } = require("danfojs-node");
  module.exports = { DataFrame, Series, concat, merge, toCSV, toJSON, readCSV, readJSON };
`;

const replacements = {
  name: "claimbook-danfojs",
  setup(build) {
    build.onResolve({ filter: /^@tensorflow\/tfjs-node$/ }, () => ({ path: engine, external: true }));
    build.onResolve({ filter: new RegExp(`^(${leftOut.join("|")})$`) }, ({ path: name }) => ({
      path: name,
      namespace: "left-out",
    }));
    build.onLoad({ filter: /.*/, namespace: "left-out" }, ({ path: name }) => ({
      contents: `module.exports = new Proxy(function () {}, {
        get: (_, key) => key === "__esModule" || typeof key === "symbol" ? undefined : module.exports,
        apply() {
          throw new Error(${JSON.stringify(`danfojs inside claimbook comes without "${name}": read the data yourself, then make a DataFrame of it`)});
        },
      });`,
    }));
  },
};

/** Builds the bundle unless it is there for the same lockfile and the same script. */
export async function bundleDanfojs() {
  const lock = JSON.parse(readFileSync(path.join(root, "package-lock.json"), "utf8"));
  const key = createHash("sha256")
    .update(readFileSync(fileURLToPath(import.meta.url)))
    .update(JSON.stringify(lock.packages))
    .digest("hex");
  if (existsSync(bundle) && existsSync(stamp) && readFileSync(stamp, "utf8") === key) return;

  const esbuild = await import("esbuild");
  const { outputFiles, metafile } = await esbuild.build({
    stdin: { contents: entry, resolveDir: root, sourcefile: "danfojs-entry.cjs" },
    bundle: true,
    write: false,
    metafile: true,
    platform: "node",
    target: "node20",
    format: "cjs",
    external: [engine],
    plugins: [replacements],
    minifyWhitespace: true,
    minifySyntax: true,
    legalComments: "none",
    logLevel: "warning",
    outfile: bundle,
    absWorkingDir: root,
  });
  const packages = bundledPackages(metafile);
  const native = Object.keys(metafile.inputs).filter((file) => file.endsWith(".node"));
  if (native.length > 0) throw new Error(`the danfojs bundle would need native code: ${native.join(", ")}`);

  mkdirSync(vendor, { recursive: true });
  rmSync(stamp, { force: true });
  replace(bundle, outputFiles[0].contents);
  replace(path.join(vendor, "LICENSES.txt"), licences(packages, "danfojs.cjs"));
  writeFileSync(stamp, key);
}

/** A process that loads the file meanwhile sees the old or the new one, never half of it. */
export function replace(file, contents) {
  writeFileSync(`${file}.${process.pid}`, contents);
  renameSync(`${file}.${process.pid}`, file);
}

/** Folders of the packages whose code is in the bundle, by name. */
export function bundledPackages(metafile) {
  const folders = new Map();
  const used = Object.values(metafile.outputs).flatMap((output) => Object.entries(output.inputs));
  for (const [file, { bytesInOutput }] of used) {
    const found = /^(?:.*\/)?node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(file);
    if (found && bytesInOutput > 0) folders.set(found[1], path.join(root, found[0]));
  }
  return [...folders].sort(([a], [b]) => (a < b ? -1 : 1));
}

const mit = `Permission is hereby granted, free of charge, to any person obtaining a copy of this software and associated documentation files (the "Software"), to deal in the Software without restriction, including without limitation the rights to use, copy, modify, merge, publish, distribute, sublicense, and/or sell copies of the Software, and to permit persons to whom the Software is furnished to do so, subject to the following conditions:

The above copyright notice and this permission notice shall be included in all copies or substantial portions of the Software.

THE SOFTWARE IS PROVIDED "AS IS", WITHOUT WARRANTY OF ANY KIND, EXPRESS OR IMPLIED, INCLUDING BUT NOT LIMITED TO THE WARRANTIES OF MERCHANTABILITY, FITNESS FOR A PARTICULAR PURPOSE AND NONINFRINGEMENT. IN NO EVENT SHALL THE AUTHORS OR COPYRIGHT HOLDERS BE LIABLE FOR ANY CLAIM, DAMAGES OR OTHER LIABILITY, WHETHER IN AN ACTION OF CONTRACT, TORT OR OTHERWISE, ARISING FROM, OUT OF OR IN CONNECTION WITH THE SOFTWARE OR THE USE OR OTHER DEALINGS IN THE SOFTWARE.`;

/** Packages that say MIT in package.json and carry no licence file; the notice is the one in their sources. */
const notices = { "danfojs-node": "Copyright 2022 JsData. All rights reserved." };

/** @param what the bundle that is made of them, e.g. `danfojs.cjs` */
export function licences(packages, what) {
  const parts = [`${what} is made of these packages.\n`];
  for (const [name, folder] of packages) {
    const { version, license } = JSON.parse(readFileSync(path.join(folder, "package.json"), "utf8"));
    const files = readdirSync(folder).filter((file) => /^(licen[cs]e|notice)/i.test(file));
    const texts = files.map((file) => readFileSync(path.join(folder, file), "utf8").trim());
    if (texts.length === 0 && license === "MIT")
      texts.push(`${notices[name] ?? `The authors of ${name}`}\n\n${mit}`);
    // The same licence comes along with TypeScript, whose file is its text and nothing else.
    if (texts.length === 0 && license === "Apache-2.0")
      texts.push(readFileSync(path.join(root, "node_modules/typescript/LICENSE.txt"), "utf8").trim());
    if (texts.length === 0) throw new Error(`${name} has no licence text to ship with ${what}`);
    parts.push(
      `${"=".repeat(80)}\n${name} ${version} (${license ?? "see below"})\n\n${texts.join("\n\n")}\n`,
    );
  }
  return parts.join("\n");
}
