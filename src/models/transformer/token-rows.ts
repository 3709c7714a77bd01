import type { TokenTable } from "../text-encoder.js";

/** The rows of the token embedding that some batches use. */
export class TokenRows {
  /** Each row once, ascending. */
  readonly rows: Int32Array;
  readonly #table: TokenTable;

  constructor(table: TokenTable, ids: readonly Int32Array[]) {
    this.#table = table;
    this.rows = distinct(ids);
  }

  /** For each token its place in `rows`. */
  local(ids: Int32Array): Int32Array {
    const { rows } = this;
    return ids.map((id) => {
      let low = 0;
      let high = rows.length - 1;
      while (low < high) {
        const middle = (low + high) >>> 1;
        if (rows[middle]! < id) low = middle + 1;
        else high = middle;
      }
      return low;
    });
  }

  /** The rows' weights, rows.length x dim. */
  gather(): Float32Array {
    const { dim, weights } = this.#table;
    const out = new Float32Array(this.rows.length * dim);
    for (const [index, row] of this.rows.entries()) {
      out.set(weights.subarray(row * dim, (row + 1) * dim), index * dim);
    }
    return out;
  }

  /**
   * Adds the gradients by single tokens to those by rows, one after the other, so that the sum is the same every
   * time; a scatter on a GPU adds in whatever order comes.
   *
   * @param gradient by the tokens, local.length x dim.
   * @param into rows.length x dim.
   */
  scatter(local: Int32Array, gradient: Float32Array, into: Float32Array): void {
    const { dim } = this.#table;
    for (let i = 0; i < local.length; i++) {
      const to = local[i]! * dim;
      const from = i * dim;
      for (let j = 0; j < dim; j++) into[to + j] = into[to + j]! + gradient[from + j]!;
    }
  }
}

function distinct(lists: readonly Int32Array[]): Int32Array {
  const all = new Int32Array(lists.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const list of lists) {
    all.set(list, at);
    at += list.length;
  }
  all.sort();
  let count = 0;
  for (let i = 0; i < all.length; i++) {
    if (i === 0 || all[i] !== all[i - 1]) all[count++] = all[i]!;
  }
  return all.slice(0, count);
}
