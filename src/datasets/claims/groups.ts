/**
 * Joins items that share any key, also over others (a shares one with b, b another with c).
 *
 * @param keys of each item
 * @returns for each item the number of the first item of its group
 */
export function joinedBy(keys: readonly (readonly string[])[]): number[] {
  const parents = keys.map((_, index) => index);
  const root = (index: number): number => {
    let at = index;
    while (parents[at] !== at) {
      parents[at] = parents[parents[at]!]!;
      at = parents[at]!;
    }
    return at;
  };
  const holders = new Map<string, number>();
  for (const [index, own] of keys.entries()) {
    for (const key of own) {
      const holder = holders.get(key);
      if (holder === undefined) {
        holders.set(key, index);
        continue;
      }
      const [a, b] = [root(holder), root(index)];
      // The smaller number stays: it is the first item's.
      parents[Math.max(a, b)] = Math.min(a, b);
    }
  }
  return keys.map((_, index) => root(index));
}
