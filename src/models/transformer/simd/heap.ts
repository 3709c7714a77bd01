import { ClaimbookError } from "../../../errors.js";
import { activeBackend } from "../../../tensor/backend.js";
import type { WasmMemory } from "../../../tensor/simd/webassembly.js";
import { tf } from "../../../tensor/tf.js";
import { instantiateKernels, type Kernels } from "./kernels.js";

/** The parts of TensorFlow.js' wasm backend that are used here (its 4.22; not in its declarations). */
interface WasmBackend {
  wasm: { asm?: { memory?: WasmMemory } };
  dataIdMap: { get(dataId: object): { memoryOffset: number | null } };
  makeOutput(shape: number[], dtype: "float32"): tf.TensorInfo;
  disposeData(dataId: object): boolean;
}

const heaps = new WeakMap<object, WasmHeap>();

/** The wasm backend's own memory, for kernels that work on its tensors where they lie. */
export class WasmHeap {
  readonly kernels: Kernels;
  readonly #backend: WasmBackend;
  readonly #memory: WasmMemory;

  /** Of the active backend; `undefined` when it is not wasm, or another version of it that hides its memory. */
  static active(): WasmHeap | undefined {
    if (activeBackend() !== "wasm") return undefined;
    const backend = tf.backend() as unknown as WasmBackend;
    const memory = backend.wasm?.asm?.memory;
    if (!memory) return undefined;
    const heap = heaps.get(backend) ?? new WasmHeap(backend, memory);
    heaps.set(backend, heap);
    return heap;
  }

  private constructor(backend: WasmBackend, memory: WasmMemory) {
    this.#backend = backend;
    this.#memory = memory;
    this.kernels = instantiateKernels(memory);
  }

  /** Address of a tensor's first number. */
  address({ dataId }: tf.TensorInfo): number {
    return this.#backend.dataIdMap.get(dataId).memoryOffset! >>> 0;
  }

  /** A new tensor, its numbers whatever the memory holds. */
  make<R extends tf.Rank>(...shape: tf.ShapeMap[R]): tf.Tensor<R> {
    // The backend does not look: its allocator takes 2^32 bytes for none, answers 0 when there is no memory left,
    // and just below 4 GiB gives out memory that is not there.
    const bytes = 4 * shape.reduce((a, b) => a * b, 1);
    const info = bytes < 2 ** 32 ? this.#backend.makeOutput([...shape], "float32") : undefined;
    const address = info === undefined ? 0 : this.address(info);
    if (info === undefined || address === 0 || address + bytes > this.#memory.buffer.byteLength) {
      if (info) this.#backend.disposeData(info.dataId);
      throw new ClaimbookError(`the wasm backend has no memory left for ${shape.join(" x ")} numbers`, {
        kind: "could-not-run",
        where: "wasm backend",
        wayOut: "Use smaller batches, shorter texts, or a native backend: wasm has 4 GiB at most.",
      });
    }
    return tf.engine().makeTensorFromTensorInfo(info) as tf.Tensor<R>;
  }

  /** The numbers of a tensor; only until the next one is made, since the memory may move then. */
  numbers(tensor: tf.TensorInfo): Float32Array {
    const size = tensor.shape.reduce((a, b) => a * b, 1);
    return new Float32Array(this.#memory.buffer, this.address(tensor), size);
  }
}
