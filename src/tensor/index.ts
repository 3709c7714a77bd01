export {
  activeBackend,
  assertBackend,
  type BackendName,
  type BackendOptions,
  backendNames,
  useBackend,
} from "./backend.js";
export { tf } from "./tf.js";
export { loadNative as nativeTensorflow } from "./tfjs-node.js";
