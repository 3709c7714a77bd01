/** Added to the logarithms of three probabilities before the greatest is taken: the last is 0. */
export type Cuts = readonly [number, number, number];

const [least, most, step] = [-0.6, 2, 0.1];

/** Place of the verdict: the greatest of log-probability plus cut; a tie goes to the later, more careful one. */
export function cutVerdict(shares: readonly number[], cuts: Cuts): number {
  let top = 2;
  const at = (k: number) => Math.log(Math.max(shares[k]!, 1e-12)) + cuts[k]!;
  for (const k of [1, 0]) if (at(k) > at(top) + 1e-9) top = k;
  return top;
}

/**
 * The cuts of the highest macro-F1 over several sets (geometric mean: none is given up for another); `balanced`, classes weigh the same in a set that has all three.
 * Macro-F1 is not what the most probable class maximises: where classes are hard to tell apart, it pays to name each.
 */
export function tuneCuts(
  sets: readonly { shares: readonly (readonly number[])[]; labels: readonly number[] }[],
  { balanced = true }: { balanced?: boolean } = {},
): Cuts {
  let best: Cuts = [0, 0, 0];
  let highest = -1;
  const steps = Math.round((most - least) / step);
  for (let i = 0; i <= steps; i++) {
    for (let j = 0; j <= steps; j++) {
      const cuts: Cuts = [tenths(least + i * step), tenths(least + j * step), 0];
      const f1 = sets.reduce((product, set) => product * macroF1(set, cuts, balanced), 1);
      if (f1 > highest + 1e-9) {
        highest = f1;
        best = cuts;
      }
    }
  }
  return best;
}

/** Macro-F1 of the verdicts over the classes that occur; where all three do and `balanced`, each weighs the same. */
export function macroF1(
  { shares, labels }: { shares: readonly (readonly number[])[]; labels: readonly number[] },
  cuts: Cuts,
  balanced = true,
): number {
  const there = [0, 1, 2].map((k) => labels.filter((label) => label === k).length);
  const weights = there.map((count) => (!balanced || there.includes(0) ? 1 : 1 / count));
  const hit = [0, 0, 0];
  const said = [0, 0, 0];
  for (const [i, row] of shares.entries()) {
    const label = labels[i]!;
    const verdict = cutVerdict(row, cuts);
    said[verdict]! += weights[label]!;
    if (verdict === label) hit[verdict]! += weights[label]!;
  }
  const f1 = [0, 1, 2]
    .filter((k) => there[k]! > 0)
    .map((k) => (2 * hit[k]!) / (said[k]! + there[k]! * weights[k]!));
  return f1.reduce((a, b) => a + b, 0) / Math.max(1, f1.length);
}

const tenths = (value: number) => Math.round(10 * value) / 10;
