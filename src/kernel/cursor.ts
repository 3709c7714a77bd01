/** Jupyter counts a cursor in Unicode code points (messaging protocol, changed in 5.2); JavaScript in UTF-16 units. */
export function utf16Offset(text: string, codePointOffset: number): number {
  let at = 0;
  for (let left = Math.max(0, codePointOffset); left > 0 && at < text.length; left--)
    at += text.codePointAt(at)! > 0xffff ? 2 : 1;
  return at;
}

/** The number of code points before a UTF-16 offset. */
export function codePoints(text: string, offset: number): number {
  let count = 0;
  for (let at = 0; at < Math.min(offset, text.length); count++) at += text.codePointAt(at)! > 0xffff ? 2 : 1;
  return count;
}
