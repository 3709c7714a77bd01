import type { RawCell } from "./table-grid.js";

/**
 * Rows of a table written in plain text: with bars (`| a | b |`, the line under the head left out) or tabs; undefined
 * for lines that are none. Bold is Markdown's: `**0.41**`.
 */
export function textTable(lines: readonly string[]): RawCell[][] | undefined {
  if (lines.length < 2) return undefined;
  const barred = lines.every((line) => /^\s*\|.*\|\s*$/.test(line) || (line.match(/ \| /g) ?? []).length > 0);
  const tabbed = !barred && lines.every((line) => line.trim().includes("\t"));
  if (!barred && !tabbed) return undefined;
  return lines
    .filter((line) => !/^[\s|:+=-]+$/.test(line))
    .map((line) => (barred ? bars(line) : line.trim().split("\t")).map(cell));
}

/** Parts between the bars; `\|` is none. */
function bars(line: string): string[] {
  const inner = line
    .trim()
    .replace(/^\|/, "")
    .replace(/(?<!\\)\|$/, "");
  return inner.split(/(?<!\\)\|/).map((part) => part.replaceAll("\\|", "|"));
}

function cell(raw: string): RawCell {
  const text = raw.trim();
  const strong = /^(?:\*\*|__)(?!\s)([^*_]+)(?:\*\*|__)$/.exec(text)?.[1];
  return { text: strong ?? text, bold: strong !== undefined };
}

/** Number and text of a caption line: `Table 2: Results` -> 2, `Results`; undefined for others. */
export function captionParts(
  line: string,
): { kind: "table" | "figure"; number: string; caption: string } | undefined {
  const match =
    /^(?<kind>supplementary table|extended data table|table|tab\.|tabelle|tableau|tabla|tabela|таблица|表|figure|fig\.|abbildung|abb\.|图|図)\s*(?<number>[A-Z]?\.?\d{1,3}(?:[.-]\d{1,2})?[a-z]?|[IVXL]{1,6}|[A-Z])(?:\s*[:.|–—：．。]\s*|\s+(?=\p{Lu}|\p{Lo})|$)(?<caption>.*)$/isu.exec(
      line.trim(),
    );
  const { kind, number, caption } = match?.groups ?? {};
  if (kind === undefined || number === undefined || caption === undefined) return undefined;
  return { kind: /^(?:fig|abb|图|図)/i.test(kind) ? "figure" : "table", number, caption: caption.trim() };
}
