import { describe, expect, test } from "vitest";
import { visibleText } from "../../src/literature/extraction/visible-text.js";
import { neutralText } from "../../src/literature/search/neutral-text.js";
import { plainText } from "../../src/literature/sources/plain-text.js";

const neutral = (text: string) => neutralText(text, 1000);

describe.each([
  ["a title or query that is shown", neutral],
  ["a database's record", plainText],
  ["a sentence that is shown as a claim", visibleText],
])("%s", (_, made) => {
  test.each([
    ["overrides of direction", "abc \u202egnp.exe", "abc gnp.exe"],
    ["isolates", "\u2066abc\u2069", "abc"],
    ["zero width", "ig\u200bnore", "ignore"],
    ["soft hyphens", "hyphen\u00adated", "hyphenated"],
    ["tags", "abc\u{e0041}\u{e0042}", "abc"],
    ["a byte order mark", "\ufeffabc", "abc"],
  ])("has no %s", (_, text, seen) => {
    expect(made(text)).toBe(seen);
  });

  test("does not drive a terminal", () => {
    // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what must be gone
    expect(made("red \u001b[31mtext\u009b0m\u0007")).not.toMatch(/[\u0000-\u001f\u007f-\u009f]/);
  });

  test.each([
    ["Persian", "\u0645\u06cc\u200c\u062e\u0648\u0627\u0647\u0645"],
    ["Devanagari", "\u0915\u094d\u200d\u0937"],
    ["the Arabic number sign", "\u0600\u0661\u0662"],
    ["an emoji of two", "\u{1f469}\u200d\u{1f52c}"],
  ])("keeps %s as it is spelt", (_, text) => {
    expect(made(text)).toBe(text);
  });
});
