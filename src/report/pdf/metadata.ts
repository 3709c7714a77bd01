import { PDFDict, type PDFDocument, PDFHexString, PDFName, PDFRef, PDFString } from "@cantoo/pdf-lib";
import { escapeHtml } from "../../claims/escape.js";

/** What a PDF says about itself. */
export interface PdfDescription {
  title: string;
  /** Names as given, e.g. a byline. */
  author?: string | undefined;
  /** One or two sentences on what it is about. */
  subject?: string | undefined;
  keywords?: readonly string[] | undefined;
  /** Natural language of the whole, as in HTML's `lang`. */
  language: string;
  /** Program that made the report, with its version. */
  creator: string;
  /** Creation and modification date. */
  date: Date;
}

/**
 * Writes the description into the information dictionary and as XMP (ISO 16684-1), with the mark that the file
 * keeps to PDF/UA-1 (ISO 14289-1, 5), and has viewers show the title in place of the file name (7.1).
 */
export function describeDocument(pdf: PDFDocument, description: PdfDescription): void {
  const { title, author, subject, keywords = [], language, creator, date } = description;
  const { context, catalog } = pdf;
  const info = context.lookup(context.trailerInfo.Info);
  const producerOf = info instanceof PDFDict ? info.lookup(PDFName.of("Producer")) : undefined;
  const producer =
    producerOf instanceof PDFString || producerOf instanceof PDFHexString ? producerOf.decodeText() : "";
  const fresh = context.obj({});
  const put = (key: string, text: string | undefined) => {
    if (text !== undefined && text !== "") fresh.set(PDFName.of(key), PDFHexString.fromText(text));
  };
  put("Title", title);
  put("Author", author);
  put("Subject", subject);
  put("Keywords", keywords.join(", "));
  put("Creator", creator);
  put("Producer", producer);
  const stamp = PDFString.of(`D:${date.toISOString().replace(/\D/g, "").slice(0, 14)}+00'00'`);
  fresh.set(PDFName.of("CreationDate"), stamp);
  fresh.set(PDFName.of("ModDate"), stamp);
  const { Info } = context.trailerInfo;
  if (Info instanceof PDFRef) context.assign(Info, fresh);
  else context.trailerInfo.Info = context.register(fresh);

  const xmp = Buffer.from(packet({ ...description, keywords }, producer), "utf8");
  const stream = context.stream(xmp, { Type: "Metadata", Subtype: "XML", Length: xmp.length });
  const key = PDFName.of("Metadata");
  const place = catalog.get(key);
  if (place instanceof PDFRef) context.assign(place, stream);
  else catalog.set(key, context.register(stream));
  catalog.set(PDFName.of("Lang"), PDFHexString.fromText(language));
  const preferences = catalog.lookupMaybe(PDFName.of("ViewerPreferences"), PDFDict) ?? context.obj({});
  preferences.set(PDFName.of("DisplayDocTitle"), context.obj(true));
  catalog.set(PDFName.of("ViewerPreferences"), preferences);
}

function packet(description: PdfDescription & { keywords: readonly string[] }, producer: string): string {
  const { title, author, subject, keywords, language, creator, date } = description;
  const when = date.toISOString().replace(/\.\d+Z$/, "Z");
  const alternatives = (text: string) =>
    `<rdf:Alt><rdf:li xml:lang="x-default">${xml(text)}</rdf:li></rdf:Alt>`;
  const list = (kind: "Seq" | "Bag", items: readonly string[]) =>
    `<rdf:${kind}>${items.map((item) => `<rdf:li>${xml(item)}</rdf:li>`).join("")}</rdf:${kind}>`;
  const lines = [
    `<dc:format>application/pdf</dc:format>`,
    `<dc:title>${alternatives(title)}</dc:title>`,
    `<dc:language>${list("Bag", [language])}</dc:language>`,
    ...(author === undefined ? [] : [`<dc:creator>${list("Seq", [author])}</dc:creator>`]),
    ...(subject === undefined ? [] : [`<dc:description>${alternatives(subject)}</dc:description>`]),
    ...(keywords.length === 0
      ? []
      : [
          `<dc:subject>${list("Bag", keywords)}</dc:subject>`,
          `<pdf:Keywords>${xml(keywords.join(", "))}</pdf:Keywords>`,
        ]),
    `<pdf:Producer>${xml(producer)}</pdf:Producer>`,
    `<xmp:CreatorTool>${xml(creator)}</xmp:CreatorTool>`,
    `<xmp:CreateDate>${when}</xmp:CreateDate>`,
    `<xmp:ModifyDate>${when}</xmp:ModifyDate>`,
    `<pdfuaid:part>1</pdfuaid:part>`,
  ];
  return `<?xpacket begin="\uFEFF" id="W5M0MpCehiHzreSzNTczkc9d"?>
<x:xmpmeta xmlns:x="adobe:ns:meta/">
<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
<rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:pdf="http://ns.adobe.com/pdf/1.3/" xmlns:xmp="http://ns.adobe.com/xap/1.0/" xmlns:pdfuaid="http://www.aiim.org/pdfua/ns/id/">
${lines.join("\n")}
</rdf:Description>
</rdf:RDF>
</x:xmpmeta>
<?xpacket end="w"?>
`;
}

/** Text for XML 1.0: markup escaped, characters that it does not allow left out (2.2). */
function xml(text: string): string {
  return escapeHtml([...text].filter(allowed).join(""));
}

function allowed(character: string): boolean {
  const c = character.codePointAt(0)!;
  return c >= 0x20
    ? !(c >= 0xd800 && c <= 0xdfff) && c !== 0xfffe && c !== 0xffff
    : c === 0x09 || c === 0x0a || c === 0x0d;
}
