import { PDFArray, PDFDict, type PDFDocument, PDFHexString, PDFName, PDFString } from "@cantoo/pdf-lib";

/**
 * Gives every link the description that PDF/UA-1 asks for (ISO 14289-1, 7.18.5): what it says and, where it
 * leads out of the document, its address.
 */
export function describeLinks(pdf: PDFDocument, texts: ReadonlyMap<string, string>): void {
  for (const page of pdf.getPages()) {
    const annotations = page.node.lookupMaybe(PDFName.of("Annots"), PDFArray);
    for (let i = 0; i < (annotations?.size() ?? 0); i++) {
      const link = annotations!.lookup(i);
      if (!(link instanceof PDFDict) || link.get(PDFName.of("Subtype")) !== PDFName.of("Link")) continue;
      if (link.has(PDFName.of("Contents"))) continue;
      link.set(PDFName.of("Contents"), PDFHexString.fromText(describe(link, texts)));
    }
  }
}

function describe(link: PDFDict, texts: ReadonlyMap<string, string>): string {
  const address = link.lookupMaybe(PDFName.of("A"), PDFDict)?.lookup(PDFName.of("URI"));
  if (address instanceof PDFString || address instanceof PDFHexString) {
    const url = address.decodeText();
    const text = texts.get(url);
    return text === undefined || text === url ? url : `${text}: ${url}`;
  }
  const place = link.lookup(PDFName.of("Dest"));
  const id = place instanceof PDFName ? place.decodeText() : undefined;
  return (id === undefined ? undefined : (texts.get(`#${id}`) ?? id)) ?? "Another place in this document";
}
