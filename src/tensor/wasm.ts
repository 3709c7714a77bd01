import { createRequire } from "node:module";
import path from "node:path";
import { setWasmPaths } from "@tensorflow/tfjs-backend-wasm";
import { ClaimbookError } from "../errors.js";
import { tf } from "./tf.js";

/** Says where the npm package keeps its binaries, and refuses a Node that cannot run the SIMD one. */
export async function prepareWasm(): Promise<void> {
  const manifest = createRequire(import.meta.url).resolve("@tensorflow/tfjs-backend-wasm/package.json");
  if (tf.engine().registry.wasm === undefined) {
    setWasmPaths(`${path.join(path.dirname(manifest), "dist")}${path.sep}`);
  }
  if (!(await tf.env().getAsync("WASM_HAS_SIMD_SUPPORT"))) {
    throw new ClaimbookError("this Node cannot run WebAssembly SIMD", {
      kind: "could-not-run",
      wayOut: "Use Node 20.19 or newer on a processor with SIMD.",
    });
  }
}
