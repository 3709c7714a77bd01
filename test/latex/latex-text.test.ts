import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { latexText } from "../../src/latex/latex-text.js";
import { texText } from "../../src/latex/tex-text.js";
import { texInline } from "../../src/literature/documents/latex/tex-text.js";
import { cleanLine } from "../../src/one-line.js";
import { texts } from "../citations/works.js";
import { hostileTexts } from "../report/golden-cases.js";

/** Dashes and blanks as the reader sets them. */
const same = (text: string) => text.replace(/[−–—]/g, "-").replace(/\s+/g, " ").normalize("NFC").trim();

/** What a text may be made of: letters, signs behind a backslash, and the commands that stand for a sign. */
const harmless =
  /^(?:[^\\{}~^<>|"`&%$#_]|\\[&%$#_]|\\(?:text(?:backslash|brace(?:left|right)|ascii(?:tilde|circum|grave)|less|greater|bar|quotedbl))\{\}|[-',]\{\})*$/u;
/** The signs set in mathematics. */
const mathematics = /\$(?:-|\\(?:pm|times|le|ge|ne|approx|to|uparrow|downarrow))\$|\\ldots\{\}/g;

describe("a text in LaTeX", () => {
  it("is read back as it was, with nothing in it that TeX would take for more than a letter", () => {
    const check = (text: string) => {
      expect(texText(text)).toMatch(harmless);
      expect(texText(text)).not.toMatch(/--|''|,,|[\r\n]/);
      expect(latexText(text).replace(mathematics, "")).toMatch(harmless);
      expect(same(texInline(latexText(text)).text)).toBe(same(cleanLine(text)));
    };
    for (const text of [...hostileTexts, "a--b ''c'' ,,d,, --- \\% {x}", "1 − 2 ± 3 – 4 … 5 ≤ 6"])
      check(text);
    fc.assert(fc.property(texts, check), { numRuns: 300 });
  });

  it.each([
    ["\\input{/etc/passwd}", "\\textbackslash{}input\\textbraceleft{}/etc/passwd\\textbraceright{}"],
    ["50 % of R&D_2 #1 $5", "50 \\% of R\\&D\\_2 \\#1 \\$5"],
    [
      'a~b^c <d> |e| "f" `g`',
      "a\\textasciitilde{}b\\textasciicircum{}c \\textless{}d\\textgreater{} \\textbar{}e\\textbar{} \\textquotedbl{}f\\textquotedbl{} \\textasciigrave{}g\\textasciigrave{}",
    ],
    ["x ≤ −1 → p–q", "x $\\le$ $-$1 $\\to$ p--q"],
    ["two\n\nparagraphs\u202e", "two paragraphs"],
  ])("%s", (text, tex) => {
    expect(latexText(text)).toBe(tex);
  });
});
