import type { PdfLine } from "./line.js";

/** Lines of the bibliography, entry by entry: by labels (`[1]`, `1.`), else by hanging indents, else by room between. */
export function pdfReferences(lines: readonly PdfLine[]): string[][] {
  const label = /^(?:\[[^\]]{1,12}\]|\d{1,3}\.|[•‣▪–*-])\s/;
  const labelled = lines.filter((line) => label.test(line.text)).length > Math.min(2, lines.length / 8);
  const left = new Map<string, number>();
  const key = (line: PdfLine) => `${line.page} ${Math.round(line.column[0])}`;
  for (const line of lines) left.set(key(line), Math.min(left.get(key(line)) ?? line.x, line.x));
  const hung = lines.filter((line) => line.x - (left.get(key(line)) ?? line.x) > 0.6 * line.size).length;
  const hanging = hung > 0.2 * lines.length && hung < lines.length;
  const entries: string[][] = [];
  lines.forEach((line, index) => {
    const before = lines[index - 1];
    const first = labelled
      ? label.test(line.text)
      : hanging
        ? line.x - (left.get(key(line)) ?? line.x) <= 0.6 * line.size
        : before === undefined ||
          line.y - before.y > 1.45 * line.size ||
          (line.y < before.y && /[.\d/]$/.test(before.text));
    const address = /^<?https?:\/\/\S+$/.test(line.text) && /^<?https?:\/\/\S+$/.test(before?.text ?? "");
    const text = labelled ? line.text.replace(label, "") : line.text;
    if (first || address || entries.length === 0) entries.push([text]);
    else entries.at(-1)?.push(line.text);
  });
  return entries;
}
