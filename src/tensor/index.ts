export { activeBackend, assertBackend, type BackendName, useBackend } from "./backend.js";
export { tf } from "./tf.js";
