/**
 * Gives every inline element that names its language an `id`, where it has none. Chromium leaves elements without a
 * meaning of their own (`span`, `q`, `cite`, `mark`) out of a PDF's structure, and their language with them, unless
 * something could refer to them; blocks keep theirs. `repairStructure` then makes what it writes a `Span` with `Lang`
 * (ISO 32000-1, 14.9.2; ISO 14289-1, 7.2).
 *
 * @param html a page that this project made: no text in it holds a bare `<`
 */
export function withNamedLanguages(html: string): string {
  let count = 0;
  return html.replace(
    /<(?:span|q|cite|mark|bdi|b|i|small|sup|sub)((?:\s+[\w-]+(?:="[^"]*")?)*)\s*>/g,
    (tag, attributes: string) =>
      /\slang="/.test(attributes) && !/\sid="/.test(attributes)
        ? `${tag.slice(0, -1).trimEnd()} id="in-language-${++count}">`
        : tag,
  );
}
