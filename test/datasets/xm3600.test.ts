import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { dataset, languageInfo } from "../../src/datasets/index.js";
import { xm3600 } from "../../src/datasets/xm3600.js";
import { folderOf } from "./parallel/corpora.js";

const folder = (text: string) => folderOf({ "captions.jsonl": text });

/** As the official file has them. */
const of = (...captions: string[]) => ({
  caption: captions,
  "caption/tokenized": captions,
  "caption/tokenized/lowercase": captions.map((caption) => caption.toLowerCase()),
});
const images = [
  {
    "image/key": "000411001ff7dd4f",
    "image/locale": "quz",
    en: of("A red house on a hill.", "House with a red roof"),
    de: of("Ein rotes Haus auf einem Hügel", "Ein Haus", "Haus mit rotem Dach"),
    bn: of("পাহাড়ের উপর একটি লাল বাড়ি"),
    quz: of("Puka wasi", "Hatun wasi"),
  },
  {
    "image/key": "00b2f1a5d1b2c3e4",
    "image/locale": "bn",
    en: of("Two dogs run on a beach", "two dogs run  on a beach"),
    de: of("Zwei Hunde am Strand", "Ein Haus"),
    bn: of("সৈকতে দুটি কুকুর"),
    quz: of("Puka wasi", "Iskay allqu"),
  },
];
const lines = (all: readonly unknown[]) => all.map((image) => `${JSON.stringify(image)}\n`).join("");

describe("xm3600", () => {
  it("lets every caption but the first ask for the image's first captions in all languages", async () => {
    const where = folder(lines(images));
    const { locales, queries, candidates, relevant, record } = await xm3600({
      folder: where,
      languages: ["en", "bn"],
    });
    expect(locales).toEqual(["bn", "en"]);
    expect(queries.ids).toEqual(["000411001ff7dd4f:en:0"]);
    expect(queries.texts).toEqual(["House with a red roof"]);
    expect([...queries.locales]).toEqual([1]);
    expect(candidates.texts).toEqual([
      "পাহাড়ের উপর একটি লাল বাড়ি",
      "A red house on a hill.",
      "সৈকতে দুটি কুকুর",
      "Two dogs run on a beach",
    ]);
    expect(relevant.map((each) => [...each])).toEqual([[0, 1]]);
    expect(record).toMatchObject({
      name: "xm3600",
      licence: "CC-BY-4.0",
      counts: { images: 2, queries: 1, candidates: 4 },
    });
    const sum = createHash("sha256")
      .update(readFileSync(path.join(where, "captions.jsonl")))
      .digest("hex");
    expect(record.sha256).toBe(createHash("sha256").update(`captions.jsonl ${sum}\n`).digest("hex"));
  });

  it("has one candidate for captions that are the same, and asks nothing that means two images", async () => {
    const { queries, candidates, relevant } = await xm3600({
      folder: folder(lines(images)),
      languages: ["de", "quz"],
    });
    // "Ein Haus" asks for both images.
    expect(queries.texts).toEqual(["Haus mit rotem Dach", "Hatun wasi", "Iskay allqu"]);
    expect(candidates.texts).toEqual(["Ein rotes Haus auf einem Hügel", "Puka wasi", "Zwei Hunde am Strand"]);
    expect(relevant.map((each) => [...each])).toEqual([
      [0, 1],
      [1, 2],
    ]);
  });

  it.each([
    ["what is not JSON", `${lines(images.slice(0, 1))}{"image/key": "0`, /line 2/, /not JSON/],
    ["a line without key", lines([{ en: of("a", "b") }]), /line 1/, /image\/key/],
    ["an image twice", lines([images[0], images[0]]), /line 2/, /was there before/],
    [
      "captions that are none",
      lines([{ "image/key": "1", en: { captions: ["a"] } }]),
      /line 1/,
      /"en" has no list/,
    ],
    ["an empty file", "\n", /captions\.jsonl$/, /no image/],
  ])("names file and line of %s", async (_, text, where, message) => {
    await expect(xm3600({ folder: folder(text), languages: ["en"] })).rejects.toThrow(
      expect.objectContaining({
        kind: "could-not-run",
        where: expect.stringMatching(where),
        message: expect.stringMatching(message),
      }),
    );
  });

  it("refuses languages that it does not have, and stops when told to", async () => {
    const where = folder(lines(images));
    await expect(xm3600({ folder: where, languages: ["am"] })).rejects.toThrow(
      expect.objectContaining({ kind: "usage", wayOut: expect.stringContaining("quz") }),
    );
    await expect(xm3600({ folder: where, signal: AbortSignal.abort(new Error("enough")) })).rejects.toThrow();
  });

  it("is registered with 36 languages, each known", async () => {
    const entry = dataset("xm3600");
    expect(entry.languages).toHaveLength(36);
    for (const language of entry.languages) expect(languageInfo(language).tag).toBe(language);
    const { record } = await entry.load({ folder: folder(lines(images)) });
    expect(record.counts.images).toBe(2);
  });
});
