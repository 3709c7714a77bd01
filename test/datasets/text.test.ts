import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { normalized, sayer, words } from "../../src/datasets/text.js";

describe("normalized", () => {
  it.each([
    ["case", "Grinning FACE", "grinning face"],
    ["compatibility forms", "ＡＢＣ　ﬁ", "abc fi"],
    ["white space", "  a\t b\u00a0c ", "a b c"],
    ["zero-width spaces of Khmer", "បាល់\u200bចាក់", "បាល់ចាក់"],
    ["composed and decomposed letters", "e\u0301", "é"],
    ["Cherokee small letters", "Ꭰ", "ꭰ"],
  ])("%s", (_, text, expected) => {
    expect(normalized(text)).toBe(expected);
  });

  it("changes nothing the second time", () => {
    fc.assert(
      fc.property(fc.string({ unit: "grapheme" }), (text) => {
        expect(normalized(normalized(text))).toBe(normalized(text));
      }),
    );
  });
});

describe("words", () => {
  it.each([
    ["rock-and-roll, 11:30!", ["rock", "and", "roll", "11", "30"]],
    ["हिन्दी भाषा", ["हिन्दी", "भाषा"]],
    ["دوست‌داشتنی قلب", ["دوست‌داشتنی", "قلب"]],
    ["ප්‍රවේශ්‍යතාව අන්ධ", ["ප්‍රවේශ්‍යතාව", "අන්ධ"]],
    ["!?", []],
  ])("%s", (text, expected) => {
    expect(words(text)).toEqual(expected);
  });
});

describe("sayer", () => {
  it.each([
    ["a word", "grinning cat face", "Cat", true, true],
    ["part of a word", "caterpillar", "cat", true, false],
    ["words in their order", "grinning cat face", "cat face", true, true],
    ["words in another order", "grinning cat face", "face cat", true, false],
    ["the caption itself", "llama", "Llama", true, true],
    ["another word", "llama", "alpaca", true, false],
    ["a part, without spaces", "翻白眼", "白眼", false, true],
    ["a part over a break mark", "ວົງ\u200bແຫວນ", "ວົງແຫວນ", false, true],
    ["another word, without spaces", "翻白眼", "无语", false, false],
    ["nothing that can be said", "llama", "!!", true, true],
  ])("%s", (_, text, phrase, spaces, expected) => {
    expect(sayer(text, spaces)(phrase)).toBe(expected);
  });
});
