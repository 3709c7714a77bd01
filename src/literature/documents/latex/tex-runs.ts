/** Without the braces that have no partner, which would be looked for again and again. */
export function balanced(tex: string): string {
  const open: number[] = [];
  const lone = new Set<number>();
  for (let i = 0; i < tex.length; i++) {
    if (tex[i] === "\\") i++;
    else if (tex[i] === "{") open.push(i);
    else if (tex[i] === "}" && open.pop() === undefined) lone.add(i);
  }
  for (const i of open) lone.add(i);
  if (lone.size === 0) return tex;
  let text = "";
  let from = 0;
  for (const i of [...lone].sort((a, b) => a - b)) {
    text += tex.slice(from, i);
    from = i + 1;
  }
  return text + tex.slice(from);
}

/** Blanks behind a command of letters are none of the text's. */
export function swallow(tex: string, end: number): number {
  if (!/[A-Za-z]/.test(tex[end - 1] ?? "")) return end;
  let i = end;
  while (tex[i] === " ") i++;
  return i;
}

const special = /[\\{}$^_]/g;

/** What stands before the next character that means something to TeX; a stray `}` goes by itself. */
export function plainRun(tex: string, at: number): string {
  special.lastIndex = at;
  const next = special.exec(tex)?.index ?? tex.length;
  return tex.slice(at, Math.max(at + 1, next));
}

export function textRun(run: string): string {
  if (run === "}") return "";
  return run
    .replaceAll("---", "—")
    .replaceAll("--", "–")
    .replaceAll("``", "“")
    .replaceAll("''", "”")
    .replaceAll("`", "‘")
    .replaceAll("~", " ")
    .replaceAll("&", " ");
}

/** Blanks mean nothing in mathematics; minus is no hyphen. */
export function mathRun(run: string): string {
  if (run === "}") return "";
  return run
    .replace(/\s+/g, "")
    .replaceAll("-", "−")
    .replaceAll("~", " ")
    .replaceAll("&", "")
    .replace(/[=<>]/g, " $& ");
}
