import { withoutUnseen } from "../unseen-characters.js";

/**
 * A stranger's text made harmless to show and bounded: on one line, without characters that hide or reorder what
 * stands there. Markup stays as the letters it is; who writes HTML or Markdown escapes it there.
 *
 * @param most characters kept (UTF-16 code units); what is cut off is marked with `…`
 */
export function neutralText(text: string, most: number): string {
  // Cut first: the work below must not grow with what will be thrown away.
  const bounded = text.length > 4 * most ? text.slice(0, 4 * most) : text;
  const plain = withoutUnseen(wellFormed(bounded)).replace(/\s+/gu, " ").trim();
  return plain.length <= most ? plain : `${plain.slice(0, most - 1).replace(/[\ud800-\udbff]$/, "")}…`;
}

/** Half of a surrogate pair is no character. */
function wellFormed(text: string): string {
  return text.replace(/\p{Cs}/gu, "\ufffd");
}
