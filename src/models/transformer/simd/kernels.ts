import { assemble } from "../../../tensor/simd/assembler.js";
import { type WasmMemory, type WasmModule, wasm } from "../../../tensor/simd/webassembly.js";
import { product, transpose } from "./matrix-kernels.js";
import { gelu, geluGradient, layerNorm, layerNormGradient, softmax, softmaxGradient } from "./row-kernels.js";

/** Parameters are addresses, numbers of rows and columns, and lengths in bytes, as each kernel's declaration says. */
type Kernel = (...parameters: number[]) => void;

export type Kernels = Record<
  | "product"
  | "transpose"
  | "softmax"
  | "softmaxGradient"
  | "gelu"
  | "geluGradient"
  | "layerNorm"
  | "layerNormGradient",
  Kernel
>;

let compiled: WasmModule | undefined;

/** The kernels working on a memory, which may grow. */
export function instantiateKernels(memory: WasmMemory): Kernels {
  compiled ??= new wasm.Module(
    assemble([
      product,
      transpose,
      softmax,
      softmaxGradient,
      gelu,
      geluGradient,
      layerNorm,
      layerNormGradient,
    ]),
  );
  return new wasm.Instance(compiled, { host: { memory } }).exports as Kernels;
}
