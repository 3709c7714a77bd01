/** Text without white space, ligatures taken apart: as it can be compared however it was put together. */
export function bareText(text: string): string {
  return text.normalize("NFKC").replace(/\s+/gu, "");
}
