/** How far apart two numbers are, and what a tolerance says to it. */
export interface Distance {
  relative?: number;
  ofTolerance?: number;
  matters: boolean;
}

/**
 * @param size what the difference is measured against besides the numbers themselves, e.g. the value of which one
 *   of them is an interval's end
 * @param tolerance at least 0, relative
 */
export function distance(left: number, right: number, tolerance: number, size = 0): Distance {
  if (left === right) return { matters: false };
  const relative = Math.abs(right - left) / Math.max(Math.abs(left), Math.abs(right), Math.abs(size));
  return {
    relative,
    ...(tolerance > 0 ? { ofTolerance: relative / tolerance } : {}),
    matters: relative > tolerance,
  };
}

/** The one of several distances that weighs most. */
export function farthest(distances: readonly Distance[]): Distance {
  return distances.reduce(worse, { matters: false });
}

function worse(a: Distance, b: Distance): Distance {
  if (a.matters !== b.matters) return a.matters ? a : b;
  return (b.relative ?? 0) > (a.relative ?? 0) ? b : a;
}
