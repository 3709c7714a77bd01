import { type Code, f32x4, type Local } from "../../../tensor/simd/assembler.js";

const { add, sub, mul, div, select, below, and, nearest, abs, max, min, shuffle, powerOfTwo } = f32x4;
const number = f32x4.const;

/** c0 + x (c1 + x (c2 + ...)). */
const polynomial = (x: Code, [first, ...rest]: readonly number[]): Code =>
  rest.length === 0 ? number(first!) : add(number(first!), mul(x, polynomial(x, rest)));

/**
 * e^x of four numbers, to about 2 units in the last place; exactly 0 below -87.3, where single precision ends.
 * Cephes' expf: 2^n e^r with |r| <= ln 2 / 2, ln 2 in two pieces so that r keeps its bits.
 *
 * @param x is overwritten.
 * @param n is overwritten.
 * @param into may be `x`.
 */
export function exponential(x: Local, n: Local, r: Local, into: Local): Code[] {
  const [lowest, highest] = [-87.3, 88];
  return [
    n.set(nearest(mul(min(max(x.get, number(lowest)), number(highest)), number(Math.LOG2E)))),
    r.set(
      sub(
        sub(min(max(x.get, number(lowest)), number(highest)), mul(n.get, number(0.693359375))),
        mul(n.get, number(-2.1219444e-4)),
      ),
    ),
    into.set(
      and(
        mul(
          add(
            add(
              mul(
                mul(r.get, r.get),
                polynomial(
                  r.get,
                  [
                    5.0000001201e-1, 1.6666665459e-1, 4.1665795894e-2, 8.3334519073e-3, 1.39819995e-3,
                    1.98756915e-4,
                  ],
                ),
              ),
              r.get,
            ),
            number(1),
          ),
          powerOfTwo(n.get),
        ),
        below(number(lowest), x.get),
      ),
    ),
  ];
}

/**
 * The normal distribution's share below x, off by at most 1e-7: Abramowitz and Stegun, formula 7.1.26.
 *
 * @param decay e^(-x^2 / 2).
 * @param t is overwritten.
 */
export function shareBelow(x: Local, decay: Local, t: Local, into: Local): Code[] {
  const z = mul(abs(x.get), number(0.3275911 * Math.SQRT1_2));
  const tail = mul(
    mul(
      t.get,
      polynomial(
        t.get,
        [0.254829592, -0.284496736, 1.421413741, -1.453152027, 1.061405429].map((c) => c / 2),
      ),
    ),
    decay.get,
  );
  return [
    t.set(div(number(1), add(number(1), z))),
    into.set(tail),
    into.set(select(into.get, sub(number(1), into.get), below(x.get, number(0)))),
  ];
}

/** The sum of the four lanes, in all of them. */
export function sumLanes(x: Local): Code[] {
  return [
    x.set(add(x.get, shuffle(x.get, x.get, [1, 0, 3, 2]))),
    x.set(add(x.get, shuffle(x.get, x.get, [2, 3, 0, 1]))),
  ];
}

/** The largest of the four lanes, in all of them. */
export function maxLanes(x: Local): Code[] {
  return [
    x.set(max(x.get, shuffle(x.get, x.get, [1, 0, 3, 2]))),
    x.set(max(x.get, shuffle(x.get, x.get, [2, 3, 0, 1]))),
  ];
}
