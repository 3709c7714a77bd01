import type { SearchHits } from "./exact-search.js";
import type { ScoreBlocks } from "./rank-counter.js";

/**
 * Keeps the k best candidates of every query while blocks of scores come in. Per query a bounded heap, the worst kept
 * candidate on top; of two equal scores the one with the greater tie rank is better.
 */
export class BestOf {
  private readonly scores: Float32Array;
  private readonly indices: Int32Array;
  private readonly filled: Int32Array;
  /** The k greatest of one row's rounded scores, smallest on top. */
  private readonly rounded: Int32Array;

  /**
   * @param tie by candidate: its rank among equal scores, the greater the better
   */
  constructor(
    private readonly queryCount: number,
    private readonly k: number,
    private readonly tie: Int32Array,
  ) {
    this.scores = new Float32Array(queryCount * k);
    this.indices = new Int32Array(queryCount * k);
    this.filled = new Int32Array(queryCount);
    this.rounded = new Int32Array(k);
  }

  /** Takes `count` exact scores of query q that stand in `numbers` from `at` on, of candidates from `first` on. */
  take(q: number, numbers: Float32Array, at: number, first: number, count: number): void {
    const top = q * this.k;
    for (let i = 0; i < count; i++) {
      const score = numbers[at + i]!;
      if (this.filled[q]! === this.k && score < this.scores[top]!) continue;
      this.offer(q, score, first + i);
    }
  }

  /** Takes the scores of query q that stand rounded in row `row`: only those that may be among the best are scored exactly. */
  takeRounded(q: number, scores: ScoreBlocks, row: number, first: number, count: number): void {
    const numbers = scores.blocks[0] as Int32Array;
    const start = row * scores.width;
    // Both the k-th best and a candidate may be off by the error.
    const slack = (2 * scores.error(row)) / scores.unit;
    let bar = Number.NEGATIVE_INFINITY;
    if (count > this.k) bar = kthGreatest(numbers, start, count, this.rounded) - slack;
    if (this.filled[q]! === this.k) {
      const worst = this.scores[q * this.k]!;
      bar = Math.max(bar, (worst - scores.offset(row) - scores.error(row)) / scores.unit);
    }
    for (let i = 0; i < count; i++) {
      if (numbers[start + i]! < bar) continue;
      this.offer(q, scores.exact(row, i), first + i);
    }
  }

  /** What was kept, best first. */
  hits(): SearchHits {
    const { queryCount, k, tie } = this;
    const indices = new Int32Array(queryCount * k);
    const scores = new Float32Array(queryCount * k);
    const order = Array.from({ length: k }, (_, i) => i);
    for (let q = 0; q < queryCount; q++) {
      const [s, c] = [this.scores.subarray(q * k, (q + 1) * k), this.indices.subarray(q * k, (q + 1) * k)];
      order.sort((a, b) => s[b]! - s[a]! || tie[c[b]!]! - tie[c[a]!]!);
      for (let i = 0; i < k; i++) {
        indices[q * k + i] = c[order[i]!]!;
        scores[q * k + i] = s[order[i]!]!;
      }
    }
    return { queryCount, k, indices, scores };
  }

  private offer(q: number, score: number, candidate: number): void {
    const { scores, indices, filled, k } = this;
    const top = q * k;
    let at = filled[q]!;
    if (at < k) {
      // Up from the end.
      filled[q]!++;
      while (at > 0) {
        const parent = (at - 1) >> 1;
        if (!this.worse(score, candidate, scores[top + parent]!, indices[top + parent]!)) break;
        scores[top + at] = scores[top + parent]!;
        indices[top + at] = indices[top + parent]!;
        at = parent;
      }
    } else {
      if (!this.worse(scores[top]!, indices[top]!, score, candidate)) return;
      // Down from the top, which falls out.
      at = 0;
      for (;;) {
        let child = 2 * at + 1;
        if (child >= k) break;
        const next = child + 1;
        if (
          next < k &&
          this.worse(scores[top + next]!, indices[top + next]!, scores[top + child]!, indices[top + child]!)
        ) {
          child = next;
        }
        if (!this.worse(scores[top + child]!, indices[top + child]!, score, candidate)) break;
        scores[top + at] = scores[top + child]!;
        indices[top + at] = indices[top + child]!;
        at = child;
      }
    }
    scores[top + at] = score;
    indices[top + at] = candidate;
  }

  private worse(score: number, candidate: number, other: number, otherCandidate: number): boolean {
    return score < other || (score === other && this.tie[candidate]! < this.tie[otherCandidate]!);
  }
}

/** The k-th greatest of `count` numbers (count >= k), by a heap of k. */
function kthGreatest(numbers: Int32Array, start: number, count: number, heap: Int32Array): number {
  const k = heap.length;
  for (let i = 0; i < k; i++) heap[i] = numbers[start + i]!;
  for (let i = (k >> 1) - 1; i >= 0; i--) sift(heap, i, heap[i]!);
  for (let i = k; i < count; i++) {
    const number = numbers[start + i]!;
    if (number > heap[0]!) sift(heap, 0, number);
  }
  return heap[0]!;
}

/** Puts `number` in place of the one at `at`, where smaller ones rise. */
function sift(heap: Int32Array, at: number, number: number): void {
  const k = heap.length;
  let place = at;
  for (let child = 2 * place + 1; child < k; child = 2 * place + 1) {
    if (child + 1 < k && heap[child + 1]! < heap[child]!) child++;
    if (heap[child]! >= number) break;
    heap[place] = heap[child]!;
    place = child;
  }
  heap[place] = number;
}
