import { Parser } from "htmlparser2";
import { escapeHtml } from "../claims/escape.js";

/** Elements that run, load, embed or change others, whatever they hold (SVG 2; SMIL). */
const forbidden = new Set(
  "script foreignobject iframe object embed audio video canvas handler listener animate animatemotion animatetransform animatecolor set discard".split(
    " ",
  ),
);
/** Characters; more is no drawing for a report. */
const longest = 20e6;
/** Elements that a drawing may have once every `<use>` stands for what it names. */
const mostElements = 200_000;
const deepest = 500;

interface Element {
  id: string | undefined;
  /** The id that a `<use>` names. */
  uses: string | undefined;
  children: Element[];
}

/**
 * A drawing of unknown origin in which nothing runs, loads, or grows beyond measure: without scripts, handlers,
 * embedded documents and animations; links and pictures only within the drawing; no entities of its own. One that has
 * none of these stays as it is, character by character.
 *
 * @returns why it is refused: it is too large, too deep, no SVG, or a few elements stand for very many
 */
export function safeSvg(text: string): { svg: string } | { refused: string } {
  if (text.length > longest) return { refused: `has ${text.length} characters, more than ${longest}` };
  const { rest, dropped } = withoutDoctype(text);
  const out: string[] = [];
  const root: Element = { id: undefined, uses: undefined, children: [] };
  const open: Element[] = [root];
  let first: string | undefined;
  let changed = dropped;
  let skipping = 0;
  let inStyle = false;
  let tooDeep = false;
  const parser = new Parser(
    {
      onopentag(name, attributes) {
        const local = localName(name);
        first ??= local;
        if (skipping > 0 || forbidden.has(local)) {
          skipping += 1;
          changed = true;
          return;
        }
        if (open.length > deepest) tooDeep = true;
        const kept = Object.entries(attributes).flatMap(([key, value]): [string, string][] => {
          const safe = safeAttribute(key, value);
          if (safe !== value) changed = true;
          return safe === undefined ? [] : [[key, safe]];
        });
        const href = kept.find(([key]) => localName(key) === "href")?.[1];
        const element: Element = {
          id: attributes.id,
          uses: local === "use" && href?.startsWith("#") ? href.slice(1) : undefined,
          children: [],
        };
        open.at(-1)!.children.push(element);
        open.push(element);
        inStyle = local === "style";
        out.push(`<${name}${kept.map(([key, value]) => ` ${key}="${escapeHtml(value)}"`).join("")}>`);
      },
      ontext(words) {
        if (skipping > 0) return;
        const safe = inStyle ? safeStyle(words) : words;
        if (safe !== words) changed = true;
        out.push(escapeHtml(safe));
      },
      onclosetag(name) {
        inStyle = false;
        if (skipping > 0) {
          skipping -= 1;
          return;
        }
        open.pop();
        out.push(`</${name}>`);
      },
      // `<?xml-stylesheet href=...?>` loads; a declaration is not needed in UTF-8.
      onprocessinginstruction(_, data) {
        if (!/^\?xml\s/i.test(data)) changed = true;
      },
    },
    { xmlMode: true },
  );
  parser.end(rest);
  if (first !== "svg") return { refused: "is no SVG" };
  if (tooDeep) return { refused: `is nested deeper than ${deepest} elements` };
  const size = expandedSize(root);
  if (size > mostElements)
    return { refused: `stands for more than ${mostElements} elements once its <use> elements are followed` };
  return { svg: changed ? out.join("") : text };
}

function localName(name: string): string {
  return name.slice(name.indexOf(":") + 1).toLowerCase();
}

/** The attribute's value as it may stay, or undefined to drop it. */
function safeAttribute(name: string, value: string): string | undefined {
  const local = localName(name);
  // What programs ignore in addresses must not hide one.
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
  const bare = value.replace(/[\u0000-\u0020]/g, "");
  if (local.startsWith("on")) return undefined;
  if (local === "href" || local === "src")
    return /^(#|data:image\/(png|jpeg|gif|webp)[;,])/i.test(bare) ? value : undefined;
  if (name.startsWith("xmlns")) return value;
  return /url|image-set|import|expression|\\/i.test(value) ? safeStyle(value) : value;
}

/** Style without what loads; escapes (`u\72l(`) may spell it too, so a style that has any is not kept. */
function safeStyle(style: string): string {
  if (/@import|image-set|expression|\\/i.test(style)) return "";
  return style.replace(/url\(\s*(["']?)(?!\s*["']?#)[^)]*\)?/gi, "none");
}

/** Entities are declared in a document type of its own making: without it they are text. */
function withoutDoctype(text: string): { rest: string; dropped: boolean } {
  const at = text.search(/<!DOCTYPE/i);
  if (at < 0) return { rest: text, dropped: /<!ENTITY/i.test(text) };
  const bracket = text.indexOf("[", at);
  const simple = text.indexOf(">", at);
  const own = bracket >= 0 && (simple < 0 || bracket < simple);
  const end = own ? text.indexOf(">", Math.max(text.indexOf("]", bracket), bracket)) : simple;
  return { rest: text.slice(0, at) + (end < 0 ? "" : text.slice(end + 1)), dropped: own };
}

/** Elements that a drawing shows, those behind `<use>` as often as it is used; infinite for one that uses itself. */
function expandedSize(root: Element): number {
  const byId = new Map<string, Element>();
  const index = (element: Element): void => {
    if (element.id !== undefined && !byId.has(element.id)) byId.set(element.id, element);
    element.children.forEach(index);
  };
  index(root);
  const known = new Map<Element, number>();
  const sizeOf = (element: Element): number => {
    const before = known.get(element);
    if (before !== undefined) return before;
    known.set(element, Number.POSITIVE_INFINITY);
    const used = element.uses === undefined ? undefined : byId.get(element.uses);
    let size = 1 + (used === undefined ? 0 : sizeOf(used));
    for (const child of element.children) size += sizeOf(child);
    known.set(element, size);
    return size;
  };
  return sizeOf(root);
}
