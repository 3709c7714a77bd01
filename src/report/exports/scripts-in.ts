const scripts =
  `Arabic Armenian Bengali Cherokee Cyrillic Devanagari Ethiopic Georgian Greek Gujarati Gurmukhi Han Hangul
Hebrew Hiragana Kannada Katakana Khmer Lao Malayalam Mongolian Myanmar Oriya Sinhala Tamil Telugu Thai Tibetan`
    .split(/\s+/)
    .map((name) => [name, new RegExp(`\\p{Script=${name}}`, "u")] as const);

/** Scripts other than Latin that occur in a text, by their Unicode names. */
export function scriptsIn(text: string): string[] {
  return scripts.filter(([, pattern]) => pattern.test(text)).map(([name]) => name);
}
