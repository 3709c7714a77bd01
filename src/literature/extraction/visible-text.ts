import { withoutUnseen } from "../unseen-characters.js";

/** A text on one line, without characters that show nothing or steer a terminal; a control parts words. */
export function visibleText(text: string): string {
  return withoutUnseen(text.replace(/\p{Cc}+/gu, " "))
    .replace(/\s+/gu, " ")
    .trim();
}
