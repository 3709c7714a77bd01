/** How a file's bytes are packed or written. */
export type ByteFormat = "pdf" | "gzip" | "zip" | "tar" | "text" | "binary";

/** What a text is written in. */
export type TextFormat = "html" | "jats" | "xml" | "latex" | "markdown" | "text";

const extensions = /\.(?:pdf|xml|nxml|html?|xhtml|tex|latex|ltx|tar|tar\.gz|tgz|zip|gz|md|markdown|txt)$/i;

/** Whether a file's name says that `readDocument` may read it. */
export function isDocumentFile(name: string): boolean {
  return extensions.test(name);
}

/** Without the ending that `isDocumentFile` knows. */
export function documentStem(name: string): string {
  return name.replace(/\.(?:tex|tar)\.gz$/i, "").replace(extensions, "");
}

/** By the first bytes ("magic numbers"), whatever the name says. */
export function byteFormat(bytes: Uint8Array): ByteFormat {
  // ISO 32000-1, 7.5.2: the header is at the start; readers accept it within the first kilobyte (annex H).
  const start = Buffer.from(bytes.buffer, bytes.byteOffset, Math.min(bytes.length, 1024)).toString("latin1");
  if (start.includes("%PDF-")) return "pdf";
  if (start.startsWith("\x1f\x8b")) return "gzip";
  if (start.startsWith("PK\x03\x04") || start.startsWith("PK\x05\x06")) return "zip";
  if (start.slice(257, 262) === "ustar") return "tar";
  if (start.startsWith("\xff\xfe") || start.startsWith("\xfe\xff")) return "text";
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what tells binary data
  return /[\x00-\x08\x0e-\x1a]/.test(start) ? "binary" : "text";
}

/** By how the text begins and what it uses. */
export function textFormat(text: string): TextFormat {
  const start = text.slice(0, 20_000);
  const head = start
    .replace(/^\uFEFF?\s*(?:<\?xml[^>]{0,200}\?>|<!--[\s\S]{0,4000}?-->|\s)*/, "")
    .slice(0, 400);
  if (/^<!doctype\s+html\b/i.test(head) || /^<html\b/i.test(head)) return "html";
  if (
    /^<!DOCTYPE\s+(?:article|pmc-articleset)\b/i.test(head) ||
    /^<(?:\w+:)?(?:article|pmc-articleset|OAI-PMH)\b/.test(head)
  )
    return head.startsWith("<article") && /\bltx_document\b/.test(start) ? "html" : "jats";
  if (/^\uFEFF?\s*<\?xml\b/.test(start)) return "xml";
  if (/^<(?:head|body|div|section|p|h1|article)\b[^>]*>/i.test(head)) return "html";
  if (
    /\\(?:documentclass|documentstyle|begin\s*\{document\})|^\s*\\(?:section|chapter|title)\*?\s*\{/m.test(
      text.slice(0, 500_000),
    )
  )
    return "latex";
  if (
    /^\uFEFF?---[^\S\n]*\r?\n[\s\S]{0,10000}?\r?\n---[^\S\n]*\r?$/m.test(start) &&
    /^\uFEFF?---/.test(start)
  )
    return "markdown";
  return /^#{1,6} \S/m.test(start) ? "markdown" : "text";
}
