import { createHash } from "node:crypto";
import { ClaimbookError } from "../errors.js";
import { Random } from "../random.js";
import { type CaptionData, SPLITS, type Split } from "./caption-data.js";
import { splitKeywords } from "./caption-split.js";
import { type Annotation, CldrAnnotations, LEAST_PICTURES } from "./cldr-annotations.js";
import { Captions } from "./cldr-captions.js";
import type { DatasetEntry } from "./entry.js";
import { type LocaleInfo, localeInfo } from "./locale-info.js";
import { normalized, sayer } from "./text.js";

/**
 * The languages of `rare and common scripts`: every rare script that CLDR has complete, with one language each, and
 * the common scripts with one to eight. No two variants of one language.
 */
export const DEFAULT_LOCALES = [
  ..."am bn chr el gu he hy ka km kn lo ml my or pa si ta te th".split(" "),
  ..."ar de en es fa fr hi id ja ko ru sw tr uk ur vi zh".split(" "),
].sort();

export const cldrCaptions: DatasetEntry = {
  name: "cldr-captions",
  about: "Pictures (emoji) with a caption and keywords in 36 languages of 26 scripts, rare ones among them.",
  kind: "parallel captions",
  home: "https://cldr.unicode.org",
  licence: "Unicode-3.0",
  citation:
    "Unicode Consortium. Unicode Common Locale Data Repository (CLDR), annotations. https://cldr.unicode.org",
  languages: DEFAULT_LOCALES,
  needsNetwork: false,
  sources: [{ kind: "package", name: "cldr-annotations-full" }],
  load: ({ languages, env, project, ...options } = {}) =>
    captions({ ...(languages === undefined ? {} : { locales: languages }), ...options }),
};

/** More captions than this the same as the English ones: not a translation. */
const MOST_ENGLISH = 0.5;

export interface CaptionOptions {
  /** Defaults to "rare and common scripts": 36 languages in 26 scripts. Or CLDR locales such as ["am", "de"]. */
  locales?: "rare and common scripts" | "rare scripts" | "common scripts" | readonly string[];
  /** Which evaluation queries to give; training is the same in all cases. Defaults to both. */
  split?: Split | "both";
  /** Pictures in each of the two test splits. Defaults to 150. */
  testPictures?: number;
  /** Pictures in each of the two validation splits. Defaults to 25. */
  validationPictures?: number;
  /** Decides which pictures and keywords are for testing. Defaults to 1. */
  seed?: number;
  /** The folder of the package cldr-annotations-full, where it is not to be the installed one. */
  folder?: string;
}

/**
 * The data set `cldr-captions`: pictures (emoji) with a caption and keywords in many languages, from Unicode CLDR.
 * A query is made of keywords that the caption does not have; relevant are the captions of its picture, one in
 * every language, as in XM3600 and LAReQA.
 *
 * A picture is in when every language has a caption for it that no other picture has. It may lack queries in some
 * languages: asking for two keywords in each of 36 would leave a tenth of the pictures.
 *
 * @throws {ClaimbookError} kind `usage` for an unknown or incomplete locale, naming the available ones, or for more
 *   test pictures than there are; kind `could-not-run` when the package cannot be read
 */
export async function captions(options: CaptionOptions = {}): Promise<Captions> {
  const { testPictures = 150, validationPictures = 25, seed = 1, split = "both" } = options;
  whole("testPictures", testPictures, 1);
  whole("validationPictures", validationPictures, 0);
  whole("seed", seed, Number.MIN_SAFE_INTEGER);
  if (split !== "both" && !SPLITS.includes(split)) {
    throw new ClaimbookError(`no split is called ${JSON.stringify(split)}`, {
      kind: "usage",
      where: "split",
      wayOut: `Ask for ${SPLITS.map((name) => `"${name}"`).join(", ")} or "both".`,
    });
  }
  const cldr = new CldrAnnotations(options.folder);
  const names = chooseLocales(options.locales ?? "rare and common scripts");
  const { byLocale, sha256 } = readAll(cldr, names);
  const locales = names.map(localeInfo);
  const pictures = sharedPictures(names.map((name) => byLocale.get(name)!));
  const texts = names.map((name) => pictures.map((picture) => byLocale.get(name)!.get(picture)!));
  const data = splitKeywords(
    locales,
    pictures,
    texts.map((byPicture) => byPicture.map(({ caption }) => caption)),
    texts.map((byPicture, l) => byPicture.map((annotation) => usableKeywords(annotation, locales[l]!))),
    { testPictures, validationPictures },
    new Random(seed).fork("cldr-captions"),
  );
  const chosen: CaptionData =
    split === "both"
      ? data
      : { ...data, evaluation: data.evaluation.filter((query) => query.split === split) };
  return new Captions(chosen, {
    version: cldr.version,
    sha256,
    options: { locales: names, split, testPictures, validationPictures, seed },
  });
}

function chooseLocales(asked: NonNullable<CaptionOptions["locales"]>): string[] {
  if (typeof asked !== "string") {
    const twice = asked.find((locale, i) => asked.indexOf(locale) !== i);
    if (asked.length === 0 || twice !== undefined) {
      throw new ClaimbookError(
        twice === undefined ? "no locale is asked for" : `${twice} is asked for twice`,
        {
          kind: "usage",
          where: "locales",
          wayOut: 'Give one locale or more, each once, or "rare and common scripts".',
        },
      );
    }
    return [...asked];
  }
  const group = { "rare scripts": "rare", "common scripts": "common", "rare and common scripts": undefined };
  if (!Object.hasOwn(group, asked)) {
    throw new ClaimbookError(`no group of locales is called ${JSON.stringify(asked)}`, {
      kind: "usage",
      where: "locales",
      wayOut: `Ask for ${Object.keys(group)
        .map((name) => `"${name}"`)
        .join(", ")}, or give a list such as ["am", "de"].`,
    });
  }
  return DEFAULT_LOCALES.filter(
    (locale) => group[asked] === undefined || localeInfo(locale).scriptGroup === group[asked],
  );
}

/** Reads the files in the order of the locales, English last where it is only compared with. */
function readAll(
  cldr: CldrAnnotations,
  names: string[],
): { byLocale: Map<string, Map<string, Annotation>>; sha256: string } {
  const byLocale = new Map<string, Map<string, Annotation>>();
  const hash = createHash("sha256").update(cldr.version);
  for (const name of new Set([...names, "en"])) {
    const { annotations, sha256 } = cldr.read(name);
    hash.update(`\n${name} ${sha256}`);
    byLocale.set(name, annotations);
  }
  const english = byLocale.get("en")!;
  for (const name of names) {
    const mine = byLocale.get(name)!;
    if (mine.size < LEAST_PICTURES) {
      throw new ClaimbookError(
        `CLDR names only ${mine.size} pictures in "${name}", fewer than ${LEAST_PICTURES}`,
        {
          kind: "usage",
          where: "locales",
          wayOut: `Available: ${cldr.completeLocales().join(", ")}.`,
        },
      );
    }
    const same = [...mine].filter(([picture, { caption }]) => {
      const inEnglish = english.get(picture)?.caption;
      return inEnglish !== undefined && normalized(caption) === normalized(inEnglish);
    }).length;
    if (name !== "en" && same > MOST_ENGLISH * mine.size) {
      throw new ClaimbookError(`${same} of the ${mine.size} captions in "${name}" are the English ones`, {
        kind: "usage",
        where: "locales",
        wayOut: "Leave it out: it would count English twice.",
      });
    }
  }
  return { byLocale, sha256: hash.digest("hex") };
}

/** Pictures with a caption in every language that no other picture has in that language, in code unit order. */
function sharedPictures(byLocale: readonly Map<string, Annotation>[]): string[] {
  const [first, ...others] = byLocale;
  const shared = [...first!.keys()]
    .filter((picture) => others.every((annotations) => annotations.has(picture)))
    .sort();
  const ambiguous = new Set<string>();
  for (const annotations of byLocale) {
    const owner = new Map<string, string>();
    for (const picture of shared) {
      const caption = normalized(annotations.get(picture)!.caption);
      const other = owner.get(caption);
      if (other !== undefined) ambiguous.add(picture).add(other);
      owner.set(caption, picture);
    }
  }
  return shared.filter((picture) => !ambiguous.has(picture));
}

/** Keywords that the caption does not say, each once. */
function usableKeywords({ caption, keywords }: Annotation, { spaces }: LocaleInfo): string[] {
  const seen = new Set<string>();
  const said = sayer(caption, spaces);
  return keywords.filter((keyword) => {
    const key = normalized(keyword);
    if (seen.has(key) || said(keyword)) return false;
    seen.add(key);
    return true;
  });
}

function whole(where: string, value: number, least: number): void {
  if (Number.isSafeInteger(value) && value >= least) return;
  throw new ClaimbookError(`${value} is not a whole number${least > -1 ? ` from ${least} on` : ""}`, {
    kind: "usage",
    where,
  });
}
