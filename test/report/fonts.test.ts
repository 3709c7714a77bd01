import { describe, expect, test } from "vitest";
import { chooseFaces } from "../../src/report/fonts/embed.js";
import { covers } from "../../src/report/fonts/slices.js";

describe("the fonts that a text needs", () => {
  test.each([..."🌆🌙🕰🛰🧭"])(
    "show %s with a font that has it, not with one that only claims it",
    (picture) => {
      const codePoint = picture.codePointAt(0)!;
      const faces = chooseFaces(picture).filter(({ slice }) => covers(slice, codePoint));
      expect(new Set(faces.map(({ family }) => family))).toEqual(new Set(["Noto Emoji"]));
    },
  );

  test("leave out the slices that no character meets", () => {
    expect(chooseFaces("plain").some(({ family }) => family === "Noto Emoji")).toBe(false);
  });
});
