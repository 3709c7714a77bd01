import { Parser } from "htmlparser2";
import type { DocumentBuilder } from "../builder.js";
import { type MarkupElement, MarkupLimit, TreeBuilder } from "./tree.js";

/** What never is text. Scripts are not run, and not kept either. */
const dropped = new Set([
  "script",
  "style",
  "template",
  "noscript",
  "iframe",
  "object",
  "embed",
  "svg",
  "head",
  "select",
  "textarea",
  "button",
  "form",
]);

/** HTML as a tree, without scripts, styles and forms; the page's title and language are given to the builder. */
export function parseHtml(html: string, builder: DocumentBuilder): { root: MarkupElement; title: string } {
  const tree = new TreeBuilder();
  let within: string[] = [];
  let title = "";
  let inTitle = false;
  const parser = new Parser(
    {
      onopentag(name, attributes) {
        if (name === "html" && attributes.lang) builder.language ??= attributes.lang;
        if (name === "title") inTitle = true;
        if (within.length > 0 || dropped.has(name)) {
          if (name === "script") builder.problem("scripts were left out");
          if (within.length < 10_000) within.push(name);
          else throw new MarkupLimit("elements lie more than 10,000 deep in each other");
          return;
        }
        tree.open(name.replace(/^.*:/, ""), attributes);
      },
      ontext(text) {
        if (inTitle && title.length < 1000) title += text;
        else if (within.length === 0) tree.text(text);
      },
      onclosetag(name) {
        if (name === "title") inTitle = false;
        if (within.length > 0) {
          const at = within.lastIndexOf(name);
          if (at >= 0) within = within.slice(0, at);
          return;
        }
        tree.close();
      },
    },
    { decodeEntities: true, lowerCaseTags: true, recognizeSelfClosing: false },
  );
  try {
    // In pieces, so that a limit ends it early.
    for (let at = 0; at < html.length; at += 65_536) parser.write(html.slice(at, at + 65_536));
    parser.end();
  } catch (error) {
    if (!(error instanceof MarkupLimit)) throw error;
    builder.problem(`${error.message}: what follows was left out`);
  }
  return { root: tree.root, title };
}
