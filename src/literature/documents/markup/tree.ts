/** An element of HTML or XML with what is in it; names without prefix, HTML's in lower case. */
export interface MarkupElement {
  name: string;
  attributes: Readonly<Record<string, string>>;
  children: (MarkupElement | string)[];
}

/** Deepest nesting that is kept: what lies deeper goes into the element at that depth. */
const deepest = 200;
/** Nesting at which a parser is stopped, and the most elements of a document. */
export const mostNesting = 5000;
export const mostElements = 2_000_000;

/** Thrown through a parser to end it. */
export class MarkupLimit extends Error {}

/** Builds a tree from a parser's events, within bounds whatever is sent. */
export class TreeBuilder {
  readonly root: MarkupElement = { name: "", attributes: {}, children: [] };
  readonly #open: MarkupElement[] = [this.root];
  #depth = 0;
  #count = 0;

  open(name: string, attributes: Readonly<Record<string, string>>): void {
    this.#depth++;
    if (this.#depth > mostNesting)
      throw new MarkupLimit(`elements lie more than ${mostNesting} deep in each other`);
    if (++this.#count > mostElements)
      throw new MarkupLimit(`it has more than ${mostElements.toLocaleString("en")} elements`);
    if (this.#depth > deepest) return;
    const element: MarkupElement = { name, attributes, children: [] };
    this.#open.at(-1)?.children.push(element);
    this.#open.push(element);
  }

  text(text: string): void {
    this.#open.at(-1)?.children.push(text);
  }

  close(): void {
    if (this.#depth === 0) return;
    if (this.#depth <= deepest) this.#open.pop();
    this.#depth--;
  }
}

export function elementsIn(element: MarkupElement): MarkupElement[] {
  return element.children.filter((child) => typeof child !== "string");
}

/** The first element below, in document order, for which `is` holds. */
export function findElement(
  element: MarkupElement,
  is: (element: MarkupElement) => boolean,
): MarkupElement | undefined {
  for (const child of elementsIn(element)) {
    if (is(child)) return child;
    const below = findElement(child, is);
    if (below !== undefined) return below;
  }
  return undefined;
}

/** All elements below for which `is` holds; not those within one of them. */
export function findElements(
  element: MarkupElement,
  is: (element: MarkupElement) => boolean,
): MarkupElement[] {
  return elementsIn(element).flatMap((child) => (is(child) ? [child] : findElements(child, is)));
}
