import { decodeHTML } from "entities";
import { withoutUnseen } from "../unseen-characters.js";

/** Elements whose content is no text of the work. */
const silent = new Set([
  "script",
  "style",
  "template",
  "noscript",
  "iframe",
  "object",
  "embed",
  "head",
  "annotation",
]);
/** Elements with which a new line begins. */
const blocks = new Set(
  "p br div section sec title li tr table h1 h2 h3 h4 h5 h6 ul ol dl dt dd blockquote list list-item".split(
    " ",
  ),
);
/**
 * A tag, comment or the like. An opening tag with attributes needs a `=` among them, so that `a <b and c` stays; the
 * parts cannot match the same characters in two ways.
 */
const tag =
  /<(?:!--[\s\S]*?(?:-->|$)|!\[CDATA\[|[!?][A-Za-z][^<>]*>|(\/?)([A-Za-z][\w:.-]*)(\s*\/?>|[\s/][^<>=]*=(?:"[^"]{0,2000}"|'[^']{0,2000}'|[^<>"'])*>))/gy;
/**
 * What a reader would see of a text that may hold HTML, JATS or MathML, also escaped ones (`&lt;i&gt;`): tags are
 * taken out, character references decoded, what cannot be seen removed, blanks made one (paragraphs stay apart by a
 * line break). What merely looks like a tag, as in `x<y and z>0`, stays. The result has no tag in it.
 *
 * @param most characters kept
 */
export function plainText(text: string, most = 200_000): string {
  // Longer ones are no text of a record, and decoding makes them shorter only.
  let plain = text.slice(0, most * 4);
  for (let round = 0; round < 3; round++) {
    const decoded = decodeHTML(withoutTags(plain));
    if (decoded === plain) break;
    plain = decoded;
  }
  plain = withoutTags(plain);
  // Tags within tags within tags: somebody meant it.
  if (withoutTags(plain) !== plain) plain = plain.replaceAll("<", "");
  plain = withoutUnseen(plain.normalize("NFC"))
    .replace(/[^\S\n]+/gu, " ")
    .replace(/ ?\n[ \n]*/g, "\n")
    .trim();
  return plain.length > most ? `${plain.slice(0, most)}…` : plain;
}

/** The same on one line. */
export function plainLine(text: string, most = 2_000): string {
  return plainText(text, most).replace(/\n/g, " ");
}

function withoutTags(text: string): string {
  if (!text.includes("<")) return text;
  const lower = text.toLowerCase();
  /** Elements that are not closed from here on. */
  const open = new Set<string>();
  let plain = "";
  let at = 0;
  for (;;) {
    const start = text.indexOf("<", at);
    if (start < 0) return plain + text.slice(at);
    plain += text.slice(at, start);
    tag.lastIndex = start;
    const found = tag.exec(text);
    if (found === null) {
      plain += "<";
      at = start + 1;
      continue;
    }
    at = tag.lastIndex;
    const [, closing, name, rest] = found;
    if (name === undefined) continue;
    const local = name.toLowerCase().replace(/^.*:/, "");
    if (silent.has(local) && closing === "" && !rest!.endsWith("/>") && !open.has(name)) {
      const end = lower.indexOf(`</${name.toLowerCase()}`, at);
      if (end < 0) open.add(name);
      else at = end;
    } else if (blocks.has(local)) plain += "\n";
  }
}
