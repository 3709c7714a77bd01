import { groupAt, optionAt } from "./scan.js";

/** The captions in a float, in order; `sub`: of a part of it. At most 100. */
export function captionsOf(source: string): { text: string; sub: boolean }[] {
  const found: { text: string; sub: boolean }[] = [];
  const command = /\\(sub)?caption\*?(?:of\s*\{[^{}]*\})?\s*(?=[[{])/g;
  for (let match = command.exec(source); match !== null && found.length < 100; match = command.exec(source)) {
    const group = groupAt(source, optionAt(source, command.lastIndex)?.end ?? command.lastIndex);
    if (group === undefined) continue;
    const before = source.slice(0, match.index);
    const sub =
      match[1] !== undefined ||
      (before.match(/\\begin\s*\{sub/g) ?? []).length > (before.match(/\\end\s*\{sub/g) ?? []).length;
    found.push({ text: group.content, sub });
    command.lastIndex = group.end;
  }
  return found;
}
