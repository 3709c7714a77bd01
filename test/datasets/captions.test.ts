import { createHash } from "node:crypto";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import {
  askedPictures,
  type CaptionData,
  candidates,
  trainingTexts,
} from "../../src/datasets/caption-data.js";
import { LEAST_COVERAGE } from "../../src/datasets/caption-split.js";
import { captions, cldrCaptions } from "../../src/datasets/captions.js";
import { CldrAnnotations } from "../../src/datasets/cldr-annotations.js";
import type { Captions } from "../../src/datasets/cldr-captions.js";
import { DatasetRecord } from "../../src/datasets/record.js";
import { normalized, sayer } from "../../src/datasets/text.js";
import { preparePool } from "../../src/evaluation/index.js";
import { schemaProblems } from "../../src/json-schema.js";
import { Mime } from "../../src/notebook/mime.js";

let full: Captions;
let data: CaptionData;
beforeAll(async () => {
  full = await captions({ seed: 7 });
  data = full.data;
});

/** Every text that training sees, normalised. */
function trainedTexts({ locale }: { locale?: string } = {}): Set<string> {
  const texts = new Set<string>();
  for (const item of trainingTexts(data)) {
    if (locale !== undefined && item.locale !== locale) continue;
    for (const text of [item.passage, ...item.queries]) texts.add(normalized(text));
  }
  return texts;
}

describe("cldr-captions, all of it", () => {
  it("has no test or validation query among the training texts, in any language", () => {
    const trained = trainedTexts();
    expect(trained.size).toBeGreaterThan(50_000);
    const leaked = [...data.evaluation, ...data.validation].filter(({ text }) =>
      trained.has(normalized(text)),
    );
    expect(leaked).toEqual([]);
  });

  it("would notice a leak", () => {
    // The comparison above can fail: a training query is found among the training texts of its language.
    const some = data.trainQueries[3]!.find((queries) => queries.length > 0)![0]!;
    expect(trainedTexts({ locale: data.locales[3]!.locale }).has(normalized(` ${some.toUpperCase()} `))).toBe(
      true,
    );
  });

  it("keeps unseen pictures out of training in every language", () => {
    const heldOut = new Set(data.heldOut);
    const asked = [...data.evaluation, ...data.validation].filter(({ split }) => split === "unseen pictures");
    expect(new Set(asked.map(({ picture }) => picture))).toEqual(heldOut);
    expect(heldOut.size).toBe(175);
    for (const byPicture of data.trainQueries) for (const p of heldOut) expect(byPicture[p]).toEqual([]);
    for (const { group } of trainingTexts(data)) expect(heldOut.has(group)).toBe(false);
  });

  it("has trained every picture of unseen queries in the language of the query, with other keywords", () => {
    for (const { split, locale, picture, text } of [...data.evaluation, ...data.validation]) {
      if (split !== "unseen queries") continue;
      const trained = data.trainQueries[locale]![picture]!;
      expect(trained.length).toBeGreaterThan(0);
      for (const query of trained) expect(normalized(text) === normalized(query)).toBe(false);
    }
  });

  it("asks only with keywords that CLDR gives the picture and its caption does not say", () => {
    const cldr = new CldrAnnotations();
    for (const l of [0, 3, 17, 35]) {
      const { locale, spaces } = data.locales[l]!;
      const { annotations } = cldr.read(locale);
      for (const [p, picture] of data.pictures.entries()) {
        const { caption, keywords } = annotations.get(picture)!;
        const said = sayer(caption, spaces);
        expect(data.captions[l]![p]).toBe(caption);
        for (const query of data.trainQueries[l]![p]!) {
          expect(keywords).toContain(query);
          expect(said(query)).toBe(false);
        }
      }
      for (const { picture, text } of data.evaluation.filter(({ locale }) => locale === l)) {
        const { caption, keywords } = annotations.get(data.pictures[picture]!)!;
        const rest = keywords
          .filter((keyword) => !sayer(caption, spaces)(keyword))
          .sort((a, b) => b.length - a.length)
          .reduce((left, keyword) => left.replace(keyword, "").trim(), text);
        expect(rest, `${locale} ${text}`).toBe("");
      }
    }
  });

  it("has one caption for each picture in each language, all different within a language", () => {
    for (const [l, byPicture] of data.captions.entries()) {
      expect(byPicture).toHaveLength(data.pictures.length);
      expect(new Set(byPicture.map(normalized)).size, data.locales[l]!.locale).toBe(data.pictures.length);
    }
    expect(new Set(data.pictures).size).toBe(data.pictures.length);
  });

  it("tests the same number of pictures in each split, each in most languages, no query twice in a language", () => {
    for (const split of ["unseen queries", "unseen pictures"] as const) {
      const asked = data.evaluation.filter((query) => query.split === split);
      const pictures = askedPictures(asked);
      expect(pictures).toHaveLength(150);
      for (const picture of pictures) {
        const languages = asked.filter((query) => query.picture === picture).length;
        expect(languages).toBeGreaterThanOrEqual(LEAST_COVERAGE * data.locales.length);
      }
    }
    const keys = [...data.evaluation, ...data.validation].map(
      ({ locale, text }) => `${locale} ${normalized(text)}`,
    );
    expect(new Set(keys).size).toBe(keys.length);
    const tested = new Set(askedPictures(data.evaluation));
    expect(askedPictures(data.validation).filter((picture) => tested.has(picture))).toEqual([]);
  });

  it("has more than 1,500 pictures, 36 languages, 26 scripts and thousands of queries", () => {
    expect(full.record.counts).toMatchInlineSnapshot(`
      {
        "candidates": 56772,
        "languages": 36,
        "languages of rare scripts": 19,
        "pictures": 1577,
        "scripts": 26,
        "test queries (unseen pictures)": 4819,
        "test queries (unseen queries)": 4798,
        "test queries all of whose words occur in training queries": 3053,
        "training pictures": 1402,
        "training queries": 160027,
      }
    `);
  });

  it("is the same on every machine", () => {
    const hash = createHash("sha256").update(JSON.stringify(data)).digest("hex");
    expect({ files: full.record.sha256, data: hash }).toMatchInlineSnapshot(`
      {
        "data": "0932bf5146c62427517e74f913094a41d90168c27ff8b54a6e88978c6f7e23c4",
        "files": "815a8be6c12e55d92a3f4405538471aa7ed3f9f2ee3a23c9990b35865505d2d9",
      }
    `);
  });

  it("is plain data: a clone for a worker is equal", () => {
    expect(structuredClone(data)).toEqual(data);
  });

  it("gives candidates that preparePool takes, each relevant to its picture", () => {
    const { texts, ids, groups, locales } = candidates(data);
    expect(texts).toHaveLength(36 * data.pictures.length);
    expect(preparePool({ ids, groups, locales })).toMatchObject({
      localeCount: 36,
      groupCount: data.pictures.length,
    });
    const few = candidates(data, [5, 9]);
    expect(few.texts.slice(0, 2)).toEqual([data.captions[0]![5], data.captions[0]![9]]);
    expect(few.ids.slice(-1)).toEqual(["9:zh"]);
    expect([...few.groups.slice(0, 4)]).toEqual([5, 9, 5, 9]);
  });

  it("has a record, a table and a display that agree", () => {
    expect(schemaProblems(DatasetRecord, full.record)).toEqual([]);
    const rows = full.table();
    const sum = (key: "trainQueries" | "unseenQueries" | "unseenPictures") =>
      rows.reduce((total, row) => total + row[key], 0);
    expect(sum("trainQueries")).toBe(full.record.counts["training queries"]);
    expect(sum("unseenQueries")).toBe(full.record.counts["test queries (unseen queries)"]);
    expect(sum("unseenPictures")).toBe(full.record.counts["test queries (unseen pictures)"]);
    const bundle = full.bundle();
    expect(bundle[Mime.dataset]).toBe(full.record);
    expect(bundle[Mime.plain]).toContain("cldr-captions 48.2.0");
    expect(bundle[Mime.html]).toContain("Ethiopic");
    const shown: string[] = [];
    full.show((text) => shown.push(text));
    expect(shown).toEqual([bundle[Mime.plain]]);
  });
});

describe("options", () => {
  it("give the same for the same seed, other test pictures for another", async () => {
    const some = { locales: ["am", "de", "th"], testPictures: 50 };
    const [a, b, c] = await Promise.all([
      captions({ ...some, seed: 1 }),
      captions({ ...some, seed: 1 }),
      captions({ ...some, seed: 2 }),
    ]);
    expect(b.data).toEqual(a.data);
    expect(c.data.heldOut).not.toEqual(a.data.heldOut);
    expect(c.record.sha256).toBe(a.record.sha256);
    expect(c.record.options).toEqual({ ...a.record.options, seed: 2 });
  });

  it("choose groups of scripts", async () => {
    const rare = await captions({ locales: "rare scripts", testPictures: 100 });
    const common = await captions({ locales: "common scripts", testPictures: 100 });
    expect(rare.data.locales.every(({ scriptGroup }) => scriptGroup === "rare")).toBe(true);
    expect(rare.data.locales).toHaveLength(19);
    expect(common.data.locales).toHaveLength(17);
  });

  it("choose one split without changing the training", async () => {
    const one = await captions({ seed: 7, split: "unseen pictures" });
    expect(one.data.evaluation).toEqual(data.evaluation.filter(({ split }) => split === "unseen pictures"));
    expect(one.data.trainQueries).toEqual(data.trainQueries);
  });

  it.each([
    ["an unknown locale", { locales: ["en", "tlh"] }, 'no annotations in "tlh"', /^Available: af, ak, am/],
    ["a path for a locale", { locales: ["../en"] }, 'no annotations in "../en"', /^Available/],
    [
      "a locale with few pictures",
      { locales: ["br", "en"] },
      /only 1020 pictures in "br", fewer than 1500/,
      /Available: af.*zu/,
    ],
    ["no locale", { locales: [] }, "no locale is asked for", /Give one/],
    ["a locale twice", { locales: ["de", "de"] }, "de is asked for twice", /each once/],
    [
      "an unknown group",
      { locales: "all scripts" },
      'no group of locales is called "all scripts"',
      /rare scripts/,
    ],
    ["an unknown split", { split: "seen" }, 'no split is called "seen"', /unseen queries/],
    ["too many test pictures", { testPictures: 5000 }, /need 10050 pictures; only \d+ have enough/, /fewer/],
    ["a part of a picture", { testPictures: 1.5 }, "1.5 is not a whole number", undefined],
    ["no test picture", { testPictures: 0 }, "0 is not a whole number from 1 on", undefined],
  ])("refuse %s", async (_, options, message, wayOut) => {
    const error = await captions(options as never).then(
      () => undefined,
      (reason) => reason,
    );
    expect(error).toMatchObject({ name: "ClaimbookError", kind: "usage" });
    expect(error.message).toMatch(message);
    if (wayOut !== undefined) expect(error.wayOut).toMatch(wayOut);
  });
});

describe("a package that is not as it should be", () => {
  const folder = mkdtempSync(path.join(tmpdir(), "claimbook-cldr-"));
  const write = (locale: string, content: string) => {
    mkdirSync(path.join(folder, "annotations", locale), { recursive: true });
    writeFileSync(path.join(folder, "annotations", locale, "annotations.json"), content);
  };
  const annotated = (caption: (i: number) => string) =>
    JSON.stringify({
      annotations: {
        annotations: Object.fromEntries(
          Array.from({ length: 1600 }, (_, i) => [
            String.fromCodePoint(0x1f600 + (i % 80)) + "\u200d".repeat(Math.floor(i / 80)),
            { default: [`a${i}`, `b${i}`, `c${i}`], tts: [caption(i)] },
          ]),
        ),
      },
    });

  beforeAll(() => {
    writeFileSync(path.join(folder, "package.json"), '{ "version": "1.0.0" }');
    write(
      "en",
      annotated((i) => `name ${i}`),
    );
    write(
      "de",
      annotated((i) => `Name ${i}`),
    );
    write("fr", "{");
    return () => rmSync(folder, { recursive: true });
  });

  it("refuses captions that are the English ones", async () => {
    await expect(captions({ folder, locales: ["en", "de"] })).rejects.toMatchObject({
      kind: "usage",
      message: expect.stringMatching(/captions in "de" are the English ones/),
    });
  });

  it("names a file that is not JSON", async () => {
    await expect(captions({ folder, locales: ["fr"] })).rejects.toMatchObject({
      kind: "could-not-run",
      where: expect.stringContaining(path.join("annotations", "fr")),
    });
  });

  it("names a folder that is not there", async () => {
    await expect(captions({ folder: path.join(folder, "none"), locales: ["en"] })).rejects.toMatchObject({
      name: "ClaimbookError",
      kind: "could-not-run",
    });
  });

  it("drops pictures that share their caption with another in some language", async () => {
    write(
      "de",
      annotated((i) => (i === 10 || i === 20 ? "Zwilling" : `Bild ${i}`)),
    );
    const { data } = await captions({ folder, locales: ["en", "de"], testPictures: 20 });
    const all = new CldrAnnotations(folder).read("en").annotations.size;
    expect(data.pictures).toHaveLength(all - 2);
    expect(data.captions[1]).not.toContain("Zwilling");
  });
});

describe("cldrCaptions", () => {
  it("loads with a valid record of its name and licence", async () => {
    const { record } = await cldrCaptions.load({ languages: ["de", "en"] });
    expect(schemaProblems(DatasetRecord, record)).toEqual([]);
    expect(record).toMatchObject({ name: cldrCaptions.name, licence: cldrCaptions.licence });
    expect(record.options).toMatchObject({ locales: ["de", "en"] });
  });
});
