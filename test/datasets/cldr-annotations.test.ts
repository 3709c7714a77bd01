import { describe, expect, it } from "vitest";
import { CldrAnnotations } from "../../src/datasets/cldr-annotations.js";

describe("CldrAnnotations", () => {
  const cldr = new CldrAnnotations();

  it("reads emoji with their short names and keywords", () => {
    const { annotations, sha256 } = cldr.read("en");
    expect(annotations.get("🦙")).toEqual({
      caption: "llama",
      keywords: expect.arrayContaining(["alpaca", "wool"]),
    });
    expect(annotations.size).toBe(1582);
    expect(sha256).toMatch(/^[0-9a-f]{64}$/);
  });

  it("leaves out what is no emoji, also signs that were pictographic in older versions of Unicode", () => {
    const { annotations } = cldr.read("en");
    for (const sign of ["{", "→", "♪", "♭", "♯", "🏽", "€"]) expect(annotations.has(sign), sign).toBe(false);
    // Newer than the Unicode of Node 20.19.
    for (const emoji of ["🫪", "🛘", "☔", "©"]) expect(annotations.has(emoji), emoji).toBe(true);
  });

  it("reads locales whose file has no annotations", () => {
    expect(cldr.read("ckb").annotations.size).toBe(0);
  });

  it("lists every locale with a file, and of these the complete ones", () => {
    const locales = cldr.locales();
    expect(locales).toEqual(expect.arrayContaining(["am", "br", "chr", "und", "zh-Hant"]));
    expect(locales).toEqual([...locales].sort());
  });
});
