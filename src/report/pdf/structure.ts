import {
  PDFArray,
  PDFDict,
  type PDFDocument,
  PDFHexString,
  PDFName,
  type PDFObject,
  PDFRef,
} from "@cantoo/pdf-lib";

const name = (text: string) => PDFName.of(text);

/** Elements that browsers name after HTML, and the standard type that each stands for (ISO 32000-1, 14.8.4). */
const roles: Readonly<Record<string, string>> = { Strong: "Span", Em: "Span" };

/**
 * Repairs the structure tree that Chromium writes, where PDF/UA-1 (ISO 14289-1) asks for more: names of elements
 * that are not standard are mapped to ones that are (7.1), what a list item holds beside its label is its body
 * (7.2), and each figure says what it shows (7.3). An HTML `figure` becomes a group of the picture and its
 * caption, since the picture within it is the figure that carries the description.
 */
export function repairStructure(pdf: PDFDocument): void {
  const root = pdf.catalog.lookupMaybe(name("StructTreeRoot"), PDFDict);
  if (root === undefined) return;
  const map = Object.entries(roles).map(([from, to]) => [from, name(to)] as const);
  root.set(name("RoleMap"), pdf.context.obj(Object.fromEntries(map)));

  for (const [element, ref] of elementsOf(pdf, root)) {
    const type = typeOf(element);
    if (type === "LI") wrapBody(pdf, element, ref);
    else if (type === "Figure" && !hasText(element, "Alt") && !hasText(element, "ActualText")) {
      const kinds = kidsOf(pdf, element).map((kid) => typeOf(dictOf(pdf, kid)));
      if (kinds.includes("Figure") || kinds.includes("Table")) element.set(name("S"), name("Div"));
      else element.set(name("Alt"), PDFHexString.fromText("A figure without a description"));
    }
  }
}

/** All elements below the root, each with its reference, parents first. Without recursion: trees may be deep. */
function elementsOf(pdf: PDFDocument, root: PDFDict): [PDFDict, PDFRef][] {
  const found: [PDFDict, PDFRef][] = [];
  const seen = new Set<PDFRef>();
  let level = kidsOf(pdf, root);
  while (level.length > 0) {
    const next: PDFObject[] = [];
    for (const kid of level) {
      const element = dictOf(pdf, kid);
      if (!(kid instanceof PDFRef) || element === undefined || seen.has(kid)) continue;
      seen.add(kid);
      if (typeOf(element) === undefined) continue;
      found.push([element, kid]);
      next.push(...kidsOf(pdf, element));
    }
    level = next;
  }
  return found;
}

function wrapBody(pdf: PDFDocument, item: PDFDict, ref: PDFRef): void {
  const kids = kidsOf(pdf, item);
  const isPart = (kid: PDFObject) => ["Lbl", "LBody"].includes(typeOf(dictOf(pdf, kid)) ?? "");
  const loose = kids.filter((kid) => !isPart(kid));
  if (loose.length === 0) return;
  const body = pdf.context.obj({ Type: "StructElem", S: "LBody", P: ref, K: loose });
  const bodyRef = pdf.context.register(body);
  // Content that stood in the item itself is on the item's page.
  const page = item.get(name("Pg"));
  if (page !== undefined) body.set(name("Pg"), page);
  for (const kid of loose) {
    const element = dictOf(pdf, kid);
    if (element !== undefined && typeOf(element) !== undefined) element.set(name("P"), bodyRef);
  }
  item.set(name("K"), pdf.context.obj([...kids.filter(isPart), bodyRef]));
}

export function kidsOf(pdf: PDFDocument, element: PDFDict): PDFObject[] {
  const kids = element.get(name("K"));
  const found = kids instanceof PDFRef ? pdf.context.lookup(kids) : kids;
  if (found instanceof PDFArray) return found.asArray();
  return kids === undefined ? [] : [kids];
}

export function dictOf(pdf: PDFDocument, object: PDFObject | undefined): PDFDict | undefined {
  const found = object instanceof PDFRef ? pdf.context.lookup(object) : object;
  return found instanceof PDFDict ? found : undefined;
}

/** The name of an element's type; undefined for content and references to objects. */
export function typeOf(element: PDFDict | undefined): string | undefined {
  const type = element?.get(name("S"));
  return type instanceof PDFName ? type.decodeText() : undefined;
}

function hasText(element: PDFDict, key: string): boolean {
  return element.has(name(key));
}
