import { withoutUnseen } from "../literature/unseen-characters.js";

/**
 * A stranger's text on one line, without what could drive a terminal or turn the order of its characters round.
 * Nothing of it but single characters is left out, so nothing can be hidden in an escape sequence.
 *
 * @param most characters (UTF-16 units) that are shown; a longer text ends in "…"
 */
export function plainLine(text: string, most = Number.POSITIVE_INFINITY): string {
  return shortened(withoutUnseen(text.replace(/[\r\n\t\u2028\u2029]+/g, " ")), most);
}

/** A text of at most so many characters (UTF-16 units); "…" stands for the rest. */
export function shortened(text: string, most: number): string {
  return text.length > most ? `${text.slice(0, most - 1)}…` : text;
}
