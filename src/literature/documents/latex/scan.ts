/** A group `{…}` or `[…]` at a place of TeX source: what is in it, and where it ends. */
export interface Group {
  content: string;
  end: number;
}

/** The balanced group that opens at `at` (after white space); undefined where none does, or it never closes. */
export function groupAt(source: string, at: number, open = "{", close = "}"): Group | undefined {
  const start = skipSpace(source, at);
  if (source[start] !== open) return undefined;
  let depth = 0;
  let braces = 0;
  for (let i = start; i < source.length; i++) {
    const char = source[i];
    if (char === "\\") i++;
    else if (open !== "{" && char === "{") braces++;
    else if (open !== "{" && char === "}") {
      if (braces === 0) return undefined;
      braces--;
    } else if (braces > 0) continue;
    else if (char === open) depth++;
    else if (char === close && --depth === 0) return { content: source.slice(start + 1, i), end: i + 1 };
    if (open === "[" && i - start > 2000) return undefined;
  }
  return undefined;
}

export function optionAt(source: string, at: number): Group | undefined {
  return groupAt(source, at, "[", "]");
}

/** An argument: a group, a command, or a single character. */
export function argumentAt(source: string, at: number): Group {
  const group = groupAt(source, at);
  if (group !== undefined) return group;
  const start = skipSpace(source, at);
  const command = commandAt(source, start);
  if (command !== undefined) return { content: source.slice(start, command.end), end: command.end };
  return { content: source.slice(start, start + 1), end: Math.min(start + 1, source.length) };
}

/** A command's name: letters (and a star), or one other character. */
export function commandAt(source: string, at: number): { name: string; end: number } | undefined {
  if (source[at] !== "\\") return undefined;
  letters.lastIndex = at + 1;
  const name = letters.exec(source)?.[0];
  if (name !== undefined) return { name, end: at + 1 + name.length };
  const other = source[at + 1] ?? "";
  return { name: other, end: at + 1 + other.length };
}

const letters = /[A-Za-z@]+\*?/y;

/** Where the white space that begins at `at`, if any, is over; empty lines are white space too. */
export function skipSpace(source: string, at: number): number {
  let i = at;
  while (i < source.length && /\s/.test(source[i] ?? "")) i++;
  return i;
}

/** Where the environment that begins before `at` ends: at its `\end{name}`, environments of its name within counted. */
export function environmentEnd(source: string, name: string, at: number): { inner: number; end: number } {
  const marks = new RegExp(String.raw`\\(begin|end)\s*\{${name.replace(/[^A-Za-z0-9]/g, "\\$&")}\}`, "g");
  marks.lastIndex = at;
  let depth = 1;
  for (let mark = marks.exec(source); mark !== null; mark = marks.exec(source)) {
    depth += mark[1] === "begin" ? 1 : -1;
    if (depth === 0) return { inner: mark.index, end: marks.lastIndex };
  }
  return { inner: source.length, end: source.length };
}
