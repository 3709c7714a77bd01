import type { tf } from "../../../tensor/tf.js";
import type { AttentionShape } from "../ops/attention.js";
import type { WasmHeap } from "./heap.js";

/** Rows transposed at a time: what four columns of them fill are whole cache lines. */
const strip = 16;

export function transpose(heap: WasmHeap, x: tf.Tensor2D): tf.Tensor2D {
  const [rows, columns] = x.shape;
  const y = heap.make<tf.Rank.R2>(columns, rows);
  const [from, to] = [heap.address(x), heap.address(y)];
  for (let row = 0; row < rows; row += strip) {
    const many = Math.min(strip, rows - row);
    heap.kernels.transpose(from + 4 * row * columns, 4 * columns, to + 4 * row, 4 * rows, many, columns);
  }
  return y;
}

/** What the gradient needs: the inputs as they were, and each head's shares, B x heads x L x (L to the next 4). */
export interface HeapAttentionSaved {
  q: tf.Tensor2D;
  k: tf.Tensor2D;
  v: tf.Tensor2D;
  shares: tf.Tensor4D;
}

/** Whether the heads fit the kernels, which take four numbers at a time. */
export const headsFit = (x: tf.Tensor2D, { heads }: AttentionShape) => x.shape[1] % (4 * heads) === 0;

/** Where one head of one text lies. */
interface Head {
  /** From the start of the text's rows and the head's columns in a B L x H matrix, in bytes. */
  at: number;
  /** Of the head's shares. */
  shares: number;
  text: number;
}

function* everyHead({ texts, length, heads }: AttentionShape, rowBytes: number): Generator<Head> {
  const shareBytes = 4 * length * padded(length);
  for (let text = 0; text < texts; text++) {
    for (let head = 0; head < heads; head++) {
      yield {
        at: text * length * rowBytes + head * (rowBytes / heads),
        shares: (text * heads + head) * shareBytes,
        text,
      };
    }
  }
}

const padded = (length: number) => Math.ceil(length / 4) * 4;

/**
 * Attention, one head of one text after the other, without copying queries, keys and values into an order of their own.
 *
 * @param padding B x 1 x 1 x L: 0 for a token, a large negative number for padding; `undefined` for none.
 */
export function attention(
  heap: WasmHeap,
  q: tf.Tensor2D,
  k: tf.Tensor2D,
  v: tf.Tensor2D,
  padding: tf.Tensor4D | undefined,
  shape: AttentionShape,
): { value: tf.Tensor2D; saved: HeapAttentionSaved } {
  const { texts, length, heads } = shape;
  const [rows, columns] = q.shape;
  const size = columns / heads;
  const wide = padded(length);
  const value = heap.make<tf.Rank.R2>(rows, columns);
  const shares = heap.make<tf.Rank.R4>(texts, heads, length, wide);
  const keys = heap.make<tf.Rank.R2>(size, wide);
  const marks = heap.make<tf.Rank.R2>(texts, wide);
  const scale = heap.make<tf.Rank.R1>(1);
  // Places beyond the texts' length count as padding.
  heap.numbers(keys).fill(0);
  heap.numbers(scale)[0] = 1 / Math.sqrt(size);
  const given = padding && heap.numbers(padding);
  const marked = heap.numbers(marks).fill(-1e9);
  for (let text = 0; text < texts; text++) {
    const own = given?.subarray(text * length, (text + 1) * length);
    if (own) marked.set(own, text * wide);
    else marked.fill(0, text * wide, text * wide + length);
  }
  const [fromQ, fromK, fromV, to, toShares, turned, toMarks, factor] = [
    q,
    k,
    v,
    value,
    shares,
    keys,
    marks,
    scale,
  ].map((tensor) => heap.address(tensor)) as [number, number, number, number, number, number, number, number];
  const { product, softmax, transpose: turn } = heap.kernels;
  const row = 4 * columns;
  for (const head of everyHead(shape, row)) {
    const own = toShares + head.shares;
    turn(fromK + head.at, row, turned, 4 * wide, length, size);
    product(fromQ + head.at, row, turned, 4 * wide, own, 4 * wide, length, wide, size);
    softmax(own, length, 4 * wide, toMarks + 4 * wide * head.text, factor);
    product(own, 4 * wide, fromV + head.at, row, to + head.at, row, length, size, length);
  }
  keys.dispose();
  marks.dispose();
  scale.dispose();
  return { value, saved: { q, k, v, shares } };
}

export function attentionGradients(
  heap: WasmHeap,
  dy: tf.Tensor2D,
  { q, k, v, shares }: HeapAttentionSaved,
  shape: AttentionShape,
): { q: tf.Tensor2D; k: tf.Tensor2D; v: tf.Tensor2D } {
  const { length, heads } = shape;
  const [rows, columns] = dy.shape;
  const size = columns / heads;
  const wide = padded(length);
  const [byQ, byK, byV] = [0, 1, 2].map(() => heap.make<tf.Rank.R2>(rows, columns)) as [
    tf.Tensor2D,
    tf.Tensor2D,
    tf.Tensor2D,
  ];
  const values = heap.make<tf.Rank.R2>(size, wide);
  const byScores = heap.make<tf.Rank.R2>(length, wide);
  const swapped = heap.make<tf.Rank.R2>(wide, wide);
  const scale = heap.make<tf.Rank.R1>(1);
  heap.numbers(values).fill(0);
  heap.numbers(scale)[0] = 1 / Math.sqrt(size);
  const [from, fromQ, fromK, fromV, fromShares, toQ, toK, toV, turned, scores, other, factor] = [
    dy,
    q,
    k,
    v,
    shares,
    byQ,
    byK,
    byV,
    values,
    byScores,
    swapped,
    scale,
  ].map((tensor) => heap.address(tensor)) as number[];
  const { product, softmaxGradient, transpose: turn } = heap.kernels;
  const row = 4 * columns;
  const line = 4 * wide;
  for (const { at, shares: offset } of everyHead(shape, row)) {
    const own = fromShares! + offset;
    turn(fromV! + at, row, turned!, line, length, size);
    product(from! + at, row, turned!, line, scores!, line, length, wide, size);
    softmaxGradient(own, scores!, length, line, factor!);
    product(scores!, line, fromK! + at, row, toQ! + at, row, length, size, length);
    turn(scores!, line, other!, line, length, length);
    product(other!, line, fromQ! + at, row, toK! + at, row, length, size, length);
    turn(own, line, other!, line, length, length);
    product(other!, line, from! + at, row, toV! + at, row, length, size, length);
  }
  for (const scratch of [values, byScores, swapped, scale]) scratch.dispose();
  return { q: byQ, k: byK, v: byV };
}
