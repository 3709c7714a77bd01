/**
 * Characters that hide text, turn its order round or drive a terminal: controls other than white space (ECMA-48),
 * soft hyphens, embeddings, overrides and isolates (Unicode UAX 9), invisible operators, tags and private marks of
 * order. Joiners stay, many scripts are spelt with them; so do the format characters that are seen, such as the
 * Arabic number sign.
 */
const unseen =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
  /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\u00ad\u061c\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]|[\u{e0000}-\u{e0fff}]/gu;

/** A text without the characters that show nothing of themselves and change what a reader sees. */
export function withoutUnseen(text: string): string {
  return text.replace(unseen, "");
}
