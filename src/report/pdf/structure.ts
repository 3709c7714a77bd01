import {
  PDFArray,
  PDFDict,
  type PDFDocument,
  PDFHexString,
  PDFName,
  PDFNull,
  PDFNumber,
  type PDFObject,
  PDFRef,
  PDFString,
} from "@cantoo/pdf-lib";

const name = (text: string) => PDFName.of(text);

/** Numbers of marked content (MCID), by page. */
export type ByPage = Map<PDFRef, Set<number>>;

export interface MarkedContent {
  /** Not to be read where it stands: the head of a table on every page but its first. */
  repeated: ByPage;
  /** Content of figures. */
  figures: ByPage;
}

/** Elements that browsers name after HTML, and the standard type that each stands for (ISO 32000-1, 14.8.4). */
const roles: Readonly<Record<string, string>> = { Strong: "Span", Em: "Span" };

const inlineTypes = new Set(["NonStruct", "Span", "Em", "Strong", "Code", "Link", "Quote"]);

/**
 * Repairs the structure tree that Chromium writes, where PDF/UA-1 (ISO 14289-1) asks for more: names of elements
 * that are not standard are mapped to ones that are (7.1), passages in another language are spans that say so (7.2), what a list item holds beside its label is its body
 * (7.2), and each figure says what it shows (7.3). An HTML `figure` becomes a group of the picture and its
 * caption, since the picture within it is the figure that carries the description.
 *
 * @returns what the pages' content has to follow
 */
export function repairStructure(pdf: PDFDocument): MarkedContent {
  const repeated: ByPage = new Map();
  const figures: ByPage = new Map();
  const root = pdf.catalog.lookupMaybe(name("StructTreeRoot"), PDFDict);
  if (root === undefined) return { repeated, figures };
  const map = Object.entries(roles).map(([from, to]) => [from, name(to)] as const);
  root.set(name("RoleMap"), pdf.context.obj(Object.fromEntries(map)));

  for (const [element, ref] of elementsOf(pdf, root)) {
    const type = typeOf(element);
    if (type === "NonStruct" && isPassage(pdf, element)) element.set(name("S"), name("Span"));
    else if (type === "LI") wrapBody(pdf, element, ref);
    else if (type === "TH" && isColumnHead(pdf, element)) readOnce(pdf, element, repeated);
    else if (type === "Figure" && element.has(name("Alt"))) addContent(pdf, element, figures);
    else if (type === "Figure" && !element.has(name("ActualText"))) {
      const kinds = kidsOf(pdf, element).map((kid) => typeOf(dictOf(pdf, kid)));
      if (kinds.includes("Figure") || kinds.includes("Table")) element.set(name("S"), name("Div"));
      else element.set(name("Alt"), PDFHexString.fromText("A figure without a description"));
    }
  }
  forget(pdf, root, repeated);
  renumber(pdf, root);
  return { repeated, figures };
}

/** Whether an element without a meaning stands for a passage in a line: it names a language and holds only content. */
function isPassage(pdf: PDFDocument, element: PDFDict): boolean {
  if (!element.has(name("Lang"))) return false;
  return elementsOf(pdf, element).every(([inner]) => inlineTypes.has(typeOf(inner)!));
}

/**
 * Names the elements that others refer to (heads of tables, by their cells) in their order. Chromium names them by
 * numbers of its own that differ from run to run, and the same report is to have the same bytes.
 */
function renumber(pdf: PDFDocument, root: PDFDict): void {
  const elements = elementsOf(pdf, root);
  const names = new Map<string, PDFString>();
  const index: PDFObject[] = [];
  for (const [element, ref] of elements) {
    const old = element.get(name("ID"));
    if (!(old instanceof PDFString) && !(old instanceof PDFHexString)) continue;
    const fresh = PDFString.of(`element-${String(names.size + 1).padStart(6, "0")}`);
    names.set(old.decodeText(), fresh);
    element.set(name("ID"), fresh);
    index.push(fresh, ref);
  }
  if (index.length === 0) return;
  const old = root.get(name("IDTree"));
  let nodes = kidsOf(pdf, dictOf(pdf, old), "Kids");
  for (let depth = 0; nodes.length > 0 && depth < 32; depth++) {
    const below = nodes.flatMap((node) => kidsOf(pdf, dictOf(pdf, node), "Kids"));
    for (const node of nodes) if (node instanceof PDFRef) pdf.context.delete(node);
    nodes = below;
  }
  const tree = pdf.context.obj({ Names: index });
  if (old instanceof PDFRef) pdf.context.assign(old, tree);
  else root.set(name("IDTree"), tree);
  for (const [element] of elements) {
    const attributes = pdf.context.lookup(element.get(name("A")));
    for (const each of attributes instanceof PDFArray ? attributes.asArray() : [attributes]) {
      const headers = dictOf(pdf, each)?.lookupMaybe(name("Headers"), PDFArray);
      for (let i = 0; i < (headers?.size() ?? 0); i++) {
        const header = headers!.lookup(i);
        const known =
          header instanceof PDFString || header instanceof PDFHexString
            ? names.get(header.decodeText())
            : undefined;
        if (known !== undefined) headers!.set(i, known);
      }
    }
  }
}

/** Takes marked content out of the tree's index from pages to elements (ISO 32000-1, 14.7.4.4). */
function forget(pdf: PDFDocument, root: PDFDict, content: ByPage): void {
  const parents = new Map<number, PDFArray>();
  let nodes: PDFObject[] = [root.get(name("ParentTree"))].filter((node) => node !== undefined);
  for (let depth = 0; nodes.length > 0 && depth < 32; depth++) {
    nodes = nodes.flatMap((node) => {
      const numbers = dictOf(pdf, node)?.lookupMaybe(name("Nums"), PDFArray);
      for (let i = 0; i + 1 < (numbers?.size() ?? 0); i += 2) {
        const key = numbers!.lookup(i);
        const value = numbers!.lookup(i + 1);
        if (key instanceof PDFNumber && value instanceof PDFArray) parents.set(key.asNumber(), value);
      }
      return kidsOf(pdf, dictOf(pdf, node), "Kids");
    });
  }
  for (const [page, numbers] of content) {
    const key = dictOf(pdf, page)?.get(name("StructParents"));
    const elements = key instanceof PDFNumber ? parents.get(key.asNumber()) : undefined;
    for (const number of numbers) if (number < (elements?.size() ?? 0)) elements!.set(number, PDFNull);
  }
}

function isColumnHead(pdf: PDFDocument, element: PDFDict): boolean {
  const attributes = pdf.context.lookup(element.get(name("A")));
  const all = attributes instanceof PDFArray ? attributes.asArray() : [attributes];
  return all.some((each) => dictOf(pdf, each)?.get(name("Scope")) === name("Column"));
}

/** Leaves the content of a head's first page in the tree, and takes out its repetitions on further pages. */
function readOnce(pdf: PDFDocument, head: PDFDict, repeated: ByPage): void {
  let first: PDFRef | undefined;
  for (const element of [head, ...elementsOf(pdf, head).map(([each]) => each)]) {
    const kids = kidsOf(pdf, element);
    const kept = kids.filter((kid) => {
      const content = contentOf(pdf, element, kid);
      if (content === undefined) return true;
      first ??= content.page;
      if (content.page === first) return true;
      add(repeated, content);
      return false;
    });
    if (kept.length < kids.length) element.set(name("K"), pdf.context.obj(kept));
  }
}

function addContent(pdf: PDFDocument, figure: PDFDict, figures: ByPage): void {
  for (const element of [figure, ...elementsOf(pdf, figure).map(([each]) => each)]) {
    for (const kid of kidsOf(pdf, element)) {
      const content = contentOf(pdf, element, kid);
      if (content !== undefined) add(figures, content);
    }
  }
}

function add(all: ByPage, { page, number }: { page: PDFRef; number: number }): void {
  all.set(page, (all.get(page) ?? new Set()).add(number));
}

/** Where marked content stands that is a kid of an element; undefined for kids of other kinds. */
function contentOf(
  pdf: PDFDocument,
  element: PDFDict,
  kid: PDFObject,
): { page: PDFRef; number: number } | undefined {
  const reference = dictOf(pdf, kid);
  const number = kid instanceof PDFNumber ? kid : reference?.get(name("MCID"));
  const page = reference?.get(name("Pg")) ?? element.get(name("Pg"));
  return number instanceof PDFNumber && page instanceof PDFRef
    ? { page, number: number.asNumber() }
    : undefined;
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

function kidsOf(pdf: PDFDocument, element: PDFDict | undefined, key = "K"): PDFObject[] {
  const kids = element?.get(name(key));
  const found = kids instanceof PDFRef ? pdf.context.lookup(kids) : kids;
  if (found instanceof PDFArray) return found.asArray();
  return kids === undefined ? [] : [kids];
}

function dictOf(pdf: PDFDocument, object: PDFObject | undefined): PDFDict | undefined {
  const found = object instanceof PDFRef ? pdf.context.lookup(object) : object;
  return found instanceof PDFDict ? found : undefined;
}

/** The name of an element's type; undefined for content and references to objects. */
function typeOf(element: PDFDict | undefined): string | undefined {
  const type = element?.get(name("S"));
  return type instanceof PDFName ? type.decodeText() : undefined;
}
