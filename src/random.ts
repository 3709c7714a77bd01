import { createHash } from "node:crypto";
import { uniformInt } from "pure-rand/distribution/uniformInt";
import { xoroshiro128plusFromState } from "pure-rand/generator/xoroshiro128plus";
import type { JumpableRandomGenerator } from "pure-rand/types/JumpableRandomGenerator";
import { ClaimbookError } from "./errors.js";

/** What a `Random` is at one moment, as JSON: for checkpoints. */
export interface RandomState {
  seed: string;
  generator: readonly number[];
}

/**
 * The project's one source of chance: xoroshiro128+ (pure-rand). Only whole-number arithmetic and exact divisions
 * lie between the generator and a result, so a seed gives the same numbers on every machine.
 */
export class Random {
  readonly #seed: string;
  readonly #generator: JumpableRandomGenerator;

  /** @param seed any number or text; different seeds give unrelated streams */
  constructor(seed: number | string, state?: readonly number[]) {
    this.#seed = String(seed);
    this.#generator = xoroshiro128plusFromState(state ?? hash128(this.#seed));
  }

  /** A source that goes on where the one that gave this state was. */
  static restore(state: RandomState): Random {
    return new Random(state.seed, state.generator);
  }

  /** A copy of what the source is now; drawing further does not change it. */
  state(): RandomState {
    return { seed: this.#seed, generator: [...this.#generator.getState()] };
  }

  /**
   * A stream of its own, named by `label`. It depends on the seed and the label alone, not on how much was drawn
   * before: adding a draw in one place never changes another.
   */
  fork(label: string): Random {
    return new Random(`${this.#seed}/${label}`);
  }

  /** A whole number from 0 to n - 1, all equally likely. @throws ClaimbookError (usage) for n < 1 or not whole */
  int(n: number): number {
    if (!Number.isInteger(n) || n < 1) fail(`a choice among ${n} is not possible`);
    return uniformInt(this.#generator, 0, n - 1);
  }

  /** A number in [0, 1) with 53 random bits. */
  float(): number {
    const high = this.#generator.next() >>> 5;
    const low = this.#generator.next() >>> 6;
    return (high * 2 ** 26 + low) / 2 ** 53;
  }

  /**
   * Close to the standard normal distribution: the sum of twelve uniform numbers less 6 (mean 0, variance 1, range
   * -6..6). Logarithm and cosine, which the usual methods need, differ in their last bits between machines.
   */
  normal(): number {
    let sum = -6;
    for (let i = 0; i < 12; i++) sum += this.float();
    return sum;
  }

  /** @throws ClaimbookError (usage) when there is nothing to pick from */
  pick<T>(items: readonly T[]): T {
    return items[this.int(items.length)]!;
  }

  /** A new array in random order (Fisher and Yates). */
  shuffle<T>(items: readonly T[]): T[] {
    const result = [...items];
    for (let i = result.length - 1; i > 0; i--) {
      const j = this.int(i + 1);
      [result[i], result[j]] = [result[j]!, result[i]!];
    }
    return result;
  }

  /**
   * k different numbers of 0..n-1, in random order (Floyd's method: time and memory grow with k alone).
   *
   * @throws ClaimbookError (usage) for k > n
   */
  sample(n: number, k: number): number[] {
    if (!Number.isInteger(k) || k < 0 || k > n) fail(`${k} different ones of ${n} are not to be had`);
    const chosen = new Set<number>();
    for (let i = n - k; i < n; i++) {
      const candidate = this.int(i + 1);
      chosen.add(chosen.has(candidate) ? i : candidate);
    }
    return this.shuffle([...chosen]);
  }
}

/** All 128 bits of the generator's state: with 32, two of some ten thousand named streams would be the same. */
function hash128(text: string): number[] {
  const digest = createHash("sha256").update(text).digest();
  return [0, 4, 8, 12].map((offset) => digest.readInt32LE(offset));
}

function fail(what: string): never {
  throw new ClaimbookError(what, { kind: "usage", where: "random choice" });
}
