import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { halves } from "../../../src/datasets/parallel/halves.js";

describe("halves", () => {
  it.each([
    ["The cat sat on the mat.", true, ["The cat sat", "on the mat."]],
    ["  A  long   story short  ", true, ["A  long", "story short"]],
    ["整个政坛的人担心这会惹来嘲笑。", false, ["整个政坛的人担", "心这会惹来嘲笑。"]],
    [
      "สมาชิกสมัชชามีความกังวลว่า เรื่องนี้อาจนำไปสู่การเยาะเย้ย",
      false,
      ["สมาชิกสมัชชามีความกังวลว่า", "เรื่องนี้อาจนำไปสู่การเยาะเย้ย"],
    ],
    ["One two", true, undefined],
    ["Donaudampfschifffahrtsgesellschaft", true, undefined],
    ["- - one two three", true, undefined],
    ["你好吗我", false, undefined],
    ["", true, undefined],
  ])("%j", (text, spaces, expected) => {
    expect(halves(text, spaces)).toEqual(expected);
  });

  it("never cuts before a mark, nor between consonants that are stacked", () => {
    // Khmer: consonant, coeng, consonant, vowel sign; again and again.
    const [first, second] = halves("ក្រាក្រាក្រាក្រាក្រា", false)!;
    expect(first + second).toBe("ក្រាក្រាក្រាក្រាក្រា");
    expect(second).toMatch(/^ក/u);
    expect(first).not.toMatch(/\u17d2$/u);
  });

  it("loses nothing but the space at the cut", () => {
    fc.assert(
      fc.property(fc.string({ unit: "grapheme", maxLength: 60 }), fc.boolean(), (text, spaces) => {
        const parts = halves(text, spaces);
        if (parts === undefined) return;
        expect(parts.join("").replace(/\s/gu, "")).toBe(text.replace(/\s/gu, ""));
        expect(parts.every((part) => part === part.trim() && part !== "")).toBe(true);
      }),
    );
  });
});
