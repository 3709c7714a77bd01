// Compiling tfjs-node's C++ against an unpacked TensorFlow, and trying the result.
import { rmSync, symlinkSync } from "node:fs";
import path from "node:path";
import { Missing, output, run } from "./process.mjs";

/** What the package's own install script would do, with node-gyp and the package's own binding.gyp. */
export function compileBinding({ root, home, library, python, nodedir }) {
  const deps = path.join(home, "deps");
  rmSync(deps, { recursive: true, force: true });
  symlinkSync(path.relative(home, library), deps);
  const log = path.join(root, `${path.basename(home)}-build.log`);
  run(
    process.execPath,
    [
      ...[path.join(root, "node_modules", "node-gyp", "bin", "node-gyp.js"), "rebuild", "--loglevel=warn"],
      // The names and numbers that node-pre-gyp looks for when the package is loaded.
      ...["--module_name=tfjs_binding", `--module_path=${path.join(home, "lib", "napi-v8")}`],
      ...["--napi_build_version=8", "--napi_version=8", "--python", python.executable],
      ...(nodedir === undefined ? [] : [`--nodedir=${nodedir}`]),
    ],
    { cwd: home, log, wayOut: `The compiler's words are in ${log}.` },
  );
  rmSync(path.join(home, "build"), { recursive: true, force: true });
}

/** Loads the package in a process of its own and multiplies two matrices with it. */
export function checkBinding(home) {
  const script = `
    const tf = require(${JSON.stringify(home)});
    const product = tf.tidy(() => tf.matMul([[1, 2]], [[3], [4]]).dataSync()[0]);
    console.log(JSON.stringify({ backend: tf.getBackend(), product, gpu: tf.backend().isUsingGpuDevice }));`;
  const text = output(process.execPath, ["-e", script], {
    env: { ...process.env, TF_CPP_MIN_LOG_LEVEL: process.env.TF_CPP_MIN_LOG_LEVEL ?? "3" },
    wayOut: "The binding was built but does not load; see the message above.",
  });
  const answer = JSON.parse(text.trim().split("\n").at(-1));
  if (answer.backend !== "tensorflow" || answer.product !== 11)
    throw new Missing(`the built backend answered ${text.trim()}`, "Run with --remove, then again.");
  return answer;
}
