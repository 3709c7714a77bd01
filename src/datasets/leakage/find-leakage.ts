import { ClaimbookError } from "../../errors.js";
import { type LeakageSide, type LeakageSource, type LeakageText, sideOf } from "./leakage-texts.js";
import { type Banding, bandingFor, candidatePairs, signatures } from "./minhash.js";
import { comparable, jaccard, type TextSet, textSet } from "./text-set.js";

export interface LeakageOptions {
  /** Jaccard similarity of character shingles from which on two texts are near duplicates, above 0 to 1. Defaults to 0.8. */
  threshold?: number;
  signal?: AbortSignal;
  /** Told now and then; `share` runs from 0 to 1 within a step. */
  onProgress?: (step: string, share: number) => void;
}

/** A training text and an evaluation text that are the same, or nearly. */
export interface LeakedPair {
  kind: "exact" | "near";
  /** Of their shingles, 0 to 1; 1 for exact ones. */
  jaccard: number;
  /** All the texts that are the same as one another, or have the same sentence, in the order of the data. */
  training: readonly LeakageText[];
  evaluation: readonly LeakageText[];
}

/** What two sets have in common. Plain data. */
export interface Leakage {
  training: { name: string; texts: number };
  evaluation: { name: string; texts: number; queries: number };
  threshold: number;
  /** Evaluation texts (repetitions counted) that training has too, whole or a sentence of them. */
  exact: number;
  /** Evaluation texts that have a near duplicate in training and no exact one. */
  near: number;
  /** Of `exact` and `near` together: those that are queries. */
  queries: number;
  /** Most alike first, then in the order of the evaluation. */
  pairs: readonly LeakedPair[];
}

/** One set, ready to be compared with several others. */
export class LeakageIndex {
  readonly set: TextSet;
  readonly banding: Banding;
  readonly threshold: number;
  readonly #signatures: Uint32Array;

  private constructor(set: TextSet, banding: Banding, threshold: number, signatures: Uint32Array) {
    this.set = set;
    this.banding = banding;
    this.threshold = threshold;
    this.#signatures = signatures;
  }

  /**
   * Time and memory grow with the characters of the distinct texts: four bytes each, and half a kilobyte a text.
   *
   * @throws {ClaimbookError} kind `usage` for a threshold out of range
   */
  static async of(side: LeakageSide, options: LeakageOptions = {}): Promise<LeakageIndex> {
    const { threshold = 0.8 } = options;
    if (!(threshold > 0 && threshold <= 1)) {
      throw new ClaimbookError(`the threshold ${threshold} is no similarity above 0, to 1`, {
        kind: "usage",
        where: "leakage",
      });
    }
    const set = await textSet(side, (done) => pause(options, `reading ${side.name}`, done / (done + 5000)));
    const banding = bandingFor(threshold);
    const width = banding.bands * banding.rows;
    const signed = await signatures(set, width, (done) =>
      pause(options, `hashing ${side.name}`, done / set.keys.length),
    );
    return new LeakageIndex(set, banding, threshold, signed);
  }

  /** What an evaluation set has in common with this training set. Both must have been made with one threshold. */
  async against(evaluation: LeakageIndex, options: LeakageOptions = {}): Promise<Leakage> {
    const [mine, other] = [this.set, evaluation.set];
    if (this.threshold !== evaluation.threshold) {
      throw new ClaimbookError(`indexed with thresholds ${this.threshold} and ${evaluation.threshold}`, {
        kind: "usage",
        where: `leakage of ${mine.name} into ${other.name}`,
        wayOut: "Index both sets with one threshold.",
      });
    }
    const found: { i: number; j: number; similarity: number }[] = [];
    await candidatePairs(
      this.#signatures,
      evaluation.#signatures,
      this.banding,
      (i, j) => {
        const similarity = mine.keys[i] === other.keys[j] ? 1 : this.#similarity(i, other, j);
        if (similarity >= this.threshold) found.push({ i, j, similarity });
      },
      (band) => pause(options, `comparing ${mine.name} with ${other.name}`, band / this.banding.bands),
    );
    found.sort((a, b) => b.similarity - a.similarity || a.j - b.j || a.i - b.i);
    const pairs = found.map(
      ({ i, j, similarity }): LeakedPair => ({
        kind: mine.keys[i] === other.keys[j] ? "exact" : "near",
        jaccard: similarity,
        training: mine.members[i]!,
        evaluation: other.members[j]!,
      }),
    );
    const exact = new Set(
      pairs.filter(({ kind }) => kind === "exact").flatMap(({ evaluation }) => evaluation),
    );
    const touched = new Set(pairs.flatMap(({ evaluation }) => evaluation));
    return {
      training: { name: mine.name, texts: mine.size },
      evaluation: { name: other.name, texts: other.size, queries: other.queries },
      threshold: this.threshold,
      exact: exact.size,
      near: touched.size - exact.size,
      queries: [...touched].filter(({ part }) => part === "query").length,
      pairs,
    };
  }

  /** Sizes too different cannot reach the threshold: those pairs are not looked at. */
  #similarity(i: number, other: TextSet, j: number): number {
    const sizeA = this.set.offsets[i + 1]! - this.set.offsets[i]!;
    const sizeB = other.offsets[j + 1]! - other.offsets[j]!;
    if (Math.min(sizeA, sizeB) < this.threshold * Math.max(sizeA, sizeB)) return 0;
    return jaccard(this.set, i, other, j);
  }
}

/**
 * Finds texts of an evaluation that training sees: exact duplicates (but for punctuation, case and spacing) and near
 * ones, by MinHash over character shingles with locality-sensitive hashing; every pair found is verified by its true
 * Jaccard similarity. Of texts with several sentences each sentence of 20 characters or more is compared too: a
 * sentence of the evaluation is found within a training passage. Texts of all languages are compared with one another.
 * The same sets give the same result; a pair at the threshold is missed with a probability of 1e-6 (`MISS`), exact
 * duplicates never.
 *
 * A translation of an evaluation text is not found. Where data are parallel, leave out the whole group of a text that
 * is found, as `withoutLeaks` does.
 *
 * @throws {ClaimbookError} kind `usage` for a threshold out of range; the signal's reason when aborted
 */
export async function findLeakage(
  training: LeakageSource,
  evaluation: LeakageSource,
  options: LeakageOptions = {},
): Promise<Leakage> {
  const left = await LeakageIndex.of(sideOf(training), options);
  return left.against(await LeakageIndex.of(sideOf(evaluation), options), options);
}

/** Whether two whole texts count as one: `findLeakage` calls their pair exact. */
export function sameText(a: string, b: string): boolean {
  return comparable(a) === comparable(b);
}

async function pause({ signal, onProgress }: LeakageOptions, step: string, share: number): Promise<void> {
  onProgress?.(step, share);
  await new Promise((resolve) => setImmediate(resolve));
  signal?.throwIfAborted();
}
