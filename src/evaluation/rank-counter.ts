import type { Pool } from "./pool.js";

/** Cells of the table that maps a score to the thresholds around it; more cells, fewer comparisons. */
const CELLS = 512;

/** The scores of some queries against a whole pool, as a matrix product gives them. */
export interface ScoreBlocks {
  /** Block b holds the positions from `b * width` on, row-major, `width` numbers a row. */
  blocks: readonly (Float32Array | Int32Array)[];
  width: number;
  /** What one unit of the numbers in `blocks` is worth. */
  unit: number;
  /** What is to be added to `unit` x a number of row `row`. */
  offset(row: number): number;
  /** How far that sum may be from the exact score of row `row`, >= 0. */
  error(row: number): number;
  /** The exact score, in single precision as trec_eval keeps it. */
  exact(row: number, position: number): number;
}

/**
 * Counts, for one query at a time, how many candidates rank ahead of each of its relevant candidates, in one
 * pass over the scores and without sorting them: the relevant scores are thresholds, a candidate falls
 * between two of them, and the ranks are sums over these counts. Most candidates fail the first comparison;
 * only one that is nearer to a threshold than the scores' error is scored exactly.
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

  constructor(private readonly pool: Pool) {}

  /**
   * Writes the ranks of the pool members `relevant` (ascending positions) for row `row` of the scores.
   *
   * @param inLocale receives the rank among candidates of the same locale, from `at` on, in the order of `relevant`
   * @param pooled receives the rank among all candidates
   */
  rank(
    scores: ScoreBlocks,
    row: number,
    relevant: Int32Array,
    inLocale: Int32Array,
    pooled: Int32Array,
    at: number,
  ): void {
    const count = relevant.length;
    if (count === 0) return;
    this.sortThresholds(scores, row, relevant);
    const { pool, threshold, tie, entry, relevantScore, relevantTie, between, cellStart } = this;
    const { tieRank, localeStart, localeCount } = pool;
    const { width, unit } = scores;
    const error = scores.error(row);
    const offset = scores.offset(row);
    between.fill(0, 0, count + 1);
    inLocale.fill(1, at, at + count);
    const lowest = threshold[0]!;
    const highest = threshold[count - 1]!;
    const hopeless = (lowest - error - offset) / unit;
    const scale = this.fillCells(count);
    let first = 0;
    for (let locale = 0; locale < localeCount; locale++) {
      const to = localeStart[locale + 1]!;
      // The relevant candidates of this locale: relevant[first] up to relevant[last].
      let last = first;
      while (last < count && relevant[last]! < to) last++;
      for (let start = localeStart[locale]!; start < to; ) {
        const b = Math.floor(start / width);
        const end = Math.min(to, (b + 1) * width);
        const numbers = scores.blocks[b]!;
        const shift = row * width - b * width;
        for (let p = start; p < end; p++) {
          const number = numbers[shift + p]!;
          if (number < hopeless) continue;
          let score = number * unit + offset;
          const least = score - error;
          let behind = 0;
          if (least > highest) behind = count;
          else {
            if (least > lowest) behind = cellStart[Math.floor((least - lowest) * scale)]!;
            while (behind < count && threshold[behind]! < least) behind++;
            if (behind < count && threshold[behind]! <= score + error) {
              score = scores.exact(row, p);
              const own = tieRank[p]!;
              while (behind < count && threshold[behind]! < score) behind++;
              while (behind < count && threshold[behind] === score && tie[behind]! < own) behind++;
            }
          }
          between[behind]!++;
          for (let r = first; r < last; r++) {
            const theirs = relevantScore[r]!;
            if (score > theirs || (score === theirs && tieRank[p]! > relevantTie[r]!)) inLocale[at + r]!++;
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
  private sortThresholds(scores: ScoreBlocks, row: number, relevant: Int32Array): void {
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
    const { threshold, tie, entry, relevantScore, relevantTie, pool } = this;
    for (let i = 0; i < count; i++) {
      const score = scores.exact(row, relevant[i]!);
      const own = pool.tieRank[relevant[i]!]!;
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
