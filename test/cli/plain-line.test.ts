import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { plainLine } from "../../src/cli/plain-line.js";

describe("a stranger's text in a terminal", () => {
  it.each([
    ["two\r\nlines\tand\u2028more", "two lines and more"],
    ["\u001b]0;rm -rf /\u0007seen", "]0;rm -rf /seen"],
    ["\u001b[31mred\u001b[0m", "[31mred[0m"],
    ["turned \u202eround\u2066 and \u200bhidden", "turned round and hidden"],
    ["नमस्ते \u200d👩‍🔬", "नमस्ते \u200d👩‍🔬"],
  ])("%j", (text, line) => {
    expect(plainLine(text)).toBe(line);
  });

  it("is cut where it is too long, and says so", () => {
    expect(plainLine("abcdef", 6)).toBe("abcdef");
    expect(plainLine("abcdefg", 6)).toBe("abcde…");
  });

  it("is one line that no control character is in, whatever it was, and keeps every letter", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), fc.integer({ min: 1, max: 50 }), (text, most) => {
        const line = plainLine(text, most);
        expect(line).not.toMatch(/[\p{Cc}\u2028\u2029\u202a-\u202e\u2066-\u2069]/u);
        expect(line.length).toBeLessThanOrEqual(most);
        const letters = (all: string) => all.match(/[\p{L}\p{N}]/gu) ?? [];
        expect(letters(plainLine(text))).toEqual(letters(text));
      }),
    );
  });
});
