import { createRequire } from "node:module";
import { ClaimbookError } from "../errors.js";
import type { CslItem } from "../literature/search-log.js";
import { cleanLine } from "../one-line.js";
import { bundledCsl } from "./citation-js.js";
import { cleanWork } from "./clean-work.js";
import { safeReferenceHtml } from "./safe-html.js";
import { compareSortText } from "./sort-text.js";
import { type CitationStyle, defaultLocale, defaultStyle, localeNames, namedStyle } from "./style.js";

/** One entry of a reference list. */
export interface FormattedReference {
  /** The work's id as it was given. */
  id: string;
  /** One line of plain text; with the number in front where the style numbers its entries. */
  text: string;
  /** The same as inline HTML: emphasis and links to http(s), nothing else of what a title may hold. */
  html: string;
}

/** The part of citeproc-js 2.4 that is used here; it ships no types. */
interface Citeproc {
  Engine: new (
    system: { retrieveLocale(tag: string): string; retrieveItem(id: string): object },
    style: string,
    locale: string,
    forceLocale: boolean,
  ) => Engine;
  /** Takes the place of `localeCompare` in sorting. */
  stringCompare?: (a: string, b: string) => number;
  debug?: (message: string) => void;
}

interface Engine {
  opt: { development_extensions: { wrap_url_and_doi: boolean } };
  setOutputFormat(format: "html" | "text"): void;
  updateItems(ids: readonly string[]): void;
  makeBibliography(): [{ entry_ids: string[][] }, string[]] | false;
}

let processor: Citeproc | undefined;

function citeproc(): Citeproc {
  if (processor === undefined) {
    processor = createRequire(import.meta.url)("citeproc") as Citeproc;
    // The same order on every machine, whatever its tables of collation.
    processor.stringCompare = compareSortText;
    processor.debug = () => {};
  }
  return processor;
}

/**
 * Works as a reference list in a style of the Citation Style Language (CSL 1.0.2, by citeproc-js): in the style's
 * order where it sorts, else in the order given. The same works, style and locale give the same bytes on any machine.
 * Works of the same id are listed once.
 *
 * @param style a style of `loadStyle`, or one of `styleNames()`
 * @param locale language of the words between the fields, one of `localeNames()`
 * @throws ClaimbookError (`usage`) for an unknown name of a style or language, (`could-not-run`) for a style that the
 *   processor cannot work with
 */
export function formatReferences(
  works: readonly CslItem[],
  style: CitationStyle | string = defaultStyle,
  locale: string = defaultLocale,
): FormattedReference[] {
  const chosen = typeof style === "string" ? namedStyle(style) : style;
  const language = knownLocale(locale);
  const unique = [...new Map(works.map((work) => [work.id, work])).values()];
  if (unique.length === 0) return [];
  // The processor uses ids as property names and within markup: its own are safe.
  const items = new Map(unique.map((work, i) => [`w${i}`, { ...cleanWork(work), id: `w${i}` }]));
  const entries = (engine: Engine, format: "text" | "html") => {
    engine.setOutputFormat(format);
    engine.opt.development_extensions.wrap_url_and_doi = format === "html";
    // What was set before is forgotten, years that were told apart by letters included.
    engine.updateItems([]);
    engine.updateItems([...items.keys()]);
    const made = engine.makeBibliography();
    if (made === false) throw new Error("it sets no bibliography");
    const [{ entry_ids: ids }, texts] = made;
    return ids.map(([id], i) => ({ id: unique[Number(id!.slice(1))]!.id, entry: texts[i]! }));
  };
  try {
    return withEngine(chosen, language, items, (engine) => {
      const html = new Map(entries(engine, "html").map(({ id, entry }) => [id, safeReferenceHtml(entry)]));
      return entries(engine, "text").map(({ id, entry }) => ({
        id,
        text: cleanLine(entry),
        html: html.get(id)!,
      }));
    });
  } catch (cause) {
    throw new ClaimbookError(`the citation style cannot be used: ${messageOf(cause)}`, {
      kind: "could-not-run",
      where: chosen.name,
      wayOut: "Choose another style, or download this one again.",
      cause,
    });
  }
}

/** Engines take half a second to make and a moment to use: the last ones are kept, by style and language. */
const engines = new Map<string, { engine: Engine; items: ReadonlyMap<string, object> }>();
const enginesKept = 4;

function withEngine<T>(
  style: CitationStyle,
  locale: string,
  items: ReadonlyMap<string, object>,
  use: (engine: Engine) => T,
): T {
  const key = `${locale}\0${style.xml}`;
  const held = engines.get(key) ?? newEngine(style, locale);
  // Kept again only when all went well: one that failed may be in any state.
  engines.delete(key);
  held.items = items;
  const result = use(held.engine);
  held.items = new Map();
  engines.set(key, held);
  if (engines.size > enginesKept) engines.delete(engines.keys().next().value!);
  return result;
}

function newEngine(
  style: CitationStyle,
  locale: string,
): { engine: Engine; items: ReadonlyMap<string, object> } {
  const { locales } = bundledCsl();
  const held: { engine: Engine; items: ReadonlyMap<string, object> } = {
    items: new Map(),
    engine: new (citeproc().Engine)(
      {
        retrieveLocale: (tag) => locales[knownLocale(tag, locale)]!,
        retrieveItem: (id) => held.items.get(id)!,
      },
      style.xml,
      locale,
      true,
    ),
  };
  return held;
}

/**
 * The bundled locale of a tag: itself, or that of its language (`de-AT`: `de-DE`).
 *
 * @throws ClaimbookError (`usage`) when there is neither, and no other one to fall back on is given
 */
function knownLocale(tag: string, fallback?: string): string {
  const names = localeNames();
  const language = tag.split(/[-_]/)[0]!.toLowerCase();
  const found =
    names.find((name) => name.toLowerCase() === tag.replace("_", "-").toLowerCase()) ??
    names.find((name) => name.split("-")[0] === language) ??
    fallback;
  if (found !== undefined) return found;
  throw new ClaimbookError(`there are no terms for reference lists in "${tag}"`, {
    kind: "usage",
    where: "--locale",
    wayOut: `Known are ${names.join(", ")}.`,
  });
}

function messageOf(cause: unknown): string {
  return cleanLine(cause instanceof Error ? cause.message : String(cause)).slice(0, 300);
}
