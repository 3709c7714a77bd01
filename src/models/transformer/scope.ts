import { tf } from "../../tensor/tf.js";

/** `tf.tidy` for results of any shape: the tensors in what comes back live on, all others made inside do not. */
export function scoped<T extends object>(work: () => T): T {
  return tf.tidy(work as () => object as () => tf.TensorContainer) as unknown as T;
}

/** Frees all tensors in a value; those already freed are left alone. */
export function free(value: object | undefined): void {
  if (value) tf.dispose(value as tf.TensorContainer);
}
