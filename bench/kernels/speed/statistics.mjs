/** @returns median, 95th percentile, least and most of the numbers, and how many they are; undefined for none */
export function summary(values) {
  if (values.length === 0) return undefined;
  const sorted = values.toSorted((a, b) => a - b);
  const at = (share) => sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))];
  return { median: at(0.5), p95: at(0.95), least: sorted[0], most: sorted.at(-1), count: sorted.length };
}
