import type { EncoderTokenizer } from "../../../src/models/transformer/index.js";

/** Words to ids by their hash; 0 is padding, 1 begins and 2 ends a text. */
export function wordTokenizer(vocabularySize: number): EncoderTokenizer {
  return {
    vocabularySize,
    async encode(texts, { prefix = "", maxLength = Number.POSITIVE_INFINITY } = {}) {
      let truncated = 0;
      const ids = texts.map((text) => {
        const words = `${prefix}${text}`.split(" ").map((word) => 3 + (hash(word) % (vocabularySize - 3)));
        if (words.length + 2 > maxLength) truncated++;
        return Int32Array.of(1, ...words.slice(0, maxLength - 2), 2);
      });
      return { ids, truncated };
    },
    async save() {},
  };
}

function hash(word: string): number {
  let h = 0;
  for (const letter of word) h = (Math.imul(h, 31) + letter.codePointAt(0)!) | 0;
  return h >>> 0;
}
