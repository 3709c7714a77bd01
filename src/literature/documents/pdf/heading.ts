import { headingParts, isReferences, roleOf } from "../section-role.js";
import type { PdfLine } from "./line.js";

export interface PdfHeading {
  number?: string;
  title: string;
  level: number;
}

/**
 * Whether a line is a heading: the document's structure says so, or it stands out (bold, or larger than the body) and
 * is numbered or short, or it is just a usual name (`Abstract`, `References`).
 *
 * @param body height of the running text
 * @param apart there is more room above it than between lines of a paragraph
 */
export function pdfHeading(line: PdfLine, body: number, apart: boolean): PdfHeading | undefined {
  const { text } = line;
  const tagged = /^H([1-6])$/.exec(line.tag ?? "")?.[1];
  if (text.length > 160 || !/\p{L}{2}/u.test(text)) return undefined;
  const parts = headingParts(text);
  const level = parts.number === undefined ? 1 : parts.number.split(".").length;
  if (tagged !== undefined)
    return { ...parts, level: parts.number === undefined ? Math.max(1, Number(tagged) - 1) : level };
  if (/[,;]$/.test(text) || line.size < 0.9 * body) return undefined;
  // A displayed equation, or a piece of one.
  if (/[=<>∥∫∑√]|\(\d{1,3}\)$/u.test(text) || /^0\b/.test(parts.number ?? "")) return undefined;
  const large = line.size > 1.1 * body;
  const capital = /^(?:[\p{Lu}\p{Lo}\p{N}])/u.test(parts.title);
  const upper = text.length > 3 && text === text.toUpperCase() && /\p{Lu}{3}/u.test(text);
  const short = text.split(/\s+/).length <= 14;
  if (parts.number !== undefined) {
    const ok = capital && short && !/[.!?]$/.test(text) && (line.bold || large || (upper && apart));
    return ok ? { ...parts, level } : undefined;
  }
  const plain = text.replace(/[.:]$/, "");
  const known = isReferences(plain) || (roleOf(plain) !== "other" && plain.split(/\s+/).length <= 3);
  // Some journals write `abstract` small and spaced.
  if (known && (capital || large) && (line.bold || large || upper || (apart && oneWord.test(plain))))
    return { title: plain, level: 1 };
  if ((line.bold || large) && apart && short && capital && !/[.!?]$/.test(text))
    return { title: text, level: line.size > 1.18 * body ? 1 : 2 };
  return undefined;
}

const oneWord =
  /^(?:abstract|introduction|references|bibliography|conclusions?|discussion|results|methods|limitations|acknowledge?ments?)$/i;
