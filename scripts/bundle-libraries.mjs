// Libraries of hundreds of small modules -> a few files in dist/vendor/libraries, which dist/ then imports: most of
// the time that a short command takes goes into finding and opening modules (docs/decisions/bundled-libraries.md).
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "fflate";
import { bundledPackages, licences, replace } from "./bundle-danfojs.mjs";
import { root } from "./setup.mjs";

const dist = path.join(root, "dist");
const folder = path.join(dist, "vendor", "libraries");
const stamp = path.join(folder, ".stamp");

/** What dist/ imports to the file that it gets. */
const libraries = {
  "@sinclair/typebox": "typebox",
  "@sinclair/typebox/value": "typebox-value",
  puppeteer: "puppeteer",
};

// Unpacking downloads and driving Firefox: loaded from node_modules if they are ever asked for, which they are not.
const external = ["yargs", "extract-zip", "tar-fs", "chromium-bidi", "chromium-bidi/*"];

/**
 * What puppeteer would load each time for nothing: the way through proxies to downloads, of which claimbook does none,
 * and the search for puppeteer's own settings, which would run a `.puppeteerrc.cjs` of the folder that one works in.
 */
const leftOut = {
  "proxy-agent": `export class ProxyAgent { constructor() { throw new Error("claimbook downloads no browsers"); } }`,
  cosmiconfig: "export const cosmiconfigSync = () => ({ search: () => null });",
};
const leaveOut = {
  name: "leave-out",
  setup(build) {
    build.onResolve({ filter: /^(proxy-agent|cosmiconfig)$/ }, ({ path: name }) => ({
      path: name,
      namespace: "left-out",
    }));
    build.onLoad({ filter: /.*/, namespace: "left-out" }, ({ path: name }) => ({ contents: leftOut[name] }));
  },
};

/** Builds the bundles unless they are there for the same lockfile and script, and points dist/ at them. */
export async function bundleLibraries() {
  const lock = JSON.parse(readFileSync(path.join(root, "package-lock.json"), "utf8"));
  const key = createHash("sha256")
    .update(readFileSync(fileURLToPath(import.meta.url)))
    .update(JSON.stringify(lock.packages))
    .digest("hex");
  if (!existsSync(stamp) || readFileSync(stamp, "utf8") !== key) {
    rmSync(folder, { recursive: true, force: true });
    mkdirSync(folder, { recursive: true });
    await bundle();
    packPlotly();
    writeFileSync(stamp, key);
  }
  pointAtBundles();
}

async function bundle() {
  const esbuild = await import("esbuild");
  const { outputFiles, metafile } = await esbuild.build({
    entryPoints: Object.entries(libraries).map(([name, out]) => ({ in: name, out })),
    bundle: true,
    splitting: true,
    write: false,
    metafile: true,
    platform: "node",
    target: "node20",
    format: "esm",
    // CommonJS within them asks for Node's own modules.
    banner: {
      js: 'import { createRequire as requireFrom } from "node:module"; const require = requireFrom(import.meta.url);',
    },
    external,
    plugins: [leaveOut],
    minify: true,
    keepNames: true,
    legalComments: "none",
    logLevel: "warning",
    outdir: folder,
    absWorkingDir: root,
  });
  for (const { path: file, contents } of outputFiles) replace(file, contents);
  writeFileSync(path.join(folder, "LICENSES.txt"), licences(bundledPackages(metafile), "this folder"));
}

/** plotly's basic bundle as src/report/html/interactive.ts puts it into a page, under the hash of its text. */
function packPlotly() {
  const file = createRequire(import.meta.url).resolve("plotly.js-basic-dist-min/plotly-basic.min.js");
  const text = readFileSync(file);
  const hash = createHash("sha256").update(text).digest("hex").slice(0, 16);
  writeFileSync(path.join(folder, `plotly-basic-${hash}.gz`), gzipSync(text, { level: 9, mtime: 0 }));
}

/** Rewrites the names of the libraries in what tsc wrote; lines keep their numbers. */
function pointAtBundles() {
  const names = Object.keys(libraries).map((name) => name.replace(/[/.]/g, "\\$&"));
  const specifier = new RegExp(`(\\bfrom |\\bimport\\()"(${names.join("|")})"`, "g");
  for (const file of readdirSync(dist, { recursive: true })) {
    if (!file.endsWith(".js") || file.startsWith(`vendor${path.sep}`)) continue;
    const text = readFileSync(path.join(dist, file), "utf8");
    const to = path
      .relative(path.dirname(path.join(dist, file)), folder)
      .split(path.sep)
      .join("/");
    const changed = text.replace(
      specifier,
      (_, before, name) => `${before}"${to.startsWith(".") ? to : `./${to}`}/${libraries[name]}.js"`,
    );
    if (changed !== text) replace(path.join(dist, file), changed);
  }
}
