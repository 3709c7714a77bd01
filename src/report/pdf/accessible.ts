import { createHash } from "node:crypto";
import {
  decodePDFRawStream,
  ParseSpeeds,
  PDFArray,
  type PDFDict,
  PDFDocument,
  PDFHexString,
  PDFName,
  type PDFPage,
  PDFRawStream,
  PDFRef,
} from "@cantoo/pdf-lib";
import { withArtifacts } from "./artifacts.js";
import { describeLinks } from "./links.js";
import { describeDocument, type PdfDescription } from "./metadata.js";
import { repairStructure } from "./structure.js";
import { completeToUnicode } from "./to-unicode.js";

/**
 * A PDF as Chromium prints it, completed to PDF/UA-1 (ISO 14289-1), so that it can be read aloud, searched and
 * filed: metadata, artifacts, roles, descriptions of links and figures, a character for every glyph. The same
 * input gives the same bytes.
 *
 * @param links what each link says, by where it leads
 */
export async function accessiblePdf(
  printed: Uint8Array,
  description: PdfDescription,
  links: ReadonlyMap<string, string>,
): Promise<Buffer> {
  const pdf = await PDFDocument.load(printed, { updateMetadata: false, parseSpeed: ParseSpeeds.Fastest });
  const { repeated, figures } = repairStructure(pdf);
  const contents: [PDFDict, Uint8Array][] = [];
  for (const page of pdf.getPages()) {
    const bytes = contentOf(page);
    contents.push([page.node, bytes]);
    const marked = withArtifacts(bytes, { repeated: repeated.get(page.ref), figures: figures.get(page.ref) });
    if (marked !== undefined) replaceContent(pdf, page, marked);
  }
  completeToUnicode(pdf, contents);
  describeLinks(pdf, links);
  describeDocument(pdf, description);
  // The identifier is to tell files apart (ISO 32000-1, 14.4): a hash of what this one says and shows.
  const hash = createHash("sha256").update(JSON.stringify(description));
  for (const [, bytes] of contents) hash.update(bytes);
  const id = PDFHexString.of(hash.digest("hex").slice(0, 32).toUpperCase());
  pdf.context.trailerInfo.ID = pdf.context.obj([id, id]);
  return Buffer.from(
    await pdf.save({
      useObjectStreams: true,
      objectsPerTick: Number.POSITIVE_INFINITY,
      updateFieldAppearances: false,
    }),
  );
}

/** In the place of the old one, so that the file does not keep both. */
function replaceContent(pdf: PDFDocument, page: PDFPage, bytes: Buffer): void {
  const key = PDFName.of("Contents");
  const old = page.node.get(key);
  const olds = (old instanceof PDFArray ? old.asArray() : [old]).filter((ref) => ref instanceof PDFRef);
  for (const ref of olds) pdf.context.delete(ref);
  const place = olds[0] ?? pdf.context.nextRef();
  pdf.context.assign(place, pdf.context.flateStream(bytes));
  page.node.set(key, place);
}

function contentOf(page: PDFPage): Uint8Array {
  const contents = page.node.Contents();
  const streams =
    contents instanceof PDFArray ? contents.asArray().map((_, i) => contents.lookup(i)) : [contents];
  const parts = streams.flatMap((stream) =>
    stream instanceof PDFRawStream
      ? [Buffer.from(decodePDFRawStream(stream).decode()), Buffer.from("\n")]
      : [],
  );
  return Buffer.concat(parts);
}
