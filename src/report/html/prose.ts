import MarkdownIt, { type Token } from "markdown-it";
import { type Html, languageOf, trusted } from "./template.js";

/**
 * Narrative Markdown to HTML. HTML in it is shown as text, links go to http(s), mail and places within the page
 * only, and pictures must travel with the notebook: one that would be fetched is replaced by its description.
 */
const parser = new MarkdownIt({ html: false, linkify: true, typographer: false });

parser.renderer.rules.image = (tokens, index) => {
  const token = tokens[index]!;
  const alt = token.content;
  const source = String(token.attrGet("src") ?? "");
  const { escapeHtml } = parser.utils;
  if (!/^data:image\/(png|jpeg|gif|webp);/.test(source)) {
    return `<span class="absent">[picture not in the notebook: ${escapeHtml(alt || source)}]</span>`;
  }
  return `<img src="${escapeHtml(source)}" alt="${escapeHtml(alt)}">`;
};
parser.renderer.rules.th_open = (tokens, index, options, _, self) => {
  tokens[index]!.attrSet("scope", "col");
  return self.renderToken(tokens, index, options);
};
parser.validateLink = (url) => /^(https?:|mailto:|#|data:image\/(png|jpeg|gif|webp);)/i.test(url.trim());
// Blocks whose letters tell their language carry it, and every block finds its own direction.
parser.core.ruler.push("language", (state) => {
  for (const [i, token] of state.tokens.entries()) {
    if (token.type !== "inline") continue;
    const opener = state.tokens[i - 1];
    if (opener === undefined || opener.nesting !== 1) continue;
    const lang = languageOf(token.content);
    if (lang !== undefined) opener.attrSet("lang", lang);
    if (/[\p{Script=Arabic}\p{Script=Hebrew}]/u.test(token.content)) opener.attrSet("dir", "auto");
  }
});

export function prose(markdown: string): Html {
  return trusted(parser.render(markdown));
}

/** One paragraph or less, without a block around it. */
export function inlineProse(markdown: string): Html {
  return trusted(parser.renderInline(markdown));
}

/** The text of Markdown without its marks: for descriptions and running titles. */
export function plainText(markdown: string): string {
  const texts: string[] = [];
  const walk = (tokens: readonly Token[]) => {
    for (const token of tokens) {
      if (token.children !== null && token.children.length > 0) walk(token.children);
      else if (token.type === "text" || token.type === "code_inline" || token.type === "fence")
        texts.push(token.content);
      else if (token.type === "softbreak" || token.type === "hardbreak") texts.push(" ");
    }
    texts.push(" ");
  };
  walk(parser.parse(markdown, {}));
  return texts.join("").replace(/\s+/g, " ").trim();
}
