import type { EncoderGradients } from "../../models/text-encoder.js";
import { tf } from "../../tensor/tf.js";

/** Adds up the gradients of several passes: dense ones on the device, those of token rows on the host. */
export class GradientSum {
  #dense: tf.Tensor[] | undefined;
  readonly #tokens: EncoderGradients["tokens"][] = [];

  /** Takes the gradients over: they are disposed of here. */
  add({ dense, tokens }: EncoderGradients): void {
    this.#tokens.push(tokens);
    if (this.#dense === undefined) {
      this.#dense = dense;
      return;
    }
    const before = this.#dense;
    this.#dense = before.map((sum, i) => tf.add(sum, dense[i]!));
    tf.dispose([before, dense]);
  }

  /** The sums, which are the caller's from now on. */
  take(): EncoderGradients {
    const dense = this.#dense ?? [];
    this.#dense = undefined;
    return { dense, tokens: mergeTokenRows(this.#tokens.splice(0)) };
  }

  dispose(): void {
    tf.dispose(this.#dense ?? []);
    this.#dense = undefined;
  }
}

/** One list of rows, each once and ascending, with the sum of what the parts have for it, in the parts' order. */
export function mergeTokenRows(parts: readonly EncoderGradients["tokens"][]): EncoderGradients["tokens"] {
  if (parts.length === 1) return parts[0]!;
  const rows = Int32Array.from(new Set(parts.flatMap((part) => [...part.rows]))).sort();
  const first = parts.find((part) => part.rows.length > 0);
  if (first === undefined) return { rows, values: new Float32Array(0) };
  const dim = first.values.length / first.rows.length;
  const place = new Map(Array.from(rows, (row, i) => [row, i]));
  const values = new Float32Array(rows.length * dim);
  for (const part of parts) {
    for (const [i, row] of part.rows.entries()) {
      const to = place.get(row)! * dim;
      const from = i * dim;
      for (let j = 0; j < dim; j++) values[to + j]! += part.values[from + j]!;
    }
  }
  return { rows, values };
}
