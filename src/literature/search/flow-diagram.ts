import { escapeHtml } from "../../claims/escape.js";
import { neutralText } from "./neutral-text.js";
import { type PrismaNumbers, prismaSentence } from "./prisma.js";

interface Line {
  text: string;
  strong?: boolean;
  /** Set in from the edge. */
  deeper?: boolean;
}

interface Box {
  x: number;
  y: number;
  width: number;
  height: number;
  lines: readonly Line[];
}

const lineHeight = 19;
const padding = 11;
const band = 26;
const column = { left: 44, right: 412, width: 316 };
const gap = 34;
/** Letters of 13 px that fit into a box, an `n` wide each on average. */
const fits = 42;
const mostSources = 12;

/**
 * The PRISMA 2020 flow diagram (Page et al. 2021) of a search as an inline SVG: identification, screening, included. It takes its
 * colours from the text around it, so it reads on light and dark pages; no scripts, styles or ids. Its description is
 * its accessible name.
 *
 * @param width CSS width; the drawing is 740 units wide and keeps its proportions
 */
export function flowDiagram(numbers: PrismaNumbers, width = "100%"): string {
  const identified = box(column.left, 12, [
    { text: `Records identified (n = ${numbers.identified})`, strong: true },
    ...sourceLines(numbers),
  ]);
  const removed = box(column.right, 12, [
    { text: "Removed before screening", strong: true },
    { text: `Duplicate records (n = ${numbers.duplicates})`, deeper: true },
    ...(numbers.versions === undefined
      ? []
      : [{ text: `of these, other versions (n = ${numbers.versions})`, deeper: true }]),
  ]);
  const first = Math.max(bottom(identified), bottom(removed)) + gap;
  const screened = box(column.left, first, [
    { text: `Works screened (n = ${numbers.screened})`, strong: true },
  ]);
  const excluded = box(column.right, first, [
    { text: `Works excluded, by rule (n = ${numbers.excluded})`, strong: true },
    ...numbers.reasons.map(({ kind, works }) => ({ text: `${sentence(kind)} (n = ${works})`, deeper: true })),
  ]);
  const second = Math.max(bottom(screened), bottom(excluded)) + gap;
  const included = box(
    column.left,
    second,
    [
      { text: `Works included (n = ${numbers.included})`, strong: true },
      ...(numbers.stopped ? [{ text: "The search was stopped before it was done" }] : []),
    ],
    58,
  );
  const height = bottom(included) + 12;
  const label = escapeHtml(prismaSentence(numbers));
  const parts = [
    phase("Identification", 12, first - gap - 12),
    phase("Screening", first, second - gap - first),
    phase("Included", second, bottom(included) - second),
    ...[identified, removed, screened, excluded, included].map(draw),
    arrowRight(identified, removed),
    arrowDown(identified, screened),
    arrowRight(screened, excluded),
    arrowDown(screened, included),
  ];
  return (
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 740 ${height}" width="${escapeHtml(width)}" role="img" aria-label="${label}" ` +
    `font-family="Inter, 'Noto Sans', system-ui, sans-serif" font-size="13" fill="currentColor" stroke="none">` +
    `<title>${label}</title>${parts.join("")}</svg>`
  );
}

function sourceLines({ sources }: PrismaNumbers): Line[] {
  const lines = sources.slice(0, mostSources).map(({ name, records, failed }) => ({
    text: `${neutralText(name, fits - 20)} (n = ${records}${failed ? ", failed" : ""})`,
    deeper: true,
  }));
  const rest = sources.slice(mostSources);
  if (rest.length === 0) return lines;
  const records = rest.reduce((sum, source) => sum + source.records, 0);
  return [...lines, { text: `${rest.length} more sources (n = ${records})`, deeper: true }];
}

function box(x: number, y: number, lines: readonly Line[], least = 0): Box {
  const height = Math.max(least, 2 * padding + lines.length * lineHeight);
  return { x, y, width: column.width, height, lines };
}

function bottom({ y, height }: Box): number {
  return y + height;
}

function draw({ x, y, width, height, lines }: Box): string {
  const text = lines
    .map(({ text: words, strong, deeper }, i) => {
      const at = `x="${x + padding + (deeper ? 10 : 0)}" y="${y + padding + i * lineHeight + 14}"`;
      return `<text ${at}${strong ? ' font-weight="600"' : ""}>${escapeHtml(words)}</text>`;
    })
    .join("");
  return `<rect x="${x}" y="${y}" width="${width}" height="${height}" rx="4" fill="none" stroke="currentColor" stroke-opacity="0.55"/>${text}`;
}

function phase(name: string, y: number, height: number): string {
  const [x, middle] = [6 + band / 2, y + height / 2];
  // A band that is lower than its name is long: smaller letters.
  const size = Math.max(8, Math.min(12, (height - 6) / (name.length * 0.6)));
  return (
    `<rect x="6" y="${y}" width="${band}" height="${height}" rx="4" fill="currentColor" fill-opacity="0.12"/>` +
    `<text transform="translate(${x} ${middle}) rotate(-90)" text-anchor="middle" dominant-baseline="central" font-size="${Number(size.toFixed(1))}" font-weight="600">${name}</text>`
  );
}

function arrowDown(from: Box, to: Box): string {
  const x = from.x + 60;
  return arrow(
    `M${x} ${bottom(from)}V${to.y - 7}`,
    `M${x - 5} ${to.y - 9}L${x} ${to.y - 1}L${x + 5} ${to.y - 9}Z`,
  );
}

function arrowRight(from: Box, to: Box): string {
  const y = Math.min(from.y + 22, to.y + 22);
  return arrow(
    `M${from.x + from.width} ${y}H${to.x - 7}`,
    `M${to.x - 9} ${y - 5}L${to.x - 1} ${y}L${to.x - 9} ${y + 5}Z`,
  );
}

function arrow(line: string, head: string): string {
  return `<path d="${line}" fill="none" stroke="currentColor" stroke-opacity="0.7"/><path d="${head}" fill-opacity="0.7"/>`;
}

function sentence(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
