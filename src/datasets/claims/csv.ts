import { badData } from "../bad-data.js";

export interface CsvRecord {
  fields: string[];
  /** Line on which the record begins, from 1. */
  line: number;
}

/**
 * Records of a CSV text (RFC 4180): commas, fields in double quotes may hold commas, line ends and doubled quotes.
 * Empty lines are left out. One walk over the text.
 *
 * @throws {ClaimbookError} (could-not-run) naming the line for a quote that is never closed, or text after one
 */
export function csvRecords(text: string, file: string): CsvRecord[] {
  const records: CsvRecord[] = [];
  let at = text.startsWith("\ufeff") ? 1 : 0;
  let line = 1;
  while (at < text.length) {
    const begun = line;
    const fields: string[] = [];
    for (;;) {
      if (text[at] === '"') {
        const read = quoted(text, at, file, line);
        fields.push(read.value);
        line += read.lines;
        at = read.end;
        if (at < text.length && !",\r\n".includes(text[at]!)) {
          throw badData(file, line, "text after the closing quote of a field");
        }
      } else {
        let end = at;
        while (end < text.length && !",\r\n".includes(text[end]!)) end++;
        fields.push(text.slice(at, end));
        at = end;
      }
      if (text[at] !== ",") break;
      at++;
    }
    if (text[at] === "\r") at++;
    if (text[at] === "\n") at++;
    line++;
    if (fields.length > 1 || fields[0] !== "") records.push({ fields, line: begun });
  }
  return records;
}

function quoted(text: string, start: number, file: string, line: number) {
  let value = "";
  let from = start + 1;
  for (;;) {
    const quote = text.indexOf('"', from);
    if (quote < 0) throw badData(file, line, "a quote that is never closed");
    value += text.slice(from, quote);
    if (text[quote + 1] !== '"') {
      return { value, end: quote + 1, lines: value.split("\n").length - 1 };
    }
    value += '"';
    from = quote + 2;
  }
}
