import type { Reference } from "./model.js";

/** A reference cut into words and addresses; what has no address in its text ends in that of the work. */
export function referenceParts({
  text,
  url,
}: Pick<Reference, "text" | "url">): { text?: string; link?: string }[] {
  const parts: { text?: string; link?: string }[] = [];
  let from = 0;
  for (const { 0: found, index } of text.matchAll(/https?:\/\/[^\s<>]+/gi)) {
    const link = found.replace(/[.,;)\]]+$/, "");
    if (index > from) parts.push({ text: text.slice(from, index) });
    parts.push({ link });
    from = index + link.length;
  }
  if (from < text.length) parts.push({ text: text.slice(from) });
  if (from === 0 && url !== undefined) parts.push({ text: " " }, { link: url });
  return parts;
}
