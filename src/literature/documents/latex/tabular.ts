import type { RawCell, RawTable } from "../table-grid.js";
import { argumentAt, commandAt, environmentEnd, groupAt, optionAt } from "./scan.js";
import { type TexOptions, texInline } from "./tex-text.js";

const environments = "tabular\\*?|tabularx|tabulary|tabu|longtable|tblr|xltabular|supertabular";
const opening = new RegExp(`\\\\begin\\s*\\{(${environments})\\}`, "g");

/** The tabulars in a piece of source, outermost ones, in order. */
export function tabulars(source: string): { body: string; start: number; end: number }[] {
  const found: { body: string; start: number; end: number }[] = [];
  opening.lastIndex = 0;
  for (let match = opening.exec(source); match !== null; match = opening.exec(source)) {
    const name = match[1] as string;
    const { inner, end } = environmentEnd(source, name, opening.lastIndex);
    let at = opening.lastIndex;
    // Width and columns: {tabular}[t]{lcc}, {tabular*}{\textwidth}{lcc}.
    at = optionAt(source, at)?.end ?? at;
    if (/^(?:tabular\*|tabularx|tabulary|xltabular)$/.test(name)) at = argumentAt(source, at).end;
    at = optionAt(source, at)?.end ?? at;
    at = groupAt(source, at)?.end ?? at;
    found.push({ body: source.slice(Math.min(at, inner), inner), start: match.index, end });
    opening.lastIndex = end;
  }
  return found;
}

const rules =
  /\\(toprule|midrule|bottomrule|hline|hhline\s*\{[^}]*\}|endhead|endfirsthead|endfoot|endlastfoot|specialrule\s*\{[^}]*\}\s*\{[^}]*\}\s*\{[^}]*\}|addlinespace|cmidrule|cline|noalign\s*\{[^}]*\})(?![A-Za-z])/g;

/** Rows of a tabular's body. The head ends at the first `\midrule`, or the second `\hline`. */
export function tabularRows(body: string, options: TexOptions): RawTable {
  const rows: RawCell[][] = [];
  let seen = 0;
  let headRows: number | undefined;
  // Rows that a \multirow of an earlier row still reaches into, by column.
  const reach: number[] = [];
  for (const raw of split(body, "\\\\")) {
    for (const [, rule = ""] of raw.matchAll(rules)) {
      if (rule === "toprule") seen++;
      else if (/^(?:midrule|hline|hhline|endhead|endfirsthead)/.test(rule)) {
        if (headRows === undefined && rows.length > 0 && (rule !== "hline" || seen > 0))
          headRows = rows.length;
        seen++;
      }
    }
    const line = raw
      .replace(
        /\\cmidrule\s*(?:\[[^\]]*\])?\s*(?:\([^)]*\))?\s*\{[^}]*\}|\\cline\s*\{[^}]*\}|\\addlinespace\s*(?:\[[^\]]*\])?/g,
        " ",
      )
      .replace(rules, " ")
      .replace(/^\s*\[[^\]]{0,20}\]/, "");
    if (line.trim() === "") continue;
    rows.push(cells(line, options, reach));
  }
  const head = headRows !== undefined && headRows < rows.length && headRows <= 5 ? headRows : undefined;
  return { rows, ...(head !== undefined && { headRows: head }) };
}

function cells(line: string, options: TexOptions, reach: number[]): RawCell[] {
  const row: RawCell[] = [];
  let column = 0;
  for (const raw of split(line, "&")) {
    const cell = cellOf(raw, options);
    const held = (reach[column] ?? 0) > 0;
    const span = cell.colSpan ?? 1;
    for (let c = column; c < Math.min(column + span, 500); c++)
      reach[c] = held ? (reach[c] ?? 1) - 1 : (cell.rowSpan ?? 1) - 1;
    column += span;
    // Under a \multirow the source leaves the place empty.
    if (!(held && cell.text === "")) row.push(cell);
  }
  return row;
}

function cellOf(raw: string, options: TexOptions): RawCell {
  let content = raw.trim();
  let colSpan = 1;
  let rowSpan = 1;
  for (let i = 0; i < 4; i++) {
    const at = content.search(/\\multi(?:column|row)(?![A-Za-z])/);
    const command = at < 0 ? undefined : commandAt(content, at);
    if (command === undefined) break;
    const count = argumentAt(content, optionAt(content, command.end)?.end ?? command.end);
    const number = Number(count.content.trim());
    const spec = argumentAt(content, optionAt(content, count.end)?.end ?? count.end);
    const inner = argumentAt(content, optionAt(content, spec.end)?.end ?? spec.end);
    if (Number.isInteger(number) && number > 0) {
      if (command.name === "multicolumn") colSpan = number;
      else rowSpan = number;
    }
    content = `${content.slice(0, at)}{${inner.content}}${content.slice(inner.end)}`;
  }
  const { text, bold } = texInline(content, options);
  return { text, bold, ...(colSpan > 1 && { colSpan }), ...(rowSpan > 1 && { rowSpan }) };
}

/** Parts between separators that stand in no group and no environment. */
function split(source: string, separator: "&" | "\\\\"): string[] {
  const parts: string[] = [];
  let depth = 0;
  let from = 0;
  for (let i = 0; i < source.length; i++) {
    const char = source[i];
    if (char === "{") depth++;
    else if (char === "}") depth--;
    else if (char === "\\") {
      const { name, end } = commandAt(source, i) as { name: string; end: number };
      const isBreak = name === "\\" || name === "tabularnewline";
      if (name === "begin") depth++;
      else if (name === "end") depth--;
      else if (isBreak && depth === 0 && separator === "\\\\") {
        parts.push(source.slice(from, i));
        from = source[end] === "*" ? end + 1 : end;
      }
      i = end - 1;
    } else if (char === "&" && depth === 0 && separator === "&") {
      parts.push(source.slice(from, i));
      from = i + 1;
    }
  }
  return [...parts, source.slice(from)];
}
