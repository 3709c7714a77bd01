import type { EncoderTokenizer } from "../../../src/models/transformer/index.js";

/** Words to ids by their lengths and letters, between 1 and 2: enough to tell texts apart. */
export function wordTokenizer(vocabularySize: number): EncoderTokenizer {
  return {
    vocabularySize,
    async encode(texts, { prefix = "", maxLength = Number.POSITIVE_INFINITY } = {}) {
      let truncated = 0;
      const ids = texts.map((text) => {
        const words = `${prefix}${text}`.split(" ").map((word) => {
          const sum = [...word].reduce((total, letter) => (total * 31 + letter.codePointAt(0)!) % 9973, 7);
          return 3 + (sum % (vocabularySize - 3));
        });
        if (words.length + 2 > maxLength) truncated++;
        return Int32Array.of(1, ...words.slice(0, maxLength - 2), 2);
      });
      return { ids, truncated };
    },
    async save() {},
  };
}
