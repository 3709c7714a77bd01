import MarkdownIt from "markdown-it";

const parser = new MarkdownIt({ html: false });

/**
 * Plain text as Markdown that shows just that text, on one line: within a paragraph, a list item or a table cell.
 */
export function escapeMarkdown(text: string): string {
  return (
    text
      .replace(/\s+/gu, " ")
      .trim()
      .replace(/[\\`*|]|~(?=~)|(?<=~)~/g, "\\$&")
      // Brackets make a link only with what follows them; `<` opens a tag only before these.
      .replace(/\](?=[([:])/g, "\\]")
      .replace(/<(?=[A-Za-z/!?])/g, "\\<")
      // Inside a word an underscore is nothing but itself (CommonMark 0.31, 6.2).
      .replace(/(?<![\p{L}\p{N}])_|_(?![\p{L}\p{N}])/gu, "\\_")
      .replace(/&(?=#?\w+;)/g, "\\&")
      // What would open a heading, a quote, a list or a rule at the start of a line.
      .replace(/^(#{1,6}(?= |$)|>|[-+=](?=[-+=\s]|$))/, "\\$1")
      .replace(/^(\d{1,9})([.)])(?= |$)/, "$1\\$2")
  );
}

/** A link that cannot be broken out of; an address that is not http(s) is shown as text. */
export function autolink(url: string): string {
  return /^https?:\/\/[^\s<>]+$/i.test(url) ? `<${url}>` : escapeMarkdown(url);
}

/**
 * Narrative Markdown whose HTML is shown as text, whatever renders it: every `<` outside code that could open a
 * tag is written as an entity. Autolinks and code stay as they are. Where code cannot be told from text for
 * certain (stray backticks), no `<` is spared, so code there shows the entity.
 */
export function neutralHtml(markdown: string): string {
  const spared = sparingCode(markdown);
  return hasHtml(spared) ? escapeTags(markdown) : spared;
}

function sparingCode(markdown: string): string {
  const isCode = new Set<number>();
  for (const { type, map } of parser.parse(markdown, {})) {
    if ((type !== "fence" && type !== "code_block") || map === null) continue;
    for (let line = map[0]; line < map[1]; line++) isCode.add(line);
  }
  const out: string[] = [];
  let text: string[] = [];
  const flush = () => {
    // Code spans do not cross a blank line.
    if (text.length > 0)
      out.push(
        text
          .join("\n")
          .split(/(\n[ \t]*\n)/)
          .map(escapeOutsideCode)
          .join(""),
      );
    text = [];
  };
  for (const [i, line] of markdown.split("\n").entries()) {
    if (!isCode.has(i)) text.push(line);
    else {
      flush();
      out.push(line);
    }
  }
  flush();
  return out.join("\n");
}

/** Escapes, code spans and autolinks are taken whole, so that no `<` within them is met. */
function escapeOutsideCode(part: string): string {
  return part.replace(
    /\\[\s\S]|(?<!`)(`+)(?!`)[\s\S]*?(?<!`)\1(?!`)|<(https?:[^\s<>]*|mailto:[^\s<>]*)>|<(?=[A-Za-z/!?])/g,
    (whole) => (whole === "<" ? "&lt;" : whole),
  );
}

function escapeTags(markdown: string): string {
  return markdown.replace(/<(?=[A-Za-z/!?])(?!(https?:|mailto:)[^\s<>]*>)/g, "&lt;");
}

const permissive = new MarkdownIt({ html: true });

/** Whether a renderer that lets HTML through would find some. */
function hasHtml(markdown: string): boolean {
  return permissive
    .parse(markdown, {})
    .some(
      ({ type, children }) =>
        type === "html_block" || children?.some((child) => child.type === "html_inline"),
    );
}
