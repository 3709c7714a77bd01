import { diffWordsWithSpace } from "diff";
import type { TextPart } from "./model.js";

/** Texts that differ in more words than this are shown whole, one after the other: nobody reads such a diff. */
const mostEdits = 400;

/**
 * What of a text was taken out and what was put in, word by word (Myers' shortest edit script). Joined, the parts
 * that are not `new` give the left text, those that are not `gone` the right one. Words of scripts without spaces
 * are found by the segmenter of Unicode UAX 29.
 */
export function wordDiff(left: string, right: string): TextPart[] {
  const options = {
    maxEditLength: mostEdits,
    ...(spaceless.test(left + right) ? { intlSegmenter: words } : {}),
  };
  const parts = diffWordsWithSpace(left, right, options);
  if (parts === undefined) {
    return [
      { is: "gone", text: left },
      { is: "new", text: right },
    ];
  }
  return parts.map(({ value, added, removed }) => ({
    is: added ? "new" : removed ? "gone" : "same",
    text: value,
  }));
}

/** Scripts that are written without spaces between words. */
const spaceless =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}]/u;
const words = new Intl.Segmenter("en", { granularity: "word" });
