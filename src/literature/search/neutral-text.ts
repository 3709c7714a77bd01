/**
 * Characters that hide text, turn its order round or drive a terminal: controls other than white space (ECMA-48),
 * embeddings, overrides and isolates (Unicode UAX 9), invisible operators, tags and private marks of order. Joiners stay: many
 * scripts are spelt with them.
 */
const unwanted =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
  /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\u00ad\u061c\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]|[\u{e0000}-\u{e0fff}]/gu;

/**
 * A stranger's text made harmless to show and bounded: on one line, without characters that hide or reorder what
 * stands there. Markup stays as the letters it is; who writes HTML or Markdown escapes it there.
 *
 * @param most characters kept (UTF-16 code units); what is cut off is marked with `…`
 */
export function neutralText(text: string, most: number): string {
  // Cut first: the work below must not grow with what will be thrown away.
  const bounded = text.length > 4 * most ? text.slice(0, 4 * most) : text;
  const plain = wellFormed(bounded).replace(unwanted, "").replace(/\s+/gu, " ").trim();
  return plain.length <= most ? plain : `${plain.slice(0, most - 1).replace(/[\ud800-\udbff]$/, "")}…`;
}

/** Half of a surrogate pair is no character. */
function wellFormed(text: string): string {
  return text.replace(/\p{Cs}/gu, "\ufffd");
}
