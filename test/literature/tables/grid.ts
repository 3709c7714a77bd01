import type { DocumentCell, DocumentTable } from "../../../src/literature/documents/document.js";

/**
 * A table as `Document` has it, from lines of fields apart by `|`. The first `heads` lines are column headers (empty
 * fields repeat the one before), the first `stubs` fields of a line its row headers (empty ones repeat the line
 * above). `**x**` is bold, `31.1 ± 0.2 %` has all three numbers.
 */
export function grid(
  number: string,
  caption: string,
  text: string,
  { heads = 1, stubs = 1 }: { heads?: number; stubs?: number } = {},
): DocumentTable {
  const lines = text
    .trim()
    .split("\n")
    .map((line) => line.split("|").map((field) => field.trim()));
  const headers = lines.slice(0, heads).map((line) => filled(line, stubs));
  const cells: DocumentCell[] = [];
  let above: string[] = [];
  for (const line of lines.slice(heads)) {
    const row = line.slice(0, stubs).map((field, index) => (field === "" ? (above[index] ?? "") : field));
    above = row;
    for (let index = stubs; index < line.length; index++) {
      const column = headers.map((header) => header[index] ?? "").filter((header) => header !== "");
      cells.push({ row: row.filter((header) => header !== ""), column, ...cellOf(line[index]!) });
    }
  }
  return { number, caption, cells };
}

function filled(line: readonly string[], stubs: number): string[] {
  let last = "";
  return line.map((field, index) => {
    if (index >= stubs && field !== "") last = field;
    return index < stubs ? field : last;
  });
}

function cellOf(field: string): Omit<DocumentCell, "row" | "column"> {
  const bold = field.startsWith("**");
  const text = field.replaceAll("**", "");
  const match = /^([-−]?\d[\d,]*(?:\.\d+)?)(?:\s*±\s*(\d+(?:\.\d+)?))?\s*(%)?$/.exec(text);
  if (match === null) return { text, bold };
  const [, value = "", plusMinus, unit] = match;
  return {
    text,
    value: Number(value.replaceAll(",", "").replace("−", "-")),
    ...(plusMinus === undefined ? {} : { plusMinus: Number(plusMinus) }),
    ...(unit === undefined ? {} : { unit }),
    bold,
  };
}
