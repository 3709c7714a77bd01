import fc from "fast-check";
import MarkdownIt from "markdown-it";
import { describe, expect, it } from "vitest";
import { showControls, showControlsInMarkdown } from "../../src/report/shown-controls.js";

/** Everything of UAX 9 that turns or marks direction. */
const bidi = /[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/;

describe("showControls", () => {
  it.each([
    ["an override", "a \u202etxt.exe", "a ‹U+202E›txt.exe"],
    ["an isolate that never ends", "x \u2067y", "x ‹U+2067›y"],
    ["marks that would mirror a sign", "5 \u200f>\u200f 3", "5 > 3"],
    ["tags and soft hyphens", "a\u{e0041}\u00adb", "ab"],
    ["a terminal's escape", "a\u001b[31mb", "a[31mb"],
    ["joiners, which spell", "न\u200dमस्ते 👩\u200d🔬", "न\u200dमस्ते 👩\u200d🔬"],
    ["right-to-left letters", "مرحبا 95 %", "مرحبا 95 %"],
    ["line breaks and tabs", "a\n\tb", "a\n\tb"],
  ])("%s", (_, text, shown) => {
    expect(showControls(text)).toBe(shown);
  });

  it("leaves nothing that turns or mirrors, and every letter", () => {
    const unit = fc.constantFrom(
      ..."ab 1>\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u200e\u200f\u061cش",
    );
    fc.assert(
      fc.property(fc.string({ unit }), (text) => {
        const shown = showControls(text);
        expect(shown).not.toMatch(bidi);
        const letters = (of: string) => of.replace(/‹U\+[0-9A-F]+›/g, "").replace(new RegExp(bidi, "g"), "");
        expect(letters(shown)).toBe(letters(text));
      }),
    );
  });
});

describe("showControlsInMarkdown", () => {
  const renderer = new MarkdownIt();

  it.each([
    ["&#x202e;", "‹U+202E›"],
    ["&#8238;", "‹U+202E›"],
    ["&rlm;&#x200F;", ""],
    ["\\&#x202e;", "\\&#x202e;"],
    ["\\\\&#x202e;", "\\\\‹U+202E›"],
    ["&amp; &copy; &#65; &#x110000;", "&amp; &copy; &#65; &#x110000;"],
  ])("%s", (markdown, shown) => {
    expect(showControlsInMarkdown(markdown)).toBe(shown);
  });

  it("whatever renders it, nothing turns", () => {
    const piece = fc.constantFrom(
      "\\",
      "&#x202e;",
      "&#8238;",
      "&rlm;",
      "\u202e",
      "a",
      " ",
      "&#X202E;",
      "&#x00202E;",
      "`",
    );
    fc.assert(
      fc.property(fc.array(piece), (pieces) => {
        expect(renderer.render(showControlsInMarkdown(pieces.join("")))).not.toMatch(bidi);
      }),
    );
  });
});
