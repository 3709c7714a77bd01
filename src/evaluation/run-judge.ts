import { ClaimbookError } from "../errors.js";
import { compareBytes } from "./byte-order.js";
import type { JudgedRanking } from "./measure.js";

/**
 * Turns one query's scores and judgements into what measures look at, without sorting the run: the scores of the
 * relevant documents are thresholds, all others are counted between them, and only documents that tie with a
 * relevant one have their ids compared. One object serves query after query; each `judge` overwrites the last.
 */
export class RunJudge implements JudgedRanking {
  /** Of the relevant documents retrieved, from the first place on. */
  ranks: number[] = [];
  readonly graded: { ranks: number[]; gains: number[]; ideal: number[] };
  relevant = 0;
  retrieved = 0;
  private readonly found: Found[] = [];
  private readonly others: Found[] = [];
  private nonRelevant = 0;
  private facts: JudgedRanking["judged"];

  /** @param relevanceLevel levels from here on are relevant; gains are all levels from 1 on */
  constructor(private readonly relevanceLevel = 1) {
    this.graded = { ranks: [], gains: [], ideal: [] };
  }

  /**
   * @param levels document id -> level
   * @param scores document id -> score
   * @param singles the same scores in single precision, in the order of the object, where they are known
   * @throws ClaimbookError (usage) for a score that is not a number
   */
  judge(
    query: string,
    levels: Record<string, number>,
    scores: Record<string, number>,
    singles?: Float32Array,
  ): void {
    const { found, others, relevanceLevel } = this;
    const { ranks, gains, ideal } = this.graded;
    for (const list of [found, others, ranks, gains, ideal]) list.length = 0;
    this.facts = undefined;
    this.nonRelevant = 0;
    const values = singles ?? checkedScores(query, scores);
    this.retrieved = values.length;
    let unsorted = false;
    for (const id in levels) {
      const level = levels[id]!;
      const score = scores[id];
      // An id may be the name of something that every object has, such as "constructor": no number then.
      const here = typeof score === "number";
      if (level >= 1) {
        unsorted ||= ideal.length > 0 && level > ideal[ideal.length - 1]!;
        ideal.push(level);
        if (here) found.push({ id, level, score: Math.fround(score) });
      } else {
        if (level >= 0) this.nonRelevant++;
        if (here) others.push({ id, level, score: Math.fround(score) });
      }
    }
    if (unsorted) ideal.sort((a, b) => b - a);
    this.relevant = ideal.length;
    while (this.relevant > 0 && ideal[this.relevant - 1]! < relevanceLevel) this.relevant--;
    this.nonRelevant += ideal.length - this.relevant;
    if (found.length > 1) found.sort(firstFirst);
    countRanks(found, values, scores, ranks);
    for (const { level } of found) gains.push(level);
    this.ranks = relevanceLevel === 1 ? ranks : ranks.filter((_, i) => gains[i]! >= relevanceLevel);
  }

  /** Counted only when a measure looks: most do not. */
  get judged(): NonNullable<JudgedRanking["judged"]> {
    this.facts ??= this.look();
    return this.facts;
  }

  private look(): NonNullable<JudgedRanking["judged"]> {
    const { nonRelevant, relevanceLevel } = this;
    const found = this.found.filter(({ level }) => level >= relevanceLevel);
    const others = [...this.others, ...this.found.filter(({ level }) => level < relevanceLevel)];
    others.sort(firstFirst);
    const ahead: number[] = [];
    const unjudgedAhead: number[] = [];
    let next = 0;
    let [no, unjudged] = [0, 0];
    for (const relevant of found) {
      while (next < others.length && firstFirst(others[next]!, relevant) < 0) {
        if (others[next]!.level >= 0) no++;
        else unjudged++;
        next++;
      }
      ahead.push(no);
      unjudgedAhead.push(unjudged);
    }
    const nonRelevantRetrieved = others.reduce((sum, { level }) => sum + (level >= 0 ? 1 : 0), 0);
    return { ahead, unjudgedAhead, nonRelevant, nonRelevantRetrieved };
  }
}

interface Found {
  id: string;
  level: number;
  /** In single precision, as trec_eval 9 keeps it. */
  score: number;
}

/** trec_eval's order: highest score first, of equal ones the greatest id (byte order) first. */
function firstFirst(a: Found, b: Found): number {
  return a.score === b.score ? compareBytes(b.id, a.id) : a.score > b.score ? -1 : 1;
}

let scratch = new Float32Array(1024);

/**
 * A query's scores in single precision, in the order of the object, in a place that the next call uses again.
 *
 * @throws ClaimbookError (usage) for a score that is not a number
 */
export function checkedScores(query: string, scores: Record<string, number>): Float32Array {
  const given = Object.values(scores);
  if (given.length > scratch.length) scratch = new Float32Array(2 * given.length);
  const values = scratch.subarray(0, given.length);
  for (let i = 0; i < given.length; i++) {
    const score = given[i]!;
    if (typeof score !== "number" || Number.isNaN(score)) throw notANumber(query, Object.keys(scores)[i]!);
    values[i] = score;
  }
  return values;
}

/** The error for a score that is NaN or no number at all. */
export function notANumber(query: string, id: string): ClaimbookError {
  return new ClaimbookError(`the score of document ${JSON.stringify(id)} is not a number`, {
    kind: "usage",
    where: `run, query ${JSON.stringify(query)}`,
    wayOut: "Give every retrieved document a finite score.",
  });
}

let above = new Int32Array(64);
let equal = new Int32Array(64);
let steps = new Float32Array(64);

/**
 * Writes the ranks of `found` (in the order of the run).
 *
 * @param values all scores of the query, in the order of `scores`
 */
function countRanks(
  found: readonly Found[],
  values: Float32Array,
  scores: Record<string, number>,
  ranks: number[],
): void {
  if (found.length === 0) return;
  if (found.length > steps.length) {
    [above, equal] = [new Int32Array(2 * found.length), new Int32Array(2 * found.length)];
    steps = new Float32Array(2 * found.length);
  }
  // Different scores of relevant documents, falling; above[i] counts scores between step i and the one before.
  let count = 0;
  for (const { score } of found) {
    if (count > 0 && steps[count - 1] === score) continue;
    steps[count] = score;
    above[count] = 0;
    equal[count] = 0;
    count++;
  }
  const lowest = steps[count - 1]!;
  for (let p = 0; p < values.length; p++) {
    const value = values[p]!;
    if (value < lowest) continue;
    let low = 0;
    let high = count - 1;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (steps[middle]! <= value) high = middle;
      else low = middle + 1;
    }
    if (steps[low] === value) equal[low]!++;
    else above[low]!++;
  }
  let step = 0;
  let ahead = above[0]!;
  for (let i = 0; i < found.length; ) {
    while (steps[step] !== found[i]!.score) {
      ahead += equal[step]!;
      step++;
      ahead += above[step]!;
    }
    let next = i + 1;
    while (next < found.length && found[next]!.score === steps[step]) next++;
    if (equal[step] === next - i) {
      // Only relevant documents have this score: they stand together, in their own order.
      for (let j = i; j < next; j++) ranks.push(ahead + 1 + (j - i));
    } else {
      const tied = Object.keys(scores).filter((_, p) => values[p] === steps[step]);
      tied.sort((a, b) => compareBytes(b, a));
      for (let j = i; j < next; j++) ranks.push(ahead + 1 + tied.indexOf(found[j]!.id));
    }
    i = next;
  }
}
