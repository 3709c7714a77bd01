import type { Random } from "../../random.js";
import type { WeightSpec } from "./tensor-names.js";

/** Standard deviation of an untrained weight, before those beyond two of it are drawn again; BERT's own. */
const spread = 0.02;

/**
 * An untrained weight: truncated normal with standard deviation 0.02 for matrices, zeros and ones for the rest.
 *
 * Number `i` is made of hashes of `i` and 32 random bits (the sum of eight 16-bit numbers: close to
 * normal within two standard deviations), by whole-number arithmetic alone: the same on every machine, and fast
 * enough for a table of 100 million.
 */
export function startWeight({ name, shape, start }: WeightSpec, random: Random): Float32Array {
  const values = new Float32Array(shape.reduce((a, b) => a * b, 1));
  if (start === "ones") return values.fill(1);
  if (start === "normal") fillNormal(values, random.fork(name).int(2 ** 32) | 0);
  return values;
}

function fillNormal(into: Float32Array, seed: number): void {
  // The sum of eight uniform 16-bit numbers has variance 8 (2^32 - 1) / 12.
  const scale = spread / Math.sqrt((8 * (2 ** 32 - 1)) / 12);
  for (let i = 0; i < into.length; i++) {
    let state = mix(seed + Math.imul(i, 0x9e3779b9));
    let value: number;
    do {
      let sum = -4 * 65535;
      for (let j = 0; j < 4; j++) {
        state = mix(state + 0x6d2b79f5);
        sum += (state & 0xffff) + (state >>> 16);
      }
      value = sum * scale;
    } while (Math.abs(value) > 2 * spread);
    into[i] = value;
  }
}

/** MurmurHash3's finaliser. */
function mix(value: number): number {
  let h = value | 0;
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return h ^ (h >>> 16);
}
