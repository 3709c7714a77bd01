export {
  activeBackend,
  assertBackend,
  type BackendName,
  type BackendOptions,
  backendNames,
  useBackend,
} from "./backend.js";
export { tf } from "./tf.js";
