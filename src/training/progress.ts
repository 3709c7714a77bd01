/** How far a training is at a step: 0 at the first, 1 at the last. What schedules of a composition go by. */
export function progressAt(step: number, steps: number): number {
  return (step - 1) / Math.max(1, steps - 1);
}
