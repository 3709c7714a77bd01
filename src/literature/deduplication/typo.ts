/**
 * Whether the optimal string alignment distance (insertion, deletion, substitution, swap of neighbours; Damerau 1964)
 * of two words is at most `most`. Only a band of that width is computed.
 */
export function withinDistance(a: string, b: string, most: number): boolean {
  if (Math.abs(a.length - b.length) > most) return false;
  if (a === b) return true;
  let start = 0;
  const shorter = Math.min(a.length, b.length);
  while (start < shorter && a.charCodeAt(start) === b.charCodeAt(start)) start++;
  let endA = a.length;
  let endB = b.length;
  while (endA > start && endB > start && a.charCodeAt(endA - 1) === b.charCodeAt(endB - 1)) {
    endA--;
    endB--;
  }
  const n = endA - start;
  const m = endB - start;
  if (n === 0 || m === 0) return n + m <= most;
  let older = new Array<number>(m + 1).fill(most + 1);
  let last = Array.from({ length: m + 1 }, (_, j) => j);
  for (let i = 1; i <= n; i++) {
    const row = new Array<number>(m + 1).fill(most + 1);
    if (i <= most) row[0] = i;
    let best = row[0]!;
    for (let j = Math.max(1, i - most); j <= Math.min(m, i + most); j++) {
      const x = a.charCodeAt(start + i - 1);
      const y = b.charCodeAt(start + j - 1);
      let cost = Math.min(last[j]! + 1, row[j - 1]! + 1, last[j - 1]! + (x === y ? 0 : 1));
      if (i > 1 && j > 1 && x === b.charCodeAt(start + j - 2) && y === a.charCodeAt(start + i - 2)) {
        cost = Math.min(cost, older[j - 2]! + 1);
      }
      row[j] = cost;
      if (cost < best) best = cost;
    }
    if (best > most) return false;
    [older, last] = [last, row];
  }
  return last[m]! <= most;
}

/** Beginnings that turn a word into another one; they are no slips. */
const prefixes =
  "un in im ir il a an non de dis bi tri multi semi sub super re pre post anti self intra inter hyper hypo macro micro mono poly over under up down co ex mis out".split(
    " ",
  );
/** Beginnings that are set against each other. */
const contrasts = [
  "hyper hypo normo",
  "macro micro meso nano pico milli mega giga kilo",
  "mono bi di tri poly multi uni omni",
  "intra inter extra intro trans",
  "pre post peri ante",
  "pro anti con contra",
  "over under",
  "up down",
  "endo exo ecto epi",
  "geno pheno",
  "auto allo xeno iso",
  "homo hetero",
  "super sub supra infra ultra",
  "cis trans",
  "in de re pro se con pre",
  "im ex de",
].map((line) => line.split(" "));

/**
 * Whether one of two words may be a slip of the pen for the other: few letters off, and not another prefix. Short
 * words are words of their own with any letter changed.
 */
export function isTypo(a: string, b: string): boolean {
  const length = Math.min(a.length, b.length);
  const most = length < 4 ? 0 : length < 8 ? 1 : 2;
  if (most === 0 || /\d/.test(a) || /\d/.test(b)) return false;
  return withinDistance(a, b, most) && !otherPrefix(a, b);
}

/** supervised and unsupervised, hyperthyroid and hypothyroid, macro and micro. */
export function otherPrefix(a: string, b: string): boolean {
  const [short, long] = a.length <= b.length ? [a, b] : [b, a];
  const added = long.slice(0, long.length - short.length);
  // One letter before a short word is a slip more often than a negation.
  if (long.endsWith(short) && prefixes.includes(added) && (added.length > 1 || short.length > 5)) return true;
  return contrasts.some((family) => {
    const [one, two] = [beginning(a, family), beginning(b, family)];
    return (
      one !== undefined && two !== undefined && one !== two && a.slice(one.length) === b.slice(two.length)
    );
  });
}

/** The longest of the beginnings that a word has. */
function beginning(word: string, family: readonly string[]): string | undefined {
  let best: string | undefined;
  for (const each of family) if (word.startsWith(each) && each.length > (best?.length ?? 0)) best = each;
  return best;
}
