/** Characters that change what a reader sees without being seen. Joiners and marks that scripts need are not among them. */
const kinds: readonly (readonly [name: string, pattern: RegExp])[] = [
  [
    "characters that turn the direction of writing round (U+202A-202E, U+2066-2069)",
    /[\u202a-\u202e\u2066-\u2069]/g,
  ],
  // U+200C and U+200D join and part letters in Persian, the Indic scripts and emoji: suspect only between Latin letters.
  ["characters without width", /[\u200b\u2060\ufeff]|(?<=[A-Za-z])[\u200c\u200d](?=[A-Za-z])/g],
  ["soft hyphens", /\u00ad/g],
  ["tag characters (U+E0000-E007F)", /[\u{e0020}-\u{e007e}]{2,}(?!\u{e007f})/gu],
  ["characters of a font's own (private use)", /[\ue000-\uf8ff]/g],
  ["replacement characters, where the encoding was broken", /\ufffd/g],
];

/** Says which unseen characters a text has and where the first is. They stay in the text. */
export function hiddenMarks(text: string): string[] {
  return kinds.flatMap(([name, pattern]) => {
    const [first, ...others] = [...text.matchAll(pattern)];
    if (first === undefined) return [];
    return [`the text has ${others.length + 1} ${name}, the first at character ${first.index}`];
  });
}
