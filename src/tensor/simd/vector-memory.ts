import { ClaimbookError } from "../../errors.js";
import { instantiateKernels, type Kernels } from "./kernels.js";
import { type WasmMemory, wasm } from "./webassembly.js";

const pageBytes = 65536;
const limitBytes = 2 ** 32;

/**
 * A fixed piece of memory that the kernels work on, handed out from the front. Pages nobody writes to cost
 * nothing, so asking for more than is needed is fine. It never grows: views stay valid for good.
 */
export class VectorMemory {
  readonly kernels: Kernels;
  readonly #memory: WasmMemory;
  #used = 16;

  /** @param bytes at most 4 GiB. */
  constructor(bytes: number, what: string) {
    const pages = Math.ceil((bytes + 16) / pageBytes);
    if (pages * pageBytes > limitBytes) {
      throw new ClaimbookError(`${what} would need ${(bytes / 2 ** 30).toFixed(1)} GiB, and 4 are the most`, {
        kind: "usage",
        where: what,
        wayOut: "Use fewer or shorter rows.",
      });
    }
    this.#memory = new wasm.Memory({ initial: pages, maximum: pages });
    this.kernels = instantiateKernels(this.#memory);
  }

  /** Zeros, at an address that is a multiple of 16. */
  floats(length: number): Float32Array<ArrayBuffer> {
    return new Float32Array(this.#memory.buffer, this.#take(4 * length), length);
  }

  integers(length: number): Int32Array<ArrayBuffer> {
    return new Int32Array(this.#memory.buffer, this.#take(4 * length), length);
  }

  #take(bytes: number): number {
    const at = this.#used;
    this.#used += Math.ceil(bytes / 16) * 16;
    return at;
  }
}
