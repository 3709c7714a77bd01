import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { fromBfloat16, fromFloat16, toBfloat16, toFloat16 } from "../../../src/models/weights/half.js";

const everyHalf = Uint16Array.from({ length: 2 ** 16 }, (_, bits) => bits);

const singles = (half: Uint16Array, widen: typeof fromFloat16): Float32Array => {
  const out = new Float32Array(half.length);
  widen(half, out);
  return out;
};
const halves = (values: Float32Array, narrow: typeof toFloat16): Uint16Array => {
  const out = new Uint16Array(values.length);
  narrow(values, out);
  return out;
};
const bitsOf = (values: Float32Array) => new Uint32Array(values.buffer);

/** The value of a binary16 pattern by its definition, IEEE 754-2019, section 3.4. */
function defined(bits: number): number {
  const sign = bits & 0x8000 ? -1 : 1;
  const exponent = (bits >> 10) & 31;
  const fraction = bits & 1023;
  if (exponent === 31) return fraction === 0 ? sign * Number.POSITIVE_INFINITY : Number.NaN;
  if (exponent === 0) return sign * fraction * 2 ** -24;
  return sign * (1 + fraction / 1024) * 2 ** (exponent - 15);
}

/** Any single, NaNs of all kinds, subnormals and infinities included, by its bits. */
const anySingle = fc.integer({ min: 0, max: 0xffffffff }).map((bits) => {
  const out = new Float32Array(1);
  bitsOf(out)[0] = bits;
  return out;
});
/** Singles near the halves: where rounding is decided. */
const nearHalf = fc
  .tuple(fc.integer({ min: 0, max: 0xffff }), fc.integer({ min: -0x2001, max: 0x2001 }))
  .map(([half, step]) => {
    const out = singles(Uint16Array.of(half), fromFloat16);
    bitsOf(out)[0] = bitsOf(out)[0]! + step;
    return out;
  });

describe("half precision", () => {
  it("gives every pattern the value that the standard defines", () => {
    const values = singles(everyHalf, fromFloat16);
    const wrong = [...everyHalf].filter((bits) => !Object.is(values[bits], defined(bits)));
    expect(wrong).toEqual([]);
  });

  it("gives every pattern back, NaNs and subnormals too", () => {
    expect(
      Buffer.from(halves(singles(everyHalf, fromFloat16), toFloat16).buffer).equals(
        Buffer.from(everyHalf.buffer),
      ),
    ).toBe(true);
  });

  it.each([
    [65504, 0x7bff],
    [65519.99, 0x7bff],
    [65520, 0x7c00],
    [-1e30, 0xfc00],
    [Number.POSITIVE_INFINITY, 0x7c00],
    [2 ** -24, 0x0001],
    [2 ** -25, 0x0000],
    [2 ** -25 * 1.0001, 0x0001],
    [3 * 2 ** -25, 0x0002],
    [-(2 ** -26), 0x8000],
    [2 ** -14 - 2 ** -25, 0x0400],
    [-0, 0x8000],
    [1 + 2 ** -11, 0x3c00],
    [1 + 3 * 2 ** -11, 0x3c02],
    [1e-45, 0x0000],
  ])("rounds %d to %i", (value, bits) => {
    expect(halves(Float32Array.of(value), toFloat16)[0]).toBe(bits);
  });

  it("takes the nearest half, of two equally near ones the even", () => {
    const nearest = fc.oneof(anySingle, nearHalf);
    fc.assert(
      fc.property(nearest, (single) => {
        const value = single[0]!;
        const bits = halves(single, toFloat16)[0]!;
        if (Number.isNaN(value)) return Number.isNaN(defined(bits));
        // Beyond the largest half the next step would be 2^16: the standard rounds as if it were there.
        const size = (pattern: number) =>
          (pattern & 0x7fff) === 0x7c00 ? 2 ** 16 : Math.abs(defined(pattern));
        const wanted = Math.min(Math.abs(value), 2 ** 16);
        const error = Math.abs(size(bits) - wanted);
        for (const other of [bits - 1, bits + 1]) {
          if (((bits ^ other) & 0x8000) !== 0 || (other & 0x7fff) > 0x7c00) continue;
          const otherError = Math.abs(size(other) - wanted);
          if (otherError < error || (otherError === error && (bits & 1) === 1)) return false;
        }
        return Object.is(Math.sign(value) < 0 || Object.is(value, -0), (bits & 0x8000) !== 0);
      }),
      { numRuns: 3000 },
    );
  });
});

describe("bfloat16", () => {
  it("gives every pattern back; a NaN stays one", () => {
    const values = singles(everyHalf, fromBfloat16);
    const back = halves(values, toBfloat16);
    // A NaN without its quiet bit gets it.
    const quiet = (bits: number) => ((bits & 0x7fff) > 0x7f80 ? bits | 0x40 : bits);
    expect([...everyHalf].filter((bits) => back[bits] !== quiet(bits))).toEqual([]);
  });

  it("takes the nearest, of two equally near ones the even", () => {
    fc.assert(
      fc.property(anySingle, (single) => {
        const bits = halves(single, toBfloat16)[0]!;
        const exact = bitsOf(single)[0]!;
        if (Number.isNaN(single[0]!)) return Number.isNaN(singles(Uint16Array.of(bits), fromBfloat16)[0]);
        // Bit patterns of one sign are in the order of their values, so distance can be taken among them.
        const error = Math.abs(bits * 65536 - exact);
        return error < 32768 || (error === 32768 && (bits & 1) === 0);
      }),
      { numRuns: 3000 },
    );
  });
});
