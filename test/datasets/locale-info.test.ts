import { describe, expect, it } from "vitest";
import { DEFAULT_LOCALES } from "../../src/datasets/captions.js";
import { CldrAnnotations } from "../../src/datasets/cldr-annotations.js";
import { knownLocales, localeInfo, scriptGroup, scriptOf } from "../../src/datasets/locale-info.js";

describe("localeInfo", () => {
  it.each([
    ["am", "Amharic", "Ethi", "Ethiopic", "rare", 2, true],
    ["km", "Khmer", "Khmr", "Khmer", "rare", 1, false],
    ["th", "Thai", "Thai", "Thai", "rare", 3, false],
    ["zh", "Chinese", "Hans", "Han (simplified)", "common", 5, false],
    ["zh-Hant", "Chinese (traditional)", "Hant", "Han (traditional)", "common", 5, false],
    ["ja", "Japanese", "Jpan", "Japanese", "common", 5, false],
    ["ko", "Korean", "Kore", "Korean", "common", 4, true],
    ["sw", "Swahili", "Latn", "Latin", "common", 2, true],
    ["ne", "Nepali", "Deva", "Devanagari", "common", 1, true],
    ["sr", "Serbian", "Cyrl", "Cyrillic", "common", 4, true],
    ["sr-Latn", "Serbian (Latin)", "Latn", "Latin", "common", 4, true],
  ])("%s", (locale, name, script, scriptName, group, resourceClass, spaces) => {
    expect(localeInfo(locale)).toEqual({
      locale,
      name,
      script,
      scriptName,
      scriptGroup: group,
      resourceClass,
      spaces,
    });
  });

  it("knows every complete locale of CLDR, each with a class and a named script", () => {
    const complete = new CldrAnnotations().completeLocales();
    expect(complete.length).toBeGreaterThan(80);
    for (const locale of complete) {
      const { resourceClass, script, scriptName, name } = localeInfo(locale);
      expect([0, 1, 2, 3, 4, 5]).toContain(resourceClass);
      expect(name).not.toBe("");
      expect(scriptName === script, `${locale} ${script}`).toBe(script === "Thai");
    }
  });

  it("calls a script common when, and only when, a language of class 4 or 5 is written in it", () => {
    const wellResourced = new Set(
      knownLocales()
        .filter((locale) => localeInfo(locale).resourceClass >= 4)
        .map((locale) => scriptOf(locale)),
    );
    expect([...wellResourced].sort()).toEqual([
      "Arab",
      "Cyrl",
      "Deva",
      "Hans",
      "Hant",
      "Jpan",
      "Kore",
      "Latn",
    ]);
    for (const locale of knownLocales()) {
      expect(scriptGroup(locale)).toBe(wellResourced.has(scriptOf(locale)) ? "common" : "rare");
    }
  });

  it("offers at least 36 languages of at least 18 scripts, no language twice, the rare ones of the plan among them", () => {
    expect(DEFAULT_LOCALES).toHaveLength(36);
    expect(new Set(DEFAULT_LOCALES.map((locale) => locale.split("-")[0])).size).toBe(36);
    expect(new Set(DEFAULT_LOCALES.map(scriptOf)).size).toBe(26);
    expect(DEFAULT_LOCALES).toEqual(
      expect.arrayContaining("am my km lo si or ka hy chr gu kn te ml ta pa bn el he th".split(" ")),
    );
  });

  it("names what it knows when asked for something else", () => {
    for (const locale of ["tlh", "toString", ""]) {
      expect(() => localeInfo(locale)).toThrow(
        expect.objectContaining({ kind: "usage", wayOut: expect.stringContaining("am, ar") }),
      );
    }
    expect(() => scriptGroup("xx")).toThrow("CLDR knows no script of it");
  });
});
