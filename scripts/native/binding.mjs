// Compiling tfjs-node's C++ against an unpacked TensorFlow, and trying the result.
import { cpSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { Broken, output, run } from "./process.mjs";

const here = path.dirname(fileURLToPath(import.meta.url));

const stampOf = (home) => path.join(home, "lib", "built.json");

/** Whether the binding was compiled against this library; the interface it uses (N-API) is the same in every Node. */
export function isCompiled({ home, library }) {
  try {
    return JSON.parse(readFileSync(stampOf(home), "utf8")).library === path.basename(library);
  } catch {
    return false;
  }
}

/** What the package's own install script would do, with node-gyp and the package's own binding.gyp. */
export function compileBinding({ root, home, library, python, nodedir }) {
  rmSync(stampOf(home), { force: true });
  const deps = path.join(home, "deps");
  rmSync(deps, { recursive: true, force: true });
  symlinkSync(path.relative(home, library), deps);
  const gyp = (cwd, log, args) =>
    run(
      process.execPath,
      [
        ...[path.join(root, "node_modules", "node-gyp", "bin", "node-gyp.js"), "rebuild", "--loglevel=warn"],
        ...["--python", python.executable, ...args],
        ...(nodedir === undefined ? [] : [`--nodedir=${nodedir}`]),
      ],
      { cwd, log, Failure: Broken, wayOut: `The compiler's words are in ${log}.` },
    );
  gyp(home, path.join(root, `${path.basename(home)}-build.log`), [
    // The names and numbers that node-pre-gyp looks for when the package is loaded.
    ...["--module_name=tfjs_binding", `--module_path=${path.join(home, "lib", "napi-v8")}`],
    ...["--napi_build_version=8", "--napi_version=8"],
  ]);
  rmSync(path.join(home, "build"), { recursive: true, force: true });

  // Our own small addition, beside it: see quiet.cc.
  const quiet = path.join(home, "quiet");
  rmSync(quiet, { recursive: true, force: true });
  cpSync(path.join(here, "quiet"), quiet, { recursive: true });
  gyp(quiet, path.join(root, `${path.basename(home)}-quiet.log`), []);
  // A process may have the old one loaded: it must keep its file.
  rmSync(path.join(home, "lib", "quiet.node"), { force: true });
  cpSync(path.join(quiet, "build", "Release", "quiet.node"), path.join(home, "lib", "quiet.node"));
  rmSync(quiet, { recursive: true, force: true });
  writeFileSync(stampOf(home), `${JSON.stringify({ library: path.basename(library) })}\n`);
}

/** Loads the package in a process of its own and multiplies two matrices with it. */
export function checkBinding(home) {
  const script = `
    require(${JSON.stringify(path.join(home, "lib", "quiet.node"))})
      .load(${JSON.stringify(path.join(home, "deps", "lib", "libtensorflow_framework.so.2"))});
    const tf = require(${JSON.stringify(home)});
    const product = tf.tidy(() => tf.matMul([[1, 2]], [[3], [4]]).dataSync()[0]);
    console.log(JSON.stringify({ backend: tf.getBackend(), product, gpu: tf.backend().isUsingGpuDevice }));`;
  const text = output(process.execPath, ["-e", script], {
    env: { ...process.env, TF_CPP_MIN_LOG_LEVEL: process.env.TF_CPP_MIN_LOG_LEVEL ?? "3" },
    wayOut: "The binding was built but does not load; see the message above.",
  });
  const answer = JSON.parse(text.trim().split("\n").at(-1));
  if (answer.backend !== "tensorflow" || answer.product !== 11)
    throw new Broken(`the built backend answered ${text.trim()}`, "Run with --remove, then again.");
  return answer;
}
