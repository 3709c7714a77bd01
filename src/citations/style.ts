import { readFileSync, statSync } from "node:fs";
import path from "node:path";
import { SaxesParser } from "saxes";
import { ClaimbookError } from "../errors.js";
import { bundledCsl } from "./citation-js.js";

/** A style of the Citation Style Language (CSL 1.0.2). */
export interface CitationStyle {
  /** As it was asked for: `apa`, or the file's name. */
  name: string;
  /** As the style calls itself, e.g. `APA Style 7th edition`. */
  title: string;
  xml: string;
}

export const defaultStyle = "apa";
export const defaultLocale = "en-US";

const namespace = "http://purl.org/net/xbiblio/csl";
// The largest of the some 10,000 styles of the official repository has about 120 kB.
const largest = 2_000_000;

/** Names of the styles that need no file. */
export function styleNames(): string[] {
  return Object.keys(bundledCsl().styles).sort();
}

/** Languages that reference lists can be written in, as BCP 47 tags. */
export function localeNames(): string[] {
  return Object.keys(bundledCsl().locales).sort();
}

/**
 * A style by its name, or from a `.csl` file.
 *
 * @param style a name of `styleNames()`, or the path of a file that ends in `.csl`
 * @param folder what a relative path is relative to
 * @throws ClaimbookError (`usage`) for a name that is unknown, (`could-not-run`) for a file that cannot be read or is
 *   no independent CSL style
 */
export function loadStyle(style: string, folder: string): CitationStyle {
  if (!/\.csl$/i.test(style)) return namedStyle(style);
  const file = path.resolve(folder, style);
  let xml: string;
  try {
    const { size } = statSync(file);
    if (size > largest) throw new Error(`it has ${size} bytes, and a style at most ${largest}`);
    xml = readFileSync(file, "utf8").replace(/^\uFEFF/, "");
  } catch (cause) {
    throw new ClaimbookError(`the citation style cannot be read: ${(cause as Error).message}`, {
      kind: "could-not-run",
      where: style,
      wayOut: `Give a readable .csl file, or one of the names ${styleNames().join(", ")}.`,
      cause,
    });
  }
  return { name: path.basename(file).replace(/\.csl$/i, ""), ...checked(xml, style), xml };
}

/** @throws ClaimbookError (`usage`) for a name that is unknown */
export function namedStyle(name: string): CitationStyle {
  const { styles } = bundledCsl();
  const xml = Object.hasOwn(styles, name) ? styles[name] : undefined;
  if (xml === undefined) {
    throw new ClaimbookError(`there is no citation style "${name}"`, {
      kind: "usage",
      where: "--csl",
      wayOut: `Known by name are ${styleNames().join(", ")}; any other style as a .csl file (zotero.org/styles has them).`,
    });
  }
  return { name, ...checked(xml, name), xml };
}

/** The style's title, when the XML is well formed, declares no entities and is a style with a bibliography. */
function checked(xml: string, where: string): { title: string } {
  const refuse = (why: string, wayOut: string): never => {
    throw new ClaimbookError(`is no citation style: ${why}`, { kind: "could-not-run", where, wayOut });
  };
  const anew = "Download the style again, from zotero.org/styles for example.";
  const open: string[] = [];
  let root: string | undefined;
  let title = "";
  let parent: string | undefined;
  let bibliography = false;
  const parser = new SaxesParser({ xmlns: true });
  parser.on("error", (error) => refuse(error.message, anew));
  parser.on("doctype", () => refuse("it declares a document type", anew));
  parser.on("opentag", ({ local, uri, attributes }) => {
    root ??= uri === namespace ? local : `${local} of another namespace`;
    open.push(local);
    const at = open.join("/");
    if (at === "style/bibliography") bibliography = true;
    if (at === "style/info/link" && attributes.rel?.value === "independent-parent") {
      parent = attributes.href?.value;
    }
  });
  parser.on("text", (text) => {
    if (open.join("/") === "style/info/title") title += text;
  });
  parser.on("closetag", () => {
    open.pop();
  });
  parser.write(xml).close();
  if (root !== "style") refuse(`its root is ${root ?? "missing"}`, anew);
  if (parent !== undefined && !bibliography) {
    refuse(`it only refers to ${parent}`, "Download the style that it refers to, and give that.");
  }
  if (!bibliography) refuse("it has no bibliography", "Choose a style that sets reference lists.");
  return { title: title.replace(/\s+/g, " ").trim() || where };
}
