import { badData, parseJson } from "./bad-data.js";
import { DatasetFiles } from "./dataset-files.js";
import type { DatasetEntry, LoadOptions } from "./entry.js";
import { languageTag } from "./languages/index.js";
import { chosenLanguages } from "./languages-asked.js";
import { readLines } from "./lines.js";
import { retrievalOf } from "./parallel/retrieval-of.js";
import type { ParallelRetrieval, ParallelText } from "./retrieval-data.js";
import { normalized } from "./text.js";

const NAME = "xm3600";
const FILE = "captions.jsonl";

/** The 36 languages, as the captions file calls them: the same as their tags, save that `quz` is Cusco Quechua. */
const LANGUAGES =
  "ar bn cs da de el en es fa fi fil fr he hi hr hu id it ja ko mi nl no pl pt quz ro ru sv sw te th tr uk vi zh".split(
    " ",
  );

export interface Xm3600Options extends LoadOptions {
  /** Ends the reading. */
  signal?: AbortSignal;
}

/**
 * Crossmodal-3600 (Thapliyal et al. 2022): 3,600 photographs, each captioned by people in 36 languages, some two
 * captions a language and no translations. As retrieval of text: the first caption of an image in a language is a
 * candidate, the others ask for it and for those of the other languages (group = image), as in `cldr-captions`. Where a
 * language has one caption for an image (Bengali always, Maori often), nothing asks in that language.
 *
 * The file is the official one, a line an image: `image/key`, `image/locale`, and for each language an object with the
 * list `caption`. It is read line by line.
 *
 * @throws {ClaimbookError} kind `usage` for a language that is not among the 36; kind `could-not-run` naming file and
 *   line for what is not of that form, or when the file is not there
 */
export async function xm3600(options: Xm3600Options = {}): Promise<ParallelRetrieval> {
  const locales = chosenLanguages(LANGUAGES, options.languages?.map(languageTag), NAME);
  const files = new DatasetFiles(NAME, options);
  const file = files.path(FILE);
  await files.noteFile(FILE, options.signal);
  const keys: string[] = [];
  const seen = new Set<string>();
  const texts: ParallelText[] = [];
  const withoutQueries = new Map<string, number>();
  for await (const { text: content, number: line } of readLines(file)) {
    options.signal?.throwIfAborted();
    if (content.trim() === "") continue;
    const image = parseJson(content, file, line) as Record<string, unknown> | null;
    const key = image?.["image/key"];
    if (typeof key !== "string" || key === "") throw badData(file, line, 'the field "image/key" is missing');
    if (seen.has(key)) throw badData(file, line, `the image ${key} was there before`);
    seen.add(key);
    const group = keys.push(key) - 1;
    for (const locale of locales) {
      const captions = captionsOf(image?.[locale], file, line, locale);
      const [passage, ...queries] = captions;
      if (passage === undefined) continue;
      if (queries.length === 0) withoutQueries.set(locale, (withoutQueries.get(locale) ?? 0) + 1);
      texts.push({ group, locale, queries, passage });
    }
  }
  if (keys.length === 0) throw badData(file, undefined, "no image is in it");
  return retrievalOf(
    texts,
    locales,
    (counts) => ({
      schema: "claimbook/dataset/1",
      name: NAME,
      version: "1.0",
      origin: "https://google.github.io/crossmodal-3600",
      licence: "CC-BY-4.0",
      sha256: files.sha256(),
      counts: {
        ...counts,
        images: keys.length,
        "captions that nothing in their language asks for": [...withoutQueries.values()].reduce(
          (a, b) => a + b,
          0,
        ),
      },
      options: { languages: locales },
    }),
    (group) => keys[group]!,
  );
}

/** A language's distinct captions of an image, in their order; none where the language is not there. */
function captionsOf(entry: unknown, file: string, line: number, language: string): string[] {
  if (entry === undefined) return [];
  const captions = (entry as { caption?: unknown } | null)?.caption;
  if (!Array.isArray(captions) || captions.some((caption) => typeof caption !== "string")) {
    throw badData(file, line, `"${language}" has no list of texts "caption"`);
  }
  const distinct = new Map<string, string>();
  for (const caption of captions as string[]) {
    const key = normalized(caption);
    if (key !== "" && !distinct.has(key)) distinct.set(key, caption.replace(/\s+/gu, " ").trim());
  }
  return [...distinct.values()];
}

export const xm3600Entry: DatasetEntry = {
  name: NAME,
  about: "3,600 photographs captioned by people in 36 languages, as retrieval of captions by captions.",
  kind: "parallel retrieval",
  home: "https://google.github.io/crossmodal-3600",
  licence: "CC-BY-4.0",
  citation:
    "Thapliyal, Pont-Tuset, Chen and Soricut (2022). Crossmodal-3600: A Massively Multilingual Multimodal Evaluation Dataset. EMNLP 2022.",
  languages: LANGUAGES,
  needsNetwork: false,
  sources: [
    {
      kind: "archive",
      url: "https://google.github.io/crossmodal-3600/web-data/captions.zip",
    },
  ],
  load: (options) => xm3600(options),
};
