import { readdirSync } from "node:fs";
import path from "node:path";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { knownLanguages, languageInfo, languageTag } from "../../../src/datasets/languages/index.js";
import { knownLocales, localeInfo } from "../../../src/datasets/locale-info.js";
import { shared } from "../shared-data.js";

describe("languageTag", () => {
  it.each([
    ["am", "am"],
    ["amh", "am"],
    ["amh_Ethi", "am"],
    ["zho-CN", "zh"],
    ["zho-TW", "zh-Hant"],
    ["zho_Hans", "zh"],
    ["zho_Hant", "zh-Hant"],
    ["cmn", "zh"],
    ["zh-HK", "zh-Hant"],
    ["por", "pt"],
    ["por-BR", "pt-BR"],
    ["ara", "ar"],
    ["arb_Arab", "ar"],
    ["arb_Latn", "ar-Latn"],
    ["swa", "sw"],
    ["swh_Latn", "sw"],
    ["fas", "fa"],
    ["pes_Arab", "fa"],
    ["nob_Latn", "no"],
    ["nb", "no"],
    ["nno", "nn"],
    ["tgl", "fil"],
    ["tl", "fil"],
    ["fil", "fil"],
    ["kor_Hang", "ko"],
    ["jpn_Jpan", "ja"],
    ["quy_Latn", "qu"],
    ["quz", "quz"],
    ["twi", "ak"],
    ["lvs", "lv"],
    ["npi_Deva", "ne"],
    ["srp_Cyrl", "sr"],
    ["sr-Latn", "sr-Latn"],
    // Not in the project's table: shortened as CLDR says, else as it is.
    ["sun", "su"],
    ["nso", "nso"],
    ["iw", "he"],
  ])("%s -> %s", (code, tag) => {
    expect(languageTag(code)).toBe(tag);
  });

  it("leaves its own results as they are", () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...knownLanguages()),
        fc.option(fc.constantFrom("Latn", "Arab", "Hang", "Hans", "Hant", "Cyrl")),
        fc.option(fc.constantFrom("CN", "TW", "BR", "GB")),
        (language, script, region) => {
          const tag = languageTag([language, script, region].filter((part) => part !== null).join("_"));
          expect(languageTag(tag)).toBe(tag);
        },
      ),
    );
  });

  it.each(["", "a", "english", "am_", "am-Ethiopic", "12", "toString()"])("refuses %j", (code) => {
    expect(() => languageTag(code)).toThrow(
      expect.objectContaining({ kind: "usage", wayOut: expect.stringContaining("zho-CN") }),
    );
  });
});

describe("languageInfo", () => {
  it("gives script, family and class under any code", () => {
    expect(languageInfo("amh_Ethi")).toEqual({
      tag: "am",
      name: "Amharic",
      iso639_3: "amh",
      script: "Ethi",
      scriptName: "Ethiopic",
      scriptGroup: "rare",
      spaces: true,
      family: "Afro-Asiatic",
      resourceClass: 2,
      resourceClassCertain: true,
      resourceSource: expect.stringContaining("Joshi"),
    });
    expect(languageInfo("tha")).toMatchObject({ tag: "th", spaces: false, family: "Tai-Kadai" });
    expect(languageInfo("zh-TW")).toMatchObject({ tag: "zh-Hant", script: "Hant", resourceClass: 5 });
    expect(languageInfo("por-BR")).toMatchObject({ tag: "pt-BR", name: "Portuguese", resourceClass: 4 });
  });

  it("leaves the class out where it is not known, and says when it is not certain", () => {
    expect(languageInfo("tzl")).toMatchObject({
      name: "Talossan",
      family: "Artificial",
      resourceSource: "not known",
    });
    expect(languageInfo("tzl")).not.toHaveProperty("resourceClass");
    expect(languageInfo("yid")).toMatchObject({
      script: "Hebr",
      resourceClass: 1,
      resourceClassCertain: false,
    });
  });

  it("agrees with localeInfo on every locale of captions", () => {
    for (const locale of knownLocales()) {
      const info = languageInfo(locale);
      const { name, script, scriptName, scriptGroup, resourceClass, spaces } = localeInfo(locale);
      expect(info, locale).toMatchObject({
        tag: locale,
        name,
        script,
        scriptName,
        scriptGroup,
        resourceClass,
        spaces,
      });
    }
  });

  it("names what it knows when asked for something else", () => {
    expect(() => languageInfo("tlh")).toThrow(
      expect.objectContaining({ kind: "usage", wayOut: expect.stringContaining("am, ang") }),
    );
  });

  it("has a name of a script for every language, and no code twice", () => {
    for (const tag of knownLanguages()) {
      const { script, scriptName, iso639_3 } = languageInfo(tag);
      expect(scriptName === script, `${tag} ${script}`).toBe(script === "Thai");
      expect(iso639_3, tag).toMatch(/^[a-z]{3}$/);
      expect(languageTag(iso639_3), tag).toBe(tag);
    }
  });
});

/** Every code of a data set, from its file names. */
const names = (folder: string) => readdirSync(path.join(shared.folder, folder));
const sources: [name: string, codes: () => string[], count: number][] = [
  [
    "ntrex-128",
    () => names("ntrex-128").flatMap((file) => /^newstest2019-\w{3}\.(.+)\.txt$/.exec(file)?.[1] ?? []),
    46,
  ],
  ["sib-200", () => names("sib-200").filter((name) => /^\w{3}_\w{4}$/.test(name)), 47],
  [
    "tatoeba-laser",
    () => names("tatoeba-laser").flatMap((file) => /^tatoeba\.(\w{3})-eng\.eng$/.exec(file)?.[1] ?? []),
    112,
  ],
  ["xquad-r", () => names("xquad-r").flatMap((file) => /^(\w\w)\.json$/.exec(file)?.[1] ?? []), 11],
  ["mlqa-r", () => names("mlqa-r").flatMap((file) => /^(\w\w)\.json$/.exec(file)?.[1] ?? []), 7],
  ["miracl", () => names("miracl/topics").flatMap((file) => /v1\.0-(\w\w)-dev/.exec(file)?.[1] ?? []), 16],
  ["afriqa", () => names("afriqa/queries"), 10],
];

describe.each(sources)(
  "the languages of %s (skipped where ../shared/data is absent)",
  (name, codes, count) => {
    it.skipIf(!shared.has(name))("are all known, each under a tag of its own", () => {
      const all = codes();
      expect(all.length).toBeGreaterThanOrEqual(count);
      const tags = all.map((code) => languageInfo(code).tag);
      expect(new Set(tags).size).toBe(all.length);
      // The script that FLORES writes into a code is the one that the project has for the language.
      for (const code of all.filter((each) => each.includes("_"))) {
        expect(languageInfo(code).script.replace("Kore", "Hang"), code).toBe(code.split("_")[1]);
      }
    });
  },
);
