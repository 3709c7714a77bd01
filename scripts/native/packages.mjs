// The npm side of the native folder: the packages of every backend set up in it, none of their install scripts.
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { nodeGyp, tfjs, webgpu } from "./pins.mjs";
import { Missing, run } from "./process.mjs";

const packageRoot = path.resolve(path.dirname(fileURLToPath(import.meta.url)), "..", "..");

/** What npm installs for a backend. */
const packages = {
  node: { "@tensorflow/tfjs-node": tfjs, "node-gyp": nodeGyp },
  "node-gpu": { "@tensorflow/tfjs-node-gpu": tfjs, "node-gyp": nodeGyp },
  webgpu: { "@tensorflow/tfjs-backend-webgpu": tfjs, webgpu },
};

/**
 * These packages bring their own copies of TensorFlow.js, and a tensor of one copy means nothing to another. In
 * their place stand modules that hand on claimbook's.
 */
const handedOn = ["@tensorflow/tfjs", "@tensorflow/tfjs-core", "@tensorflow/tfjs-backend-cpu"];

const json = (value) => `${JSON.stringify(value, null, 2)}\n`;

/** Whether a folder was made by this command, and may so be changed and removed by it. */
export function isOurs(root) {
  try {
    return JSON.parse(readFileSync(path.join(root, "package.json"), "utf8")).name === "claimbook-native";
  } catch {
    return false;
  }
}

/** Where npm puts a package. */
export function homeOf(root, name) {
  return path.join(root, "node_modules", ...name.split("/"));
}

/** Installs the packages of a backend into `root`, and those of the backends that are there already. */
export function installPackages(root, backend) {
  if (existsSync(path.join(root, "package.json")) && !isOurs(root))
    throw new Missing(`${root} is in use by something else`, "Name another folder in CLAIMBOOK_NATIVE.");
  mkdirSync(root, { recursive: true });
  writeFileSync(path.join(root, ".gitignore"), "*\n");
  const wanted = Object.keys(packages).filter(
    (name) => name === backend || existsSync(path.join(root, `${name}.json`)),
  );
  const { resolve } = createRequire(path.join(packageRoot, "package.json"));
  const shared = {};
  for (const name of handedOn) {
    const folder = path.join(root, "shared", path.basename(name));
    mkdirSync(folder, { recursive: true });
    writeFileSync(path.join(folder, "package.json"), json({ name, version: tfjs, main: "index.cjs" }));
    writeFileSync(
      path.join(folder, "index.cjs"),
      `module.exports = require(${JSON.stringify(resolve(name))});\n`,
    );
    shared[name] = `file:./shared/${path.basename(name)}`;
  }
  // Dependencies as well: tfjs-node imports @tensorflow/tfjs-core without naming it among its own.
  const dependencies = Object.assign({}, shared, ...wanted.map((name) => packages[name]));
  const overrides = Object.fromEntries(handedOn.map((name) => [name, `$${name}`]));
  writeFileSync(
    path.join(root, "package.json"),
    json({ name: "claimbook-native", private: true, dependencies, overrides }),
  );
  run(
    "npm",
    ["install", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error", "--prefix", root],
    {
      cwd: root,
      shell: process.platform === "win32",
      wayOut: "npm's registry is needed once; see npm's message above.",
    },
  );
}
