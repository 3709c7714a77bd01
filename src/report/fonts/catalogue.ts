/** A font package from npm, as fontsource lays them out: slices of one family, each for a range of characters. */
export interface FontPackage {
  /** Name of the npm package. */
  name: string;
  family: string;
  /** Ending of the slices' file names. */
  style: "400-normal" | "400-italic" | "600-normal";
  /** Slices that count; of a script's package only its own, since the basic ones give Latin and symbols. */
  slices: (slice: string) => boolean;
}

const all = () => true;
const only =
  (...names: string[]) =>
  (slice: string) =>
    names.includes(slice);
/** Chinese, Japanese and Korean come in about a hundred numbered slices. */
const numbered = (slice: string) => slice.startsWith("[");

const noto = (id: string, title: string, slices: FontPackage["slices"]): FontPackage => ({
  name: `@fontsource/noto-${id}`,
  family: `Noto ${title}`,
  style: "400-normal",
  slices,
});

const basicFont = (id: string, family: string, style: FontPackage["style"]): FontPackage => ({
  name: `@fontsource/${id}`,
  family,
  style,
  slices: all,
});

/**
 * The faces of a report's own text: set for every report, in the slices its text meets. Static ones: a variable
 * font becomes outlines without hints (Type 3) in Chromium's PDFs.
 */
export const basic: readonly FontPackage[] = [
  basicFont("source-serif-4", "Source Serif 4", "400-normal"),
  basicFont("source-serif-4", "Source Serif 4", "400-italic"),
  basicFont("source-serif-4", "Source Serif 4", "600-normal"),
  basicFont("inter", "Inter", "400-normal"),
  basicFont("inter", "Inter", "600-normal"),
];

export const mono: FontPackage = noto("sans-mono", "Sans Mono", all);

const scripts =
  "arabic armenian bengali cherokee devanagari ethiopic georgian gujarati gurmukhi hebrew kannada khmer lao " +
  "malayalam mongolian myanmar oriya sinhala tamil telugu thai";

/** For everything else, in the order in which a browser tries them. */
export const further: readonly FontPackage[] = [
  ...scripts
    .split(" ")
    .map((id) => noto(`sans-${id}`, `Sans ${id[0]!.toUpperCase()}${id.slice(1)}`, only(id))),
  noto("sans-sc", "Sans SC", numbered),
  noto("sans-jp", "Sans JP", numbered),
  noto("sans-kr", "Sans KR", numbered),
  noto("sans", "Sans", only("latin-ext", "greek-ext", "cyrillic-ext")),
  noto("sans-math", "Sans Math", all),
  noto("sans-symbols", "Sans Symbols", only("symbols")),
  noto("sans-symbols-2", "Sans Symbols 2", only("symbols", "math", "braille", "mayan-numerals")),
  noto("emoji", "Emoji", numbered),
];
