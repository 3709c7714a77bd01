#!/usr/bin/env node
// `npm run setup:native`: TensorFlow's own kernels for TensorFlow.js, without tfjs-node's install script (which
// fetches a TensorFlow of 2022). Everything lands in one folder that npm never looks at; deleting it undoes it all.
import { createHash } from "node:crypto";
import {
  createReadStream,
  existsSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { cudaGaps, cudaWheels } from "./native/cuda.mjs";
import { nodeGyp, npmPackage, tensorflow, tfjsNode, wheelFor } from "./native/pins.mjs";
import { Missing, output, run } from "./native/process.mjs";
import { requirements } from "./native/requirements.mjs";

const here = path.dirname(fileURLToPath(import.meta.url));
const packageRoot = path.dirname(here);

const help = `Usage: npm run setup:native [-- OPTIONS]
   or: node node_modules/claimbook/scripts/setup-native.mjs [OPTIONS]

Builds the TensorFlow.js backend "node" (or "node-gpu") against TensorFlow ${tensorflow}:
fetches its wheel (checked against a pinned SHA-256), unpacks the library, compiles the binding
of ${npmPackage.node} ${tfjsNode} and runs a check. Needs Python 3.9+ with pip, a C++ compiler and make.
It may be run again at any time: it goes on with the first step that is not done.

  --gpu          the backend "node-gpu" (NVIDIA, Linux x64), with ${npmPackage["node-gpu"]}
  --cuda         with --gpu: also fetch NVIDIA's CUDA libraries (about 2.8 GB) from the Python package index
  --nodedir DIR  take Node's headers from DIR/include/node; by default those beside this Node,
                 else node-gyp downloads them
  --remove       delete everything this command made
  --help         this text

The folder is .native in the project that the command runs in; the environment variable CLAIMBOOK_NATIVE
names another. PYTHON names the Python to use; pip's and npm's own settings (index, proxy, certificates) hold.`;

const { values: flags } = parseArgs({
  options: {
    gpu: { type: "boolean", default: false },
    cuda: { type: "boolean", default: false },
    nodedir: { type: "string" },
    remove: { type: "boolean", default: false },
    help: { type: "boolean", default: false },
  },
});

/** The project the command runs in: the nearest folder upwards with a package.json. */
function projectFolder() {
  const start = process.env.INIT_CWD ?? process.cwd();
  for (let folder = path.resolve(start); ; folder = path.dirname(folder)) {
    if (existsSync(path.join(folder, "package.json"))) return folder;
    if (path.dirname(folder) === folder) return path.resolve(start);
  }
}

const root = path.resolve(process.env.CLAIMBOOK_NATIVE || path.join(projectFolder(), ".native"));
const backend = flags.gpu ? "node-gpu" : "node";
const say = (text) => console.error(text);

function ours() {
  try {
    return JSON.parse(readFileSync(path.join(root, "package.json"), "utf8")).name === "claimbook-native";
  } catch {
    return false;
  }
}

function remove() {
  if (!existsSync(root)) return say(`Nothing to remove: ${root} does not exist.`);
  if (!ours()) throw new Missing(`${root} was not made by this command`, "Delete it by hand if it may go.");
  rmSync(root, { recursive: true, force: true });
  say(`Removed ${root}.`);
}

/**
 * The npm side: the two packages and node-gyp, none of their install scripts, and in the place of their own copy of
 * TensorFlow.js a module that hands on claimbook's, since a tensor of one copy means nothing to another.
 */
function installPackages() {
  const tfjs = createRequire(path.join(packageRoot, "package.json")).resolve("@tensorflow/tfjs");
  const shim = path.join(root, "tfjs");
  mkdirSync(shim, { recursive: true });
  writeFileSync(path.join(root, ".gitignore"), "*\n");
  const wanted = new Set([
    backend,
    ...["node", "node-gpu"].filter((name) => existsSync(path.join(root, `${name}.json`))),
  ]);
  const manifest = {
    name: "claimbook-native",
    private: true,
    dependencies: {
      "node-gyp": nodeGyp,
      ...Object.fromEntries([...wanted].sort().map((name) => [npmPackage[name], tfjsNode])),
    },
    overrides: { "@tensorflow/tfjs": "file:./tfjs" },
  };
  const write = (file, value) => writeFileSync(path.join(root, file), `${JSON.stringify(value, null, 2)}\n`);
  write("package.json", manifest);
  write("tfjs/package.json", { name: "@tensorflow/tfjs", version: tfjsNode, main: "index.cjs" });
  writeFileSync(path.join(shim, "index.cjs"), `module.exports = require(${JSON.stringify(tfjs)});\n`);
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

async function sha256(file) {
  const hash = createHash("sha256");
  for await (const chunk of createReadStream(file)) hash.update(chunk);
  return hash.digest("hex");
}

/** TensorFlow's library and headers in `root/tensorflow-...`, unpacked completely or not there. */
async function fetchTensorflow(python) {
  const wheel = wheelFor(backend);
  const folder = path.join(root, `tensorflow-${backend}-${tensorflow}`);
  if (existsSync(folder)) {
    say(`  there already: ${folder}`);
    return folder;
  }
  const downloads = path.join(root, "downloads");
  mkdirSync(downloads, { recursive: true });
  const file = path.join(
    downloads,
    `${wheel.project.replaceAll("-", "_")}-${tensorflow}-cp312-cp312-${wheel.platform}.whl`,
  );
  if (!(existsSync(file) && (await sha256(file)) === wheel.sha256)) {
    rmSync(file, { force: true });
    // pip, not a download of our own: it knows the user's index, proxy, certificates and cache.
    const list = path.join(downloads, `${wheel.project}.txt`);
    writeFileSync(list, `${wheel.project}==${tensorflow} --hash=sha256:${wheel.sha256}\n`);
    run(
      python.command,
      [
        ...[
          "-m",
          "pip",
          "download",
          "--no-deps",
          "--require-hashes",
          "--only-binary=:all:",
          "--requirement",
          list,
        ],
        ...[
          "--python-version",
          "3.12",
          "--implementation",
          "cp",
          "--abi",
          "cp312",
          "--platform",
          wheel.platform,
        ],
        ...["--dest", downloads, "--disable-pip-version-check"],
        // A broken transfer goes on where it stopped (pip 25.1).
        ...(python.resumes ? ["--resume-retries", "20"] : []),
      ],
      {
        wayOut: `pip could not fetch ${wheel.project} ${tensorflow} (see above). Running the command again starts there.`,
      },
    );
    const got = await sha256(file);
    if (got !== wheel.sha256)
      throw new Missing(
        `${file} has the SHA-256 ${got}, not ${wheel.sha256}`,
        "Do not use it; check the index that pip asks.",
      );
  }
  const partial = `${folder}.part`;
  rmSync(partial, { recursive: true, force: true });
  run(python.command, [path.join(here, "native", "extract_tensorflow.py"), file, partial]);
  renameSync(partial, folder);
  rmSync(downloads, { recursive: true, force: true });
  return folder;
}

/** Compiles the package's own C++ against the library, with node-gyp, as the package's install script would. */
function build(home, library, python, nodedir) {
  const deps = path.join(home, "deps");
  rmSync(deps, { recursive: true, force: true });
  symlinkSync(path.relative(home, library), deps);
  const log = path.join(root, `build-${backend}.log`);
  const built = path.join(home, "lib", "napi-v8");
  run(
    process.execPath,
    [
      ...[path.join(root, "node_modules", "node-gyp", "bin", "node-gyp.js"), "rebuild", "--loglevel=warn"],
      ...[
        "--module_name=tfjs_binding",
        `--module_path=${built}`,
        "--napi_build_version=8",
        "--napi_version=8",
      ],
      ...["--python", python.executable],
      ...(nodedir === undefined ? [] : [`--nodedir=${nodedir}`]),
    ],
    { cwd: home, log, wayOut: `The compiler's words are in ${log}.` },
  );
  rmSync(path.join(home, "build"), { recursive: true, force: true });
}

/** Loads the official package in a process of its own and multiplies two matrices with it. */
function check(home) {
  const script = `
    const tf = require(${JSON.stringify(home)});
    const product = tf.tidy(() => tf.matMul([[1, 2]], [[3], [4]]).dataSync()[0]);
    const { isUsingGpuDevice } = tf.backend();
    console.log(JSON.stringify({ backend: tf.getBackend(), product, gpu: isUsingGpuDevice, version: tf.backend().binding.TF_Version }));`;
  const text = output(process.execPath, ["-e", script], {
    env: { ...process.env, TF_CPP_MIN_LOG_LEVEL: "3" },
    wayOut: "The binding was built but does not load; see the message above.",
  });
  const answer = JSON.parse(text.trim().split("\n").at(-1));
  if (answer.backend !== "tensorflow" || answer.product !== 11)
    throw new Missing(`the built backend answered ${text.trim()}`, `Run with --remove, then again.`);
  return answer;
}

async function setup() {
  if (wheelFor(backend) === undefined) {
    throw new Missing(
      `TensorFlow ${tensorflow} has no wheel that the backend "${backend}" could be built against on ${process.platform} ${process.arch}`,
      'Use the backend "wasm", or install the official @tensorflow/tfjs-node where it still installs.',
    );
  }
  if (existsSync(path.join(root, "package.json")) && !ours())
    throw new Missing(`${root} is in use by something else`, "Name another folder in CLAIMBOOK_NATIVE.");
  const marker = path.join(root, `${backend}.json`);
  say(`Setting up the backend "${backend}" in ${root}`);
  say("[1/5] looking for Python, pip, make, a C++ compiler and Node's headers");
  const { python, nodedir, headers } = requirements({
    nodedir: flags.nodedir,
    tensorflow: wheelFor(backend),
  });
  say(`  Python ${python.version}, ${headers}`);
  mkdirSync(root, { recursive: true });
  rmSync(marker, { force: true });
  say(`[2/5] ${npmPackage[backend]} ${tfjsNode} from npm, without its install script`);
  installPackages();
  say(`[3/5] TensorFlow ${tensorflow} (${wheelFor(backend).megabytes} MB to download)`);
  const library = await fetchTensorflow(python);
  if (flags.cuda) await cudaWheels({ python, library, say });
  say("[4/5] compiling the binding (about half a minute)");
  const home = path.join(root, "node_modules", ...npmPackage[backend].split("/"));
  build(home, library, python, nodedir);
  say("[5/5] checking");
  const { gpu } = check(home);
  const record = {
    package: npmPackage[backend],
    version: tfjsNode,
    tensorflow,
    home: path.relative(root, home),
  };
  writeFileSync(marker, `${JSON.stringify(record, null, 2)}\n`);
  if (backend === "node-gpu" && !gpu) {
    const gaps = cudaGaps(library);
    say(
      'The binding is built and computes, but TensorFlow sees no GPU, so useBackend("node-gpu") will refuse:',
    );
    for (const gap of gaps) say(`  - ${gap}`);
    if (gaps.length === 0)
      say("  - CUDA_VISIBLE_DEVICES may hide it; TF_CPP_MIN_LOG_LEVEL=0 makes TensorFlow say more");
    process.exitCode = 1;
    return;
  }
  say(`Done: await useBackend("${backend}") works now. Undo with: npm run setup:native -- --remove`);
}

try {
  if (flags.help) console.log(help);
  else if (flags.remove) remove();
  else await setup();
} catch (error) {
  if (!(error instanceof Missing)) throw error;
  console.error(`setup:native: ${error.message}\n  ${error.wayOut}`);
  process.exitCode = 3;
}
