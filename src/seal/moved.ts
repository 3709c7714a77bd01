/**
 * The fewest items that must have been moved to get from one order to another (all but a longest increasing
 * subsequence).
 *
 * @param before items in their order; those of `after` are among them, each once
 */
export function movedItems<T>(before: readonly T[], after: readonly T[]): T[] {
  const places = new Map(before.map((item, at) => [item, at]));
  const numbers = after.map((item) => places.get(item)!);
  // By length: the end of the increasing subsequence whose last number is the smallest.
  const ends: number[] = [];
  const previous: number[] = [];
  for (const [at, number] of numbers.entries()) {
    let low = 0;
    let high = ends.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (numbers[ends[middle]!]! < number) low = middle + 1;
      else high = middle;
    }
    previous[at] = low === 0 ? -1 : ends[low - 1]!;
    ends[low] = at;
  }
  const stayed = new Set<number>();
  for (let at = ends.at(-1) ?? -1; at !== -1; at = previous[at]!) stayed.add(at);
  return after.filter((_, at) => !stayed.has(at));
}
