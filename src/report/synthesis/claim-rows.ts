import type { SynthesisClaim } from "./document.js";

const ticks = /^(?:✓|✔|☑|✅|yes|true|verified)$/iu;
const crosses = /^(?:×|✗|✘|✕|☒|❌|x|no|false|not verified)$/iu;
/** The mark and the confidence at the end of a row that has no cell borders. */
const rowEnd = /^(?<text>.*?)\s*(?<mark>[✓✔☑✅×✗✘✕☒❌])\s*(?<confidence>\d(?:[.,]\d+)?|[-–—])?$/u;
/** Longer texts without a full stop were cut: the makers of such reports cut at 120 to 130 characters. */
const cutFrom = 100;

/** A row from its three cells. */
export function claimRow(text: string, mark: string, confidence: string): SynthesisClaim {
  const value = Number(confidence.trim().replace(",", "."));
  const known = confidence.trim() !== "" && Number.isFinite(value) && value >= 0 && value <= 1;
  const said = text.replace(/\s+/g, " ").trim();
  return {
    text: said,
    verified: ticks.test(mark.trim()) ? true : crosses.test(mark.trim()) ? false : undefined,
    confidence: known ? value : undefined,
    cut: isCut(said),
  };
}

/**
 * The rows of the table of claims: with borders (`| a | ✓ | 0.4 |`), with tabs, or as lines whose last words are
 * a mark and a number; there a claim may run over several lines.
 */
export function claimRows(lines: readonly string[]): SynthesisClaim[] {
  const rows: SynthesisClaim[] = [];
  let open: string[] = [];
  for (const line of lines) {
    const cells = cellsOf(line);
    if (cells === undefined) {
      const end = rowEnd.exec(line.trim());
      if (end?.groups === undefined) open.push(line.trim());
      else {
        const { text = "", mark = "", confidence = "" } = end.groups;
        rows.push(claimRow([...open, text].join(" "), mark, confidence));
        open = [];
      }
    } else if (!isRule(cells) && !isHead(cells)) {
      rows.push(claimRow(cells[0]!, cells[1] ?? "", cells[2] ?? ""));
    }
    if (isHead(line.trim().split(/\s+/))) open = [];
  }
  return rows;
}

export function isHead(cells: readonly string[]): boolean {
  const words = cells.map((cell) => cell.trim().toLowerCase());
  return words[0] === "claim" && words[1] === "verified";
}

function cellsOf(line: string): string[] | undefined {
  const text = line.trim();
  if (text.startsWith("|")) {
    const inner = text.replace(/^\|/, "").replace(/(?<!\\)\|$/, "");
    // A border within a cell stands behind a backslash.
    return inner.split(/(?<!\\)\|/).map((cell) => cell.replaceAll("\\|", "|").trim());
  }
  return text.includes("\t") ? text.split("\t") : undefined;
}

function isRule(cells: readonly string[]): boolean {
  return cells.every((cell) => /^:?-+:?$/.test(cell));
}

/** Whether a claim ends in the middle of a sentence. */
export function isCut(text: string): boolean {
  return /(?:…|\.\.\.)$/.test(text) || (text.length >= cutFrom && !/[.!?。！？।።؟]["'”’»)\]]*$/u.test(text));
}
