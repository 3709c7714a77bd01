/** `% …` to the line's end, `\iffalse … \fi`. */
export function stripComments(source: string): string {
  return withoutFalse(source)
    .replace(/\r\n?/g, "\n")
    .replace(/(?<!\\)((?:\\\\)*)%[^\n]*(?:\n[^\S\n]*)?/g, (_, slashes: string) => `${slashes}`)
    .replace(/\\(?:verb|lstinline)\*?([^\sA-Za-z*])(.{0,500}?)\1/g, (_, _mark, code: string) =>
      code.replace(/[\\{}$&#%_^~]/g, " "),
    );
}

function withoutFalse(source: string): string {
  const parts: string[] = [];
  let from = 0;
  for (let at = source.indexOf("\\iffalse"); at >= 0; at = source.indexOf("\\iffalse", from)) {
    const end = source.indexOf("\\fi", at + 8);
    if (end < 0) break;
    parts.push(source.slice(from, at));
    from = end + 3;
  }
  return parts.join("") + source.slice(from);
}
