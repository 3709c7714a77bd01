import { SaxesParser } from "saxes";

/** An element: its name with prefix as written, and what is in it. */
export interface XmlElement {
  name: string;
  attributes: Readonly<Record<string, string>>;
  children: (XmlElement | string)[];
  /** Its end was there. */
  closed: boolean;
}

export interface ReadXml {
  /** Absent where there is no element at all. */
  root?: XmlElement;
  /** What is not as XML has to be, each with line and column; empty for a well-formed document. */
  faults: readonly string[];
}

/** Elements within each other; no database nests deeper. */
const deepest = 200;
const mostFaults = 5;

/**
 * Reads XML as far as it can be read. Entities besides the five of XML 1.0 are left as written, whatever a document
 * type declares, and nothing outside the text is ever fetched.
 */
export function readXml(text: string): ReadXml {
  const read = parse(text);
  if (read.faults.length === 0 || !looseAmpersand.test(text)) return read;
  // Everything after a lone ampersand would be taken for the name of an entity.
  return { ...parse(text.replace(looseAmpersands, "&amp;")), faults: read.faults };
}

const looseAmpersand = /&(?!(?:[A-Za-z][\w.-]{0,50}|#\d{1,7}|#x[\dA-Fa-f]{1,6});)/;
const looseAmpersands = new RegExp(looseAmpersand, "g");

function parse(text: string): ReadXml {
  const parser = new SaxesParser();
  const faults: string[] = [];
  const open: XmlElement[] = [];
  let root: XmlElement | undefined;
  let tooDeep = 0;
  const note = (what: string) => {
    if (faults.length < mostFaults) faults.push(what);
  };
  const add = (content: string) => {
    const children = open.at(-1)?.children;
    if (typeof children?.at(-1) === "string") children[children.length - 1] += content;
    else children?.push(content);
  };
  parser.on("error", (error) =>
    note(`line ${parser.line}, column ${parser.column}: ${error.message.replace(/^\d+:\d+: /, "")}`),
  );
  parser.on("opentag", (tag) => {
    if (open.length >= deepest) {
      tooDeep++;
      note(`line ${parser.line}: elements nested deeper than ${deepest}`);
      return;
    }
    const attributes = tag.attributes as Record<string, string>;
    const element: XmlElement = { name: tag.name, attributes, children: [], closed: false };
    open.at(-1)?.children.push(element);
    root ??= element;
    open.push(element);
  });
  parser.on("closetag", () => {
    if (tooDeep > 0) tooDeep--;
    else {
      const element = open.pop();
      if (element !== undefined) element.closed = true;
    }
  });
  parser.on("text", add);
  parser.on("cdata", add);
  parser.write(text);
  // Elements that the text ends within must not count as closed.
  const unfinished = [...open];
  parser.close();
  for (const element of unfinished) element.closed = false;
  return { ...(root && { root }), faults };
}

/** Elements of this name directly within another. */
export function elements(parent: XmlElement | undefined, name: string): XmlElement[] {
  return (parent?.children ?? []).filter(
    (child): child is XmlElement => typeof child !== "string" && child.name === name,
  );
}

/** The first element on a path of names, or undefined. */
export function element(parent: XmlElement | undefined, ...path: readonly string[]): XmlElement | undefined {
  return path.reduce<XmlElement | undefined>((at, name) => elements(at, name)[0], parent);
}

/** The text within an element and all within it; undefined without element or when blank. */
export function textIn(parent: XmlElement | undefined): string | undefined {
  if (parent === undefined) return undefined;
  const text = parent.children
    .map((child) => (typeof child === "string" ? child : (textIn(child) ?? "")))
    .join("");
  return text.trim() === "" ? undefined : text;
}
