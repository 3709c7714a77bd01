/** 32-bit patterns of all 16-bit floats; bits, not numbers, so that every NaN stays the one it is. */
let widened: Uint32Array | undefined;

/** Half precision (IEEE 754 binary16) to single precision; every value has an exact one. */
export function fromFloat16(half: Uint16Array, out: Float32Array): void {
  widened ??= Uint32Array.from({ length: 2 ** 16 }, (_, bits) => widen(bits));
  const bits = new Uint32Array(out.buffer, out.byteOffset, out.length);
  for (let i = 0; i < half.length; i++) bits[i] = widened[half[i]!]!;
}

function widen(half: number): number {
  const sign = (half & 0x8000) << 16;
  const exponent = (half >> 10) & 31;
  const fraction = half & 1023;
  if (exponent === 31) return (sign | 0x7f800000 | (fraction << 13)) >>> 0;
  if (exponent > 0) return (sign | ((exponent + 112) << 23) | (fraction << 13)) >>> 0;
  if (fraction === 0) return sign >>> 0;
  // Subnormal: fraction * 2^-24. The leading one becomes the implicit one of single precision.
  const shift = Math.clz32(fraction) - 21;
  return (sign | ((113 - shift) << 23) | (((fraction << shift) & 1023) << 13)) >>> 0;
}

/** Single to half precision, to the nearest, of two equally near ones to the even; too large becomes infinite. */
export function toFloat16(values: Float32Array, out: Uint16Array): void {
  const bits = new Uint32Array(values.buffer, values.byteOffset, values.length);
  for (let i = 0; i < bits.length; i++) out[i] = narrow(bits[i]!);
}

function narrow(single: number): number {
  const sign = (single >>> 16) & 0x8000;
  const size = single & 0x7fffffff;
  if (size > 0x7f800000) {
    // A NaN keeps the high bits of its payload; what has none of them stays a NaN all the same.
    const payload = (size >>> 13) & 1023;
    return sign | 0x7c00 | (payload || 1);
  }
  // 65520 is half way from the largest half, 65504, to the next power of two.
  if (size >= 0x477ff000) return sign | 0x7c00;
  if (size >= 0x38800000) return sign | roundShift(size - 0x38000000, 13);
  const exponent = size >>> 23;
  // Below half of the smallest subnormal, 2^-25, everything is zero.
  if (exponent < 102) return sign;
  return sign | roundShift((size & 0x7fffff) | 0x800000, 126 - exponent);
}

/** `value / 2^shift` to the nearest whole number, ties to even. A carry reaches the exponent, as it should. */
function roundShift(value: number, shift: number): number {
  const down = value >>> shift;
  const rest = value & (2 ** shift - 1);
  const half = 2 ** (shift - 1);
  return rest > half || (rest === half && down & 1) ? down + 1 : down;
}

/** bfloat16 (the upper half of a single) to single precision. */
export function fromBfloat16(half: Uint16Array, out: Float32Array): void {
  const bits = new Uint32Array(out.buffer, out.byteOffset, out.length);
  for (let i = 0; i < half.length; i++) bits[i] = half[i]! << 16;
}

/** Single precision to bfloat16, to the nearest, of two equally near ones to the even. */
export function toBfloat16(values: Float32Array, out: Uint16Array): void {
  const bits = new Uint32Array(values.buffer, values.byteOffset, values.length);
  for (let i = 0; i < bits.length; i++) {
    const single = bits[i]!;
    // Rounding must not carry a NaN's payload away: the quiet bit is set instead.
    const nan = (single & 0x7fffffff) > 0x7f800000;
    out[i] = nan ? (single >>> 16) | 0x40 : (single + 0x7fff + ((single >>> 16) & 1)) >>> 16;
  }
}
