/**
 * Turns an offset that counts Unicode code points, as Python does, into one of UTF-16 units.
 *
 * @returns a function for one text; offsets past its end give its length
 */
export function unitOffset(text: string): (codePoints: number) => number {
  // Beyond the basic plane a code point is two units.
  if (!/[\ud800-\udbff]/.test(text)) return (offset) => Math.min(offset, text.length);
  const units = [0];
  for (const character of text) units.push(units.at(-1)! + character.length);
  return (offset) => units[offset] ?? text.length;
}
