/**
 * A text on one line, without characters that show nothing or steer a terminal. Those that join letters in Indic and
 * Arabic writing stay.
 */
export function visibleText(text: string): string {
  return text
    .replace(/[\p{Cc}\p{Zl}\p{Zp}]+/gu, " ")
    .replace(/(?![\u200C\u200D])\p{Cf}/gu, "")
    .replace(/\s+/gu, " ")
    .trim();
}
