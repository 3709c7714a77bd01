/** An affine map as PDFs write it: x' = a x + c y + e, y' = b x + d y + f (ISO 32000-1, 8.3.3). */
export type Matrix = readonly [a: number, b: number, c: number, d: number, e: number, f: number];

export interface Box {
  left: number;
  right: number;
  /** The smaller of the vertical coordinates, whichever way they run. */
  low: number;
  high: number;
}

/** First `inner`, then `outer`; what is no matrix changes nothing. */
export function multiplied(outer: Matrix, inner: unknown): Matrix {
  const numbers = Array.from((inner ?? []) as ArrayLike<number>, Number);
  if (numbers.length !== 6 || !numbers.every(Number.isFinite)) return outer;
  const [a, b, c, d, e, f] = numbers as unknown as Matrix;
  const [A, B, C, D, E, F] = outer;
  return [A * a + C * b, B * a + D * b, A * c + C * d, B * c + D * d, A * e + C * f + E, B * e + D * f + F];
}

/** The box round a box (left, low, right, high) once it is mapped. */
export function transformed([a, b, c, d, e, f]: Matrix, box: ArrayLike<number>): Box {
  const [left = 0, low = 0, right = 0, high = 0] = Array.from(box);
  const corners = [
    [left, low],
    [left, high],
    [right, low],
    [right, high],
  ] as const;
  const xs = corners.map(([x, y]) => a * x + c * y + e);
  const ys = corners.map(([x, y]) => b * x + d * y + f);
  return { left: Math.min(...xs), right: Math.max(...xs), low: Math.min(...ys), high: Math.max(...ys) };
}

/** Whether the first box has the middle of the second in it. */
export function boxesMeet(ground: Box, box: Box): boolean {
  const x = (box.left + box.right) / 2;
  const y = (box.low + box.high) / 2;
  return ground.left <= x && x <= ground.right && ground.low <= y && y <= ground.high;
}
