import { typescript } from "../lazy-typescript.js";
import { type Html, html, trusted } from "../report/html/template.js";

/** Longer sources are shown without colours. */
const longest = 200_000;

/** TypeScript source as HTML whose keywords, texts, numbers and comments have classes `k`, `s`, `n` and `c`. */
export function highlighted(source: string): Html {
  if (source.length > longest) return html`${source}`;
  const ts = typescript();
  const classes = new Map<number, string>([
    [ts.ClassificationType.keyword, "k"],
    [ts.ClassificationType.stringLiteral, "s"],
    [ts.ClassificationType.regularExpressionLiteral, "s"],
    [ts.ClassificationType.numericLiteral, "n"],
    [ts.ClassificationType.comment, "c"],
  ]);
  const { spans } = ts
    .createClassifier()
    .getEncodedLexicalClassifications(source, ts.EndOfLineState.None, true);
  const parts: Html[] = [];
  let at = 0;
  // Triples of start, length and class (TypeScript, services/classifier).
  for (let i = 0; i + 2 < spans.length; i += 3) {
    const [start, length, kind] = [spans[i]!, spans[i + 1]!, classes.get(spans[i + 2]!)];
    if (kind === undefined || start < at) continue;
    const text = source.slice(start, start + length);
    parts.push(html`${source.slice(at, start)}`, html`<span class="${kind}">${text}</span>`);
    at = start + length;
  }
  parts.push(html`${source.slice(at)}`);
  return trusted(parts.join(""));
}
