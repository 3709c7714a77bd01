/**
 * Joins lines of a paragraph. A hyphen at a line's end before a lower-case letter is taken out where the word stands
 * elsewhere in the document without it, and kept where it stands elsewhere with it (`cross-` / `lingual`); where
 * neither is known, it is taken out.
 */
export class LineJoiner {
  readonly #words = new Set<string>();

  /** @param lines of the whole document, to learn its words from */
  constructor(lines: Iterable<string>) {
    for (const line of lines) {
      // What ends with a hyphen may be half a word, and what follows it the other half.
      for (const [word] of line.matchAll(/[\p{L}\p{M}]+(?:-[\p{L}\p{M}]+)*(?![\p{L}\p{M}-])/gu)) {
        if (this.#words.size < mostWords) this.#words.add(word.toLowerCase());
      }
    }
  }

  /** What goes between two lines, and how many characters of the first one's end go. */
  between(line: string, next: string): { drop: number; put: string } {
    if (line.endsWith("\u00ad")) return { drop: 1, put: "" };
    const left = /([\p{L}\p{M}]+(?:-[\p{L}\p{M}]+)*)[-‐]$/u.exec(line.slice(-60))?.[1];
    const right = /^[\p{L}\p{M}]+/u.exec(next.slice(0, 60))?.[0];
    if (left !== undefined && right !== undefined) {
      if (!/^\p{Ll}/u.test(right)) return { drop: 0, put: "" };
      // `low-` / `and high-resource`: the hyphen stands for what follows.
      if (/^(?:and|or|to|nor|und|oder|bis|et|ou|y|o)$/.test(right)) return { drop: 0, put: " " };
      const whole = `${left}${right}`.toLowerCase();
      if (this.#words.has(whole)) return { drop: 1, put: "" };
      if (this.#words.has(`${left}-${right}`.toLowerCase())) return { drop: 0, put: "" };
      // Two words that stand by themselves elsewhere, or a word that compounds begin with: `low-resource`.
      const last = left.split("-").at(-1)?.toLowerCase() ?? "";
      const both =
        last.length > 2 && right.length > 2 && this.#words.has(last) && this.#words.has(right.toLowerCase());
      if (both || compounding.has(last)) return { drop: 0, put: "" };
      return { drop: 1, put: "" };
    }
    // A range of numbers, a dash between words.
    if (/\p{N}[-–]$/u.test(line.slice(-3)) && /^\p{N}/u.test(next)) return { drop: 0, put: "" };
    if (/\S—$/u.test(line.slice(-2))) return { drop: 0, put: "" };
    // Chinese and Japanese run on from line to line without a space.
    if (unspaced.test(line.slice(-1)) && unspaced.test(next.slice(0, 1))) return { drop: 0, put: "" };
    return { drop: 0, put: " " };
  }

  join(lines: readonly string[]): string {
    let text = "";
    for (const raw of lines) {
      const line = raw.trim();
      if (line === "") continue;
      if (text === "") {
        text = line;
        continue;
      }
      const { drop, put } = this.between(text, line);
      text = `${text.slice(0, text.length - drop)}${put}${line}`;
    }
    return text;
  }
}

const compounding = new Set(
  `low high self cross zero few one two three four large small long short well real best state open end half full data
  task domain language model machine human question knowledge time fine coarse rare mid late early higher lower`.split(
    /\s+/,
  ),
);
const mostWords = 200_000;
const unspaced = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\u3000-\u303f\uff00-\uffef]/u;
