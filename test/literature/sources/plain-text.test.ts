import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { plainLine, plainText } from "../../../src/literature/sources/plain-text.js";

describe("plainText", () => {
  it.each<[what: string, text: string, plain: string]>([
    [
      "JATS paragraphs",
      "<jats:title>Abstract</jats:title><jats:p>One.</jats:p>\n <jats:p>Two.</jats:p>",
      "Abstract\nOne.\nTwo.",
    ],
    ["markup within words", "CO<sub>2</sub> and <i>E. coli</i>", "CO2 and E. coli"],
    ["character references", "Fran&ccedil;ois &amp; J&#246;rg &#x2014; 5 &lt; 6", "François & Jörg — 5 < 6"],
    ["markup escaped once", "A &lt;i&gt;new&lt;/i&gt; method", "A new method"],
    ["markup escaped twice", "A &amp;lt;i&amp;gt;new&amp;lt;/i&amp;gt; method", "A new method"],
    ["comparisons", "p < 0.05, x<y and z>0, a <b and c> d", "p < 0.05, x<y and z>0, a <b and c> d"],
    ["scripts with their content", "A<script>alert(1)</script>B<STYLE>p{}</STYLE >C", "ABC"],
    ["a script that never ends", "A<script>alert(1)", "Aalert(1)"],
    ["handlers", '<img src=x onerror="alert(1)">A<svg/onload=alert(1)>B<details open ontoggle=x>C', "ABC"],
    ["tags made by taking out tags", "<scr<script>x</script>ipt>alert(1)</scr<i>ipt>", ""],
    ["comments and declarations", "A<!-- no -->B<!DOCTYPE html>C<?php x ?>D", "ABCD"],
    [
      "MathML with its source",
      "of <mml:math><mml:mi>x</mml:mi><annotation>\\\\x</annotation></mml:math>",
      "of x",
    ],
    ["what turns or hides text", "safe\u202Egnp.exe\u202C \u200Btitle\u0000\u0007", "safegnp.exe title"],
    ["joiners that scripts need", "می\u200Cخواهم क्\u200Dष", "می\u200Cخواهم क्\u200Dष"],
    ["blanks", "  a \t\n\n  b\u00a0c ", "a\nb c"],
    ["decomposed letters", "Zu\u0308rich", "Zürich"],
  ])("reads %s", (_, text, plain) => expect(plainText(text)).toBe(plain));

  it("has no tag left, whatever is given", () => {
    const piece = fc.constantFrom(
      "<",
      ">",
      "/",
      "&lt;",
      "&gt;",
      "&amp;",
      "script",
      "i",
      "img",
      " src=",
      '"',
      "'",
      "x",
      " ",
      "!--",
      "-->",
      "\n",
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 30 }), (pieces) => {
        expect(plainText(pieces.join(""))).not.toMatch(/<\/?[a-z]+\s*\/?>|<[a-z]+[\s/][^<>=]*=[^<>"']*>/i);
      }),
      { numRuns: 2_000 },
    );
  });

  it("leaves no tag of tags within tags, however deep", () => {
    expect(plainText(`${"<s".repeat(9)}<s>x${"cript>".repeat(9)}`)).not.toContain("<");
  });

  it("gives the same when done again, for text without references", () => {
    fc.assert(
      fc.property(fc.string({ unit: "grapheme", maxLength: 60 }), (text) => {
        const once = plainText(text.replaceAll("&", ""));
        expect(plainText(once)).toBe(once);
      }),
    );
  });

  it("is cut at a length, and put on a line", () => {
    expect(plainText("a".repeat(50), 10)).toBe(`${"a".repeat(10)}…`);
    expect(plainLine("<p>a</p><p>b</p>")).toBe("a b");
  });
});
