import path from "node:path";
import type { SourceFiles } from "../archive.js";
import type { DocumentBuilder } from "../builder.js";
import { decodeText } from "../decode.js";

/** Deepest nesting of files that include each other, and most characters that they may give together. */
const deepest = 10;
const mostCharacters = 50_000_000;

/** A paper's LaTeX in one piece. */
export interface LatexSource {
  source: string;
  bibliography?: string;
}

/**
 * Finds the main file of a LaTeX source (the one with `\documentclass` and `\begin{document}`; the largest of several)
 * and puts in what it includes. Files are looked for in the archive only.
 */
export function latexSource(files: SourceFiles, builder: DocumentBuilder): LatexSource | undefined {
  const texts = new Map<string, string>();
  for (const [name, bytes] of files)
    if (/\.(?:tex|ltx|latex|bbl|txt)$/i.test(name)) texts.set(name, decodeText(bytes, builder));
  const isMain = (text: string) =>
    /\\document(?:class|style)\b/.test(text) && /\\begin\s*\{document\}/.test(text);
  const mains = [...texts].filter(([name, text]) => !/\.bbl$/i.test(name) && isMain(text));
  mains.sort(([a], [b]) => rank(a) - rank(b) || (texts.get(b)?.length ?? 0) - (texts.get(a)?.length ?? 0));
  const [main] = mains;
  if (main === undefined) return undefined;
  if (mains.length > 1) builder.problem(`of several main files ${main[0]} was read`);
  const [name, text] = main;
  let left = mostCharacters;
  const include = (source: string, depth: number): string =>
    source.replace(
      /(?<!\\|%[^\n]{0,200})\\(?:(?:input|include|subfile)\s*\{([^{}]{1,200})\}|input\s+([\w./-]{1,200}))/g,
      (whole, braced?: string, bare?: string) => {
        const asked = (braced ?? bare ?? "").trim();
        const file = lookUp(texts, path.posix.dirname(name), asked);
        if (file === undefined) {
          if (!/\.(?:sty|cls|tikz|pgf)$/.test(asked))
            builder.problem(`${JSON.stringify(asked)} is included, but is not there`);
          return " ";
        }
        if (depth >= deepest || left < 0) {
          builder.problem("files include each other without end; they were not followed further");
          return " ";
        }
        left -= file.length;
        return whole === "" ? "" : include(file, depth + 1);
      },
    );
  const source = include(text, 0);
  if (/\\begin\s*\{thebibliography\}/.test(source)) return { source };
  const stem = name.replace(/\.[^.]*$/, "");
  const bibliography = texts.get(`${stem}.bbl`) ?? [...texts].find(([file]) => /\.bbl$/i.test(file))?.[1];
  return { source, ...(bibliography !== undefined && { bibliography }) };
}

/** Supplements and templates come after papers. */
function rank(name: string): number {
  return (/supp|appendix|response|rebuttal|template|cover/i.test(name) ? 1 : 0) + name.split("/").length - 1;
}

function lookUp(texts: ReadonlyMap<string, string>, folder: string, asked: string): string | undefined {
  const plain = path.posix.normalize(asked.replace(/^\.\//, ""));
  const names = [plain, `${plain}.tex`].flatMap((one) => [one, path.posix.join(folder, one)]);
  return names.map((one) => texts.get(one)).find((text) => text !== undefined);
}
