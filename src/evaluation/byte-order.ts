/**
 * Compares two strings by their UTF-8 bytes, as C's `strcmp` compares trec_eval's document ids: below 0 when `a` comes
 * first. JavaScript's own order is that of UTF-16 units, where characters beyond the basic plane (surrogates,
 * U+D800..U+DFFF) come before U+E000..U+FFFF; bytes have them after.
 */
export function compareBytes(a: string, b: string): number {
  const shorter = Math.min(a.length, b.length);
  let i = 0;
  while (i < shorter && a.charCodeAt(i) === b.charCodeAt(i)) i++;
  if (i === shorter) return a.length - b.length;
  return place(a.charCodeAt(i)) - place(b.charCodeAt(i));
}

/** A UTF-16 unit's place in the order of the characters it can begin. */
function place(unit: number): number {
  if (unit < 0xd800) return unit;
  return unit < 0xe000 ? unit + 0x2000 : unit - 0x800;
}
