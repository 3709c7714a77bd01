import type { Pool } from "./pool.js";

/** Cells of the table that maps a score to the thresholds around it; more cells, fewer comparisons. */
const CELLS = 512;

/**
 * Counts, for one query at a time, how many candidates rank ahead of each of its relevant candidates, in one
 * pass over the scores and without sorting them: the relevant scores are thresholds, a candidate falls
 * between two of them, and the ranks are sums over these counts. Most candidates fail the first comparison.
 */
export class RankCounter {
  private capacity = 0;
  private threshold = new Float64Array(0);
  private tie = new Int32Array(0);
  private entry = new Int32Array(0);
  private relevantScore = new Float64Array(0);
  private relevantTie = new Int32Array(0);
  private between = new Int32Array(1);
  private readonly cellStart = new Int32Array(CELLS + 1);

  /**
   * @param pool the prepared pool
   * @param width candidates per block of scores (the last block may be narrower)
   */
  constructor(
    private readonly pool: Pool,
    private readonly width: number,
  ) {}

  /**
   * Writes the ranks of the pool members `relevant` (ascending positions) for row `row` of the score blocks.
   *
   * @param blocks scores of some queries, row-major, block b holding the positions from `b * width`
   * @param inLocale receives the rank among candidates of the same locale, from `at` on, in the order of `relevant`
   * @param pooled receives the rank among all candidates
   */
  rank(
    blocks: readonly Float32Array[],
    row: number,
    relevant: Int32Array,
    inLocale: Int32Array,
    pooled: Int32Array,
    at: number,
  ): void {
    const count = relevant.length;
    if (count === 0) return;
    const { pool, width } = this;
    this.sortThresholds(blocks, row, relevant);
    const { threshold, tie, entry, relevantScore, relevantTie, between, cellStart } = this;
    const { tieRank } = pool;
    between.fill(0, 0, count + 1);
    for (let i = 0; i < count; i++) inLocale[at + i] = 1;
    const lowest = threshold[0]!;
    const highest = threshold[count - 1]!;
    const scale = this.fillCells(count);
    let first = 0;
    for (let locale = 0; locale < pool.localeCount; locale++) {
      const from = pool.localeStart[locale]!;
      const to = pool.localeStart[locale + 1]!;
      // The relevant candidates of this locale: relevant[first] up to relevant[last].
      let last = first;
      while (last < count && relevant[last]! < to) last++;
      for (let start = from; start < to; ) {
        const b = Math.floor(start / width);
        const blockStart = b * width;
        const blockWidth = Math.min(width, pool.size - blockStart);
        const end = Math.min(to, blockStart + blockWidth);
        const scores = blocks[b]!;
        const shift = row * blockWidth - blockStart;
        for (let p = start; p < end; p++) {
          const score = scores[shift + p]!;
          if (score < lowest) continue;
          const own = tieRank[p]!;
          let behind = count;
          if (score <= highest) {
            behind = cellStart[Math.floor((score - lowest) * scale)]!;
            while (behind < count && threshold[behind]! < score) behind++;
            while (behind < count && threshold[behind] === score && tie[behind]! < own) behind++;
          }
          between[behind]!++;
          for (let r = first; r < last; r++) {
            const theirs = relevantScore[r]!;
            if (score > theirs || (score === theirs && own > relevantTie[r]!)) inLocale[at + r]!++;
          }
        }
        start = end;
      }
      first = last;
    }
    let ahead = 0;
    for (let i = count - 1; i >= 0; i--) {
      ahead += between[i + 1]!;
      pooled[at + entry[i]!] = 1 + ahead;
    }
  }

  /** Relevant scores ascending; equal scores in ascending order of the tie rank, so the last one ranks first. */
  private sortThresholds(blocks: readonly Float32Array[], row: number, relevant: Int32Array): void {
    const count = relevant.length;
    if (count > this.capacity) {
      this.capacity = count * 2;
      this.threshold = new Float64Array(this.capacity);
      this.tie = new Int32Array(this.capacity);
      this.entry = new Int32Array(this.capacity);
      this.relevantScore = new Float64Array(this.capacity);
      this.relevantTie = new Int32Array(this.capacity);
      this.between = new Int32Array(this.capacity + 1);
    }
    const { threshold, tie, entry, relevantScore, relevantTie, width, pool } = this;
    for (let i = 0; i < count; i++) {
      const position = relevant[i]!;
      const block = Math.floor(position / width);
      const blockWidth = Math.min(width, pool.size - block * width);
      const score = blocks[block]![row * blockWidth + (position - block * width)]!;
      const own = pool.tieRank[position]!;
      relevantScore[i] = score;
      relevantTie[i] = own;
      let j = i;
      for (; j > 0; j--) {
        const before = threshold[j - 1]!;
        if (before < score || (before === score && tie[j - 1]! < own)) break;
        threshold[j] = before;
        tie[j] = tie[j - 1]!;
        entry[j] = entry[j - 1]!;
      }
      threshold[j] = score;
      tie[j] = own;
      entry[j] = i;
    }
  }

  /**
   * Fills `cellStart`: for a score in cell c, the thresholds before `cellStart[c]` are certainly smaller (a
   * score's cell never falls as the score rises).
   *
   * @returns cells per unit of score
   */
  private fillCells(count: number): number {
    const { threshold, cellStart } = this;
    const lowest = threshold[0]!;
    const span = threshold[count - 1]! - lowest;
    const scale = span > 1e-30 ? CELLS / span : 0;
    let next = 0;
    for (let cell = 0; cell <= CELLS; cell++) {
      while (next < count && Math.floor((threshold[next]! - lowest) * scale) < cell) next++;
      cellStart[cell] = next;
    }
    return scale;
  }
}
