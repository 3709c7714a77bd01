/**
 * The one door to TensorFlow.js: importing it registers the gradients and the `cpu` and `wasm` backends in the
 * engine that all of claimbook shares (danfojs-node finds the same one). No backend is active before
 * `useBackend` has run.
 */
import "@tensorflow/tfjs-backend-wasm";
import * as tf from "@tensorflow/tfjs";

export { tf };
