import {
  decodePDFRawStream,
  PDFArray,
  PDFDict,
  type PDFDocument,
  PDFName,
  PDFNumber,
  type PDFObject,
  PDFRawStream,
  PDFRef,
} from "@cantoo/pdf-lib";
import { operations, stringBytes } from "./content-stream.js";

/** Stands for nothing and breaks no word: for a glyph that is only part of a character, such as a dot. */
const nothing = "2060";

type Shown = Map<PDFRef, Map<number, string>>;

/**
 * Gives every glyph of the fonts a character. Chromium writes U+0000 for glyphs that only a font's shaping rules
 * reach (joined Arabic letters, conjuncts, dots drawn apart) and says what they are in the page, as ActualText;
 * programs that search or copy without looking there get nothing, and PDF/UA-1 refuses the value (ISO 14289-1,
 * 7.21.7). The widest glyph shown for an ActualText gets that text, its companions get nothing.
 *
 * @param contents content streams by page, as they are in the file
 */
export function completeToUnicode(
  pdf: PDFDocument,
  contents: readonly (readonly [PDFDict, Uint8Array])[],
): void {
  const incomplete = new Map<PDFRef, { stream: PDFRef; text: string; missing: Set<number> }>();
  for (const [ref, object] of pdf.context.enumerateIndirectObjects()) {
    if (!(object instanceof PDFDict) || object.get(PDFName.of("Type")) !== PDFName.of("Font")) continue;
    const stream = object.get(PDFName.of("ToUnicode"));
    const found = stream instanceof PDFRef ? pdf.context.lookup(stream) : undefined;
    if (!(stream instanceof PDFRef) || !(found instanceof PDFRawStream)) continue;
    const text = Buffer.from(decodePDFRawStream(found).decode()).toString("latin1");
    const missing = new Set([...text.matchAll(unmapped)].map((match) => Number.parseInt(match[1]!, 16)));
    if (missing.size > 0) incomplete.set(ref, { stream, text, missing });
  }
  if (incomplete.size === 0) return;
  const shown: Shown = new Map();
  for (const [page, bytes] of contents) collect(pdf, page, bytes, incomplete, shown);
  for (const [ref, { stream, text }] of incomplete) {
    const found = shown.get(ref);
    const complete = text.replace(
      unmapped,
      (_, glyph: string) => `<${glyph}> <${found?.get(Number.parseInt(glyph, 16)) ?? nothing}>`,
    );
    pdf.context.assign(stream, pdf.context.stream(complete));
  }
}

/** A line of a `bfchar` section that gives a glyph, by its code of one byte or two, the character U+0000. */
const unmapped = /<((?:[\da-fA-F]{2}){1,2})> *<0000>/g;

function collect(
  pdf: PDFDocument,
  page: PDFDict,
  bytes: Uint8Array,
  incomplete: ReadonlyMap<PDFRef, { missing: ReadonlySet<number> }>,
  shown: Shown,
): void {
  const fonts = page.lookupMaybe(PDFName.of("Resources"), PDFDict)?.lookupMaybe(PDFName.of("Font"), PDFDict);
  const slice = ([from, to]: readonly [number, number]) => bytes.subarray(from, to);
  let font: PDFRef | undefined;
  let actual: string | undefined;
  let glyphs: [font: PDFRef, glyph: number][] = [];
  for (const { operator, operands } of operations(bytes)) {
    if (operator === "Tf" && operands[0] !== undefined) {
      const found = fonts?.get(PDFName.of(Buffer.from(slice(operands[0])).toString("latin1").slice(1)));
      font = found instanceof PDFRef ? found : undefined;
    } else if (operator === "BDC" && operands[1] !== undefined) {
      const text = /\/ActualText\s*<FEFF([\da-fA-F]+)>/.exec(
        Buffer.from(slice(operands[1])).toString("latin1"),
      );
      if (text !== null) {
        actual = text[1]!;
        glyphs = [];
      }
    } else if (operator === "EMC" && actual !== undefined) {
      assign(pdf, glyphs, actual, incomplete, shown);
      actual = undefined;
    } else if (actual !== undefined && font !== undefined && operator === "Tj" && operands[0] !== undefined) {
      const codes = stringBytes(slice(operands[0]));
      // Letters that the browser emboldens itself come as Type 3 fonts, whose codes are single bytes.
      const size = isType3(pdf, font) ? 1 : 2;
      for (let i = 0; i + size <= codes.length; i += size) glyphs.push([font, codes.readUIntBE(i, size)]);
    }
  }
}

/** Gives the widest of the glyphs the text, unless it has one already; the first use of a glyph decides. */
function assign(
  pdf: PDFDocument,
  glyphs: readonly (readonly [PDFRef, number])[],
  text: string,
  incomplete: ReadonlyMap<PDFRef, { missing: ReadonlySet<number> }>,
  shown: Shown,
): void {
  const widths = glyphs.map(([font, glyph]) => widthOf(pdf, font, glyph));
  const widest = glyphs[widths.indexOf(Math.max(...widths))];
  if (widest === undefined) return;
  const [font, glyph] = widest;
  if (!incomplete.get(font)?.missing.has(glyph)) return;
  const known = shown.get(font) ?? new Map<number, string>();
  if (!known.has(glyph)) known.set(glyph, text.toUpperCase());
  shown.set(font, known);
}

function isType3(pdf: PDFDocument, font: PDFRef): boolean {
  return pdf.context.lookup(font, PDFDict).get(PDFName.of("Subtype")) === PDFName.of("Type3");
}

/** Width of a glyph in the font's own unit (ISO 32000-1, 9.6.5 and 9.7.4.3). */
function widthOf(pdf: PDFDocument, font: PDFRef, glyph: number): number {
  if (isType3(pdf, font)) {
    const dictionary = pdf.context.lookup(font, PDFDict);
    const first = numeric(dictionary.lookup(PDFName.of("FirstChar")));
    const all = dictionary.lookupMaybe(PDFName.of("Widths"), PDFArray);
    return glyph < first || glyph - first >= (all?.size() ?? 0) ? 0 : numeric(all!.lookup(glyph - first));
  }
  const descendant = pdf.context
    .lookup(font, PDFDict)
    .lookupMaybe(PDFName.of("DescendantFonts"), PDFArray)
    ?.lookupMaybe(0, PDFDict);
  const widths = descendant?.lookupMaybe(PDFName.of("W"), PDFArray)?.asArray() ?? [];
  for (let i = 0; i < widths.length; ) {
    const first = numeric(widths[i]);
    const next = widths[i + 1];
    if (next instanceof PDFArray) {
      if (glyph >= first && glyph < first + next.size()) return numeric(next.get(glyph - first));
      i += 2;
    } else {
      if (glyph >= first && glyph <= numeric(next)) return numeric(widths[i + 2]);
      i += 3;
    }
  }
  return numeric(descendant?.get(PDFName.of("DW")));
}

function numeric(object: PDFObject | undefined): number {
  return object instanceof PDFNumber ? object.asNumber() : 0;
}
