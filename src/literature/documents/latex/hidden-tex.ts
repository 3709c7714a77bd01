import { groupAt } from "./scan.js";

const marks =
  /\\(begin|end)\s*\{(?:tabular[xy*]?|longtable|tblr|tikzpicture|tcolorbox)\*?\}|\\(textcolor|color)\s*(?:\[\s*([A-Za-z]{1,10})\s*\]\s*)?\{([^{}]{1,40})\}/g;
/** A ground on which white can be read. */
const ground = /\\(?:f?colorbox|cellcolor|rowcolor|columncolor|hl|pagecolor)\b[^\n]{0,80}$/;
/** Characters that one `\color{white}` is followed for. */
const longest = 20_000;

/**
 * A paper's source without what it sets in white, on no ground of its own: `\textcolor{white}{…}`, and what follows
 * `\color{white}` within its group or environment. White in tables and drawings stays.
 *
 * @param tell called with each piece that goes
 */
export function withoutWhite(source: string, tell: (tex: string) => void): string {
  const parts: string[] = [];
  let from = 0;
  let framed = 0;
  marks.lastIndex = 0;
  for (let match = marks.exec(source); match !== null; match = marks.exec(source)) {
    const [whole, frame, command, model, value = ""] = match;
    if (frame !== undefined) framed = Math.max(0, framed + (frame === "begin" ? 1 : -1));
    if (command === undefined || framed > 0 || !isWhite(model, value)) continue;
    if (ground.test(source.slice(Math.max(0, match.index - 120), match.index))) continue;
    const after = match.index + whole.length;
    const end = command === "textcolor" ? groupAt(source, after)?.end : endOfColour(source, after);
    if (end === undefined) continue;
    tell(source.slice(after, end));
    parts.push(source.slice(from, match.index));
    from = end;
    marks.lastIndex = end;
  }
  return parts.join("") + source.slice(from);
}

function isWhite(model: string | undefined, value: string): boolean {
  const plain = value.replace(/\s+/g, "").toLowerCase();
  if (model === undefined) return plain === "white" || /^white!(?:9\d|100)/.test(plain);
  const numbers = plain.split(",").map(Number);
  if (model === "HTML") return /^f[c-f]f[c-f]f[c-f]$/.test(plain);
  if (model === "rgb" || model === "gray") return numbers.every((number) => number >= 0.98);
  if (model === "RGB") return numbers.every((number) => number >= 250);
  return model === "cmyk" && numbers.every((number) => number <= 0.02);
}

/** Where a group or environment that `\color` stands in ends, or another colour begins; undefined: not within reach. */
function endOfColour(source: string, from: number): number | undefined {
  let depth = 0;
  let environments = 0;
  for (let at = from; at < Math.min(source.length, from + longest); at++) {
    const char = source[at];
    if (char === "{") depth++;
    else if (char === "}") {
      if (depth === 0) return at;
      depth--;
    } else if (char === "\\") {
      if (depth === 0 && /^\\(?:color\s*[{[]|normalcolor\b)/.test(source.slice(at, at + 20))) return at;
      if (source.startsWith("\\begin", at)) environments++;
      else if (source.startsWith("\\end", at) && --environments < 0) return at;
      at++;
    }
  }
  return undefined;
}
