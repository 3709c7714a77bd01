/** Mean of each tenth of a training (of each step, when there are fewer than ten). */
export function tenths(losses: Float32Array): number[] {
  const parts = Math.min(10, losses.length);
  return Array.from({ length: parts }, (_, i) => {
    const part = losses.subarray(
      Math.floor((i * losses.length) / parts),
      Math.floor(((i + 1) * losses.length) / parts),
    );
    return part.reduce((sum, loss) => sum + loss, 0) / part.length;
  });
}
