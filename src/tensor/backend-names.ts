import { tf } from "./tf.js";

/**
 * The backends claimbook knows, fastest first, which is the order that `auto` tries them in.
 *
 * | name | what it is | set up with |
 * |---|---|---|
 * | `node-gpu` | TensorFlow's own kernels on an NVIDIA GPU | `npm run setup:native -- --gpu` |
 * | `node` | TensorFlow's own kernels on all processor cores | `npm run setup:native` |
 * | `webgpu` | Dawn (Vulkan, Metal, Direct3D 12), any vendor's GPU | `npm run setup:native -- --webgpu` |
 * | `wasm` | WebAssembly with SIMD, one core; the same bits on every machine | nothing |
 * | `cpu` | plain JavaScript, for comparisons | nothing |
 */
export const backendNames = ["node-gpu", "node", "webgpu", "wasm", "cpu"] as const;

/** One of claimbook's backends, or the name that somebody registered another one of TensorFlow.js under. */
export type BackendName = (typeof backendNames)[number] | (string & {});

/** What tfjs-node calls itself, whether it runs on a GPU or not. */
export const tensorflow = "tensorflow";

/** The name that TensorFlow.js's registry has for a backend. */
export function registryName(name: string): string {
  return name === "node" || name === "node-gpu" ? tensorflow : name;
}

interface NodeBackend {
  isUsingGpuDevice?: boolean;
}

/** The name of the initialised backend of this thread, if there is one. Unlike `tf.getBackend()` starts none. */
export function activeBackend(): string | undefined {
  const { registry, backendName } = tf.engine();
  if (backendName === undefined || !(backendName in registry)) return undefined;
  if (backendName !== tensorflow) return backendName;
  return (registry[backendName] as NodeBackend).isUsingGpuDevice === true ? "node-gpu" : "node";
}
