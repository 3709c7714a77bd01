import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { codePoints, utf16Offset } from "../../src/kernel/cursor.js";

describe("cursor positions", () => {
  test("agree with what the code points of the text say", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), fc.nat({ max: 40 }), (text, position) => {
        const points = [...text];
        const offset = utf16Offset(text, position);
        expect(offset).toBe(points.slice(0, position).join("").length);
        expect(codePoints(text, offset)).toBe(Math.min(position, points.length));
      }),
    );
  });

  test("outside of the text they are its ends", () => {
    expect(utf16Offset("😀", 9)).toBe(2);
    expect(utf16Offset("😀", -1)).toBe(0);
    expect(codePoints("😀", 9)).toBe(1);
  });
});
