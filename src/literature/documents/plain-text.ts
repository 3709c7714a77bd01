import type { DocumentBuilder } from "./builder.js";
import { LineJoiner } from "./line-joiner.js";
import { headingParts, isReferences, roleOf } from "./section-role.js";
import { tableCells } from "./table-grid.js";
import { captionParts, textTable } from "./text-table.js";

/**
 * Reads plain text: blocks apart by empty lines. The first block is the title, if it reads like one; lines that are
 * numbered or have a usual name (`4.1 Results`, `Abstract`, `LIMITATIONS`) or are underlined open sections; rows with
 * bars or tabs are tables; what follows `References` is the bibliography.
 */
export function readPlainText(source: string, builder: DocumentBuilder): void {
  const lines = source.replace(/^\uFEFF/, "").split(/\r\n|[\n\r\f]/);
  const joiner = new LineJoiner(lines);
  let references = false;
  let caption: ReturnType<typeof captionParts>;
  const blocks = blocksOf(lines);
  blocks.forEach((block, index) => {
    const [first = "", ...rest] = block;
    const underlined = rest.length > 0 && /^\s*(?:=|-|~){3,}\s*$/.test(rest[0] ?? "");
    const heading = headingOf(first.trim(), rest.length === 0, underlined);
    let body: readonly string[] = block;
    if (
      index === 0 &&
      !builder.hasTitle &&
      (heading === undefined || underlined) &&
      isTitle(block, underlined)
    ) {
      builder.title(underlined ? first : joiner.join(block));
      body = underlined ? rest.slice(1) : [];
    } else if (heading !== undefined) {
      references = isReferences(heading.title);
      if (!references) builder.section(heading);
      body = underlined ? rest.slice(1) : rest;
    }
    if (body.length === 0) return;
    const rows = textTable(body);
    if (references) readReferences(body, joiner, builder);
    else if (rows !== undefined) {
      builder.table({
        ...(caption?.kind === "table" && { number: caption.number }),
        caption: caption?.kind === "table" ? caption.caption : "",
        cells: tableCells({ rows }),
      });
    } else {
      caption = captionParts(joiner.join(body));
      const next = blocks[index + 1];
      // The table's own caption is told by the table.
      if (caption?.kind === "table" && next !== undefined && textTable(next) !== undefined) return;
      for (const paragraph of paragraphs(body)) {
        const item = /^\s*(?:[-*+•‣◦]|\(?\d{1,3}[.)])\s+(?=\S)/.exec(paragraph[0] ?? "");
        const text = joiner.join(paragraph);
        if (item !== null) builder.paragraph(text.slice(item[0].trimStart().length), { part: "list item" });
        else builder.paragraph(text, caption === undefined ? {} : { part: "caption" });
      }
    }
    caption = undefined;
  });
}

function blocksOf(lines: readonly string[]): string[][] {
  const blocks: string[][] = [];
  let block: string[] = [];
  for (const line of [...lines, ""]) {
    if (line.trim() !== "") block.push(line);
    else if (block.length > 0) {
      blocks.push(block);
      block = [];
    }
  }
  return blocks;
}

function isTitle(block: readonly string[], underlined: boolean): boolean {
  if (underlined) return true;
  const text = block.join(" ").trim();
  return (
    block.length <= 3 && text.length <= 300 && !/[.。।:;,]$/u.test(text) && textTable(block) === undefined
  );
}

function headingOf(line: string, alone: boolean, underlined: boolean): Heading | undefined {
  if (line.length > 120 || line === "") return undefined;
  const parts = headingParts(line);
  const level = parts.number === undefined ? 1 : parts.number.split(".").length;
  if (underlined) return { ...parts, level };
  if (/[.!?,;。]$/u.test(line) || line.includes("\t") || line.includes("|")) return undefined;
  const known =
    isReferences(parts.title) || (roleOf(parts.title) !== "other" && parts.title.split(/\s+/).length <= 5);
  const startsLikeOne = /^[\p{Lu}\p{Lo}]/u.test(parts.title);
  if (parts.number !== undefined) {
    if (startsLikeOne && (alone || (known && line.length <= 60))) return { ...parts, level };
    return undefined;
  }
  if (known && startsLikeOne && line.length <= 60) return { ...parts, level };
  return alone && /^(?=.*\p{Lu}{4})[\p{Lu}\p{N}\p{P}\s]+$/u.test(line) ? { ...parts, level } : undefined;
}

interface Heading {
  number?: string;
  title: string;
  level: number;
}

/** List items apart; lines that are each as long as a paragraph are paragraphs. */
function paragraphs(lines: readonly string[]): string[][] {
  const long = lines.filter((line) => line.length > 160).length * 2 > lines.length;
  const found: string[][] = [];
  for (const line of lines) {
    const item = /^\s*(?:[-*+•‣◦]|\(?\d{1,3}[.)])\s+\S/.test(line);
    if (long || item || found.length === 0) found.push([line]);
    else found.at(-1)?.push(line);
  }
  return found;
}

/** One entry a list item, or one a block where there are no items. */
export function readReferences(lines: readonly string[], joiner: LineJoiner, builder: DocumentBuilder): void {
  const mark = /^\s*(?:[-*+•]|\[[^\]\s]{1,12}\]|\d{1,3}[.)])\s+/;
  const entries: string[][] = [];
  for (const line of lines) {
    if (entries.length === 0 || mark.test(line)) entries.push([line]);
    else entries.at(-1)?.push(line);
  }
  for (const entry of entries)
    builder.reference(
      joiner
        .join(entry)
        .replace(mark, "")
        .replace(/^<(\S+)>$/, "$1"),
    );
}
