import { Parser } from "htmlparser2";
import { oneLine } from "../../one-line.js";

/** What a page of HTML says about itself, and what its links say. */
export interface PageHead {
  title: string;
  /** `lang` of the page; `en` where it has none. */
  language: string;
  /** Of `<meta name="…">`: author, description, keywords and the like. */
  meta: ReadonlyMap<string, string>;
  /** The text of the first link to a place (`#id` or an address), white space as a browser shows it. */
  links: ReadonlyMap<string, string>;
}

/** Reads the head and the links of a page; nothing of it is run or fetched. */
export function readPageHead(html: string): PageHead {
  const meta = new Map<string, string>();
  const links = new Map<string, string>();
  let title = "";
  let language = "en";
  let href: string | undefined;
  let text = "";
  let inTitle = false;
  const parser = new Parser({
    onopentag(tag, attributes) {
      if (tag === "html") language = attributes.lang || language;
      else if (tag === "meta") {
        if (attributes.name !== undefined) meta.set(attributes.name, attributes.content ?? "");
      } else if (tag === "title") inTitle = title === "";
      else if (tag === "a" && attributes.href !== undefined) {
        href = attributes.href;
        text = "";
      }
    },
    ontext(part) {
      if (inTitle) title += part;
      if (href !== undefined) text += part;
    },
    onclosetag(tag) {
      if (tag === "title") inTitle = false;
      if (tag !== "a" || href === undefined) return;
      const said = oneLine(text);
      if (said !== "" && !links.has(href)) links.set(href, said);
      href = undefined;
    },
  });
  parser.end(html);
  return { title: oneLine(title), language, meta, links };
}
