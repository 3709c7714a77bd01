import { Parser } from "htmlparser2";
import { escapeHtml } from "../claims/escape.js";

const kept = new Set(["i", "b", "em", "strong", "sup", "sub"]);

/**
 * The processor's HTML of one reference as inline HTML that can stand in any page: emphasis, raised and lowered text,
 * `<span class="...">` for small capitals, the label of numbered styles and their rest, and links to http(s). Titles
 * may hold markup of any kind; all of it but this is gone, its text is kept.
 */
export function safeReferenceHtml(html: string): string {
  const out: string[] = [];
  const closing: string[] = [];
  const parser = new Parser({
    onopentag(name, attributes) {
      const [open, close] = tagsFor(name, attributes);
      out.push(open);
      closing.push(close);
    },
    ontext: (text) => out.push(escapeHtml(text)),
    onclosetag: () => out.push(closing.pop() ?? ""),
  });
  parser.end(html);
  return out.join("").replace(/\s+/g, " ").trim();
}

function tagsFor(name: string, attributes: Record<string, string>): [open: string, close: string] {
  if (kept.has(name)) return [`<${name}>`, `</${name}>`];
  const { href, style, class: role } = attributes;
  if (name === "a" && href !== undefined && /^https?:\/\/[^\s<>"]+$/i.test(href)) {
    return [`<a href="${escapeHtml(href)}">`, "</a>"];
  }
  if (name === "span" && style !== undefined && /small-caps/.test(style)) {
    return [`<span class="small-caps">`, "</span>"];
  }
  if (name === "div" && role === "csl-left-margin") return [`<span class="reference-label">`, "</span> "];
  if (name === "div" && role === "csl-indent") return [" ", " "];
  return ["", ""];
}
