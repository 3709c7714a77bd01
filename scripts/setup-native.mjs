#!/usr/bin/env node
// `npm run setup:native`: the TensorFlow.js backends that npm install leaves out: TensorFlow's own kernels (without
// tfjs-node's install script, which fetches a TensorFlow of 2022) and WebGPU. Everything lands in one folder that
// npm never looks at; deleting it undoes it all.
import { existsSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { parseArgs } from "node:util";
import { checkBinding, compileBinding, isCompiled } from "./native/binding.mjs";
import { cudaGaps, cudaWheels } from "./native/cuda.mjs";
import { homeOf, installPackages, isOurs } from "./native/packages.mjs";
import { npmPackage, tensorflow, tfjs, webgpu, wheelFor } from "./native/pins.mjs";
import { Missing } from "./native/process.mjs";
import { requirements } from "./native/requirements.mjs";
import { checkWebgpu } from "./native/webgpu.mjs";
import { fetchTensorflow } from "./native/wheel.mjs";

const help = `Usage: npm run setup:native [-- OPTIONS]
   or: node node_modules/claimbook/scripts/setup-native.mjs [OPTIONS]

Builds the TensorFlow.js backend "node" (or "node-gpu") against TensorFlow ${tensorflow}:
fetches its wheel (checked against a pinned SHA-256), unpacks the library, compiles the binding
of ${npmPackage.node} ${tfjs} and runs a check. Needs Python 3.9+ with pip, a C++ compiler and make.
It may be run again at any time: it goes on with the first step that is not done.

  --gpu          the backend "node-gpu" (NVIDIA, Linux x64), with ${npmPackage["node-gpu"]}
  --cuda         with --gpu: also fetch NVIDIA's CUDA libraries (1.9 GB) from the Python package index
  --webgpu       the backend "webgpu" instead (Vulkan, Metal, Direct3D 12), from npm alone (51 MB)
  --nodedir DIR  take Node's headers from DIR/include/node; by default those beside this Node,
                 else node-gyp downloads them
  --remove       delete everything this command made
  --help         this text

The folder is .native in the project that the command runs in; the environment variable CLAIMBOOK_NATIVE
names another. PYTHON names the Python to use; pip's and npm's own settings (index, proxy, certificates) hold.
Exit status: 0 works, 1 what was built does not, 2 usage, 3 something is missing or cannot be fetched,
4 set up, but no GPU answers.`;

const say = (text) => console.error(text);

function options() {
  try {
    const { values } = parseArgs({
      options: {
        gpu: { type: "boolean", default: false },
        cuda: { type: "boolean", default: false },
        webgpu: { type: "boolean", default: false },
        nodedir: { type: "string" },
        remove: { type: "boolean", default: false },
        help: { type: "boolean", default: false },
      },
    });
    if (values.webgpu && (values.gpu || values.cuda))
      throw new Error("--webgpu and --gpu are two different backends");
    return { ...values, gpu: values.gpu || values.cuda };
  } catch (error) {
    say(`setup:native: ${error.message}\n  See npm run setup:native -- --help`);
    process.exit(2);
  }
}

const flags = options();

/** The project the command runs in: the nearest folder upwards with a package.json. */
function projectFolder() {
  const start = process.env.INIT_CWD ?? process.cwd();
  for (let folder = path.resolve(start); ; folder = path.dirname(folder)) {
    if (existsSync(path.join(folder, "package.json"))) return folder;
    if (path.dirname(folder) === folder) return path.resolve(start);
  }
}

const root = path.resolve(process.env.CLAIMBOOK_NATIVE || path.join(projectFolder(), ".native"));

/** A backend counts as set up from the moment its marker is there: src/tensor/native-folder.ts asks for it. */
const marker = (backend) => path.join(root, `${backend}.json`);
const mark = (backend, record) => writeFileSync(marker(backend), `${JSON.stringify(record, null, 2)}\n`);

function remove() {
  if (!existsSync(root)) return say(`Nothing to remove: ${root} does not exist.`);
  if (!isOurs(root))
    throw new Missing(`${root} was not made by this command`, "Delete it by hand if it may go.");
  rmSync(root, { recursive: true, force: true });
  say(`Removed ${root}.`);
}

/** @returns why there is no GPU, if one was asked for and none answers. */
async function setupTensorflow(backend) {
  const wheel = wheelFor(backend);
  if (wheel === undefined) {
    throw new Missing(
      `TensorFlow ${tensorflow} has no wheel that the backend "${backend}" could be built against on ${process.platform} ${process.arch}`,
      'Use the backend "wasm", or install the official @tensorflow/tfjs-node where it still installs.',
    );
  }
  const name = npmPackage[backend];
  say("[1/5] looking for Python, pip, make, a C++ compiler and Node's headers");
  const { python, nodedir, headers } = requirements(flags.nodedir);
  say(`  Python ${python.version}, ${headers}`);
  say(`[2/5] ${name} ${tfjs} from npm, without its install script`);
  installPackages(root, backend);
  say(`[3/5] TensorFlow ${tensorflow} (${wheel.megabytes} MB to download)`);
  const library = await fetchTensorflow({ root, backend, wheel, python, say });
  if (flags.cuda) cudaWheels({ python, library, say });
  say("[4/5] compiling the binding (about half a minute)");
  const home = homeOf(root, name);
  if (isCompiled({ home, library })) say("  done already");
  else compileBinding({ root, home, library, python, nodedir });
  say("[5/5] checking");
  const { gpu } = checkBinding(home);
  mark(backend, { package: name, version: tfjs, tensorflow });
  if (backend === "node" || gpu) return undefined;
  const gaps = cudaGaps(library);
  return gaps.length > 0
    ? gaps
    : ["CUDA_VISIBLE_DEVICES may hide it; TF_CPP_MIN_LOG_LEVEL=0 makes TensorFlow say more"];
}

function setupWebgpu() {
  say(`[1/2] webgpu ${webgpu} and @tensorflow/tfjs-backend-webgpu ${tfjs} from npm`);
  installPackages(root, "webgpu");
  say("[2/2] looking for a GPU");
  const { device, problem } = checkWebgpu(root);
  mark("webgpu", { package: "webgpu", version: webgpu });
  if (problem === undefined) say(`  ${device}`);
  return problem === undefined ? undefined : [problem];
}

async function setup() {
  const backend = flags.webgpu ? "webgpu" : flags.gpu ? "node-gpu" : "node";
  say(`Setting up the backend "${backend}" in ${root}`);
  rmSync(marker(backend), { force: true });
  const gaps = flags.webgpu ? setupWebgpu() : await setupTensorflow(backend);
  if (gaps === undefined) {
    say(`Done: await useBackend("${backend}") works now. Undo with: npm run setup:native -- --remove`);
    return;
  }
  say(`"${backend}" is set up, but no GPU answers, so that useBackend("${backend}") will refuse:`);
  for (const gap of gaps) say(`  - ${gap}`);
  process.exitCode = 4;
}

try {
  if (flags.help) console.log(help);
  else if (flags.remove) remove();
  else await setup();
} catch (error) {
  if (!(error instanceof Missing)) throw error;
  say(`setup:native: ${error.message}\n  ${error.wayOut}`);
  process.exitCode = error.exitStatus;
}
