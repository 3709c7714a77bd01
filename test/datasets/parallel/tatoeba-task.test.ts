import { describe, expect, it } from "vitest";
import { dataset } from "../../../src/datasets/index.js";
import {
  nearestAccuracy,
  tatoeba,
  tatoebaTask,
  tatoebaTasks,
  XTREME_R_TATOEBA_LANGUAGES,
} from "../../../src/datasets/parallel/index.js";
import { shared } from "../shared-data.js";
import { folderOf } from "./corpora.js";

const pairs = {
  "tatoeba.deu-eng.deu": "Danke.\nIch gehe.\nVielen Dank.\n",
  "tatoeba.deu-eng.eng": "Thanks.\nI am going.\nThanks.\n",
  "tatoeba.cmn-eng.cmn": "谢谢。\n我走了。\n",
  "tatoeba.cmn-eng.eng": "Thanks.\nI left.\n",
};

describe("tatoebaTask", () => {
  it("asks in one language for the English sentence of the same line, and that one alone", async () => {
    const task = await tatoebaTask("deu", { folder: folderOf(pairs) });
    expect(task.locales).toEqual(["de", "en"]);
    expect(task.queries.texts).toEqual(["Danke.", "Ich gehe.", "Vielen Dank."]);
    expect([...task.queries.locales]).toEqual([0, 0, 0]);
    expect(task.candidates.texts).toEqual(["Thanks.", "I am going.", "Thanks."]);
    expect([...task.candidates.locales]).toEqual([1, 1, 1]);
    expect(task.relevant.map((each) => [...each])).toEqual([[0], [1], [2]]);
    expect(nearestAccuracy(task, [0, 1, 0])).toBeCloseTo(2 / 3, 12);
    expect(() => nearestAccuracy(task, [0])).toThrow(/1 nearest candidates for 3 queries/);
  });

  it("names the file whose lines do not match, and an empty line", async () => {
    await expect(
      tatoebaTask("de", { folder: folderOf({ ...pairs, "tatoeba.deu-eng.deu": "Danke.\n" }) }),
    ).rejects.toThrow(
      expect.objectContaining({
        message: "1 lines against 3 English ones",
        where: expect.stringContaining("deu"),
      }),
    );
    await expect(
      tatoebaTask("de", { folder: folderOf({ ...pairs, "tatoeba.deu-eng.deu": "Danke.\n\nDank.\n" }) }),
    ).rejects.toThrow("line 2 is empty");
  });

  it("knows XTREME-R's 41 languages", () => {
    expect(XTREME_R_TATOEBA_LANGUAGES).toHaveLength(41);
    expect(XTREME_R_TATOEBA_LANGUAGES).toEqual([...XTREME_R_TATOEBA_LANGUAGES].sort());
  });

  it("is loaded a language at a time through the registry", async () => {
    const entry = dataset("xtreme-r-tatoeba");
    const { record } = await entry.load({ folder: folderOf(pairs), languages: ["zh"] });
    expect(record).toMatchObject({ name: "xtreme-r-tatoeba", counts: { queries: 2, candidates: 2 } });
    expect(() => entry.load({ languages: ["zh", "de"] })).toThrow(/one language at a time/);
  });
});

it("merges pairs by their English sentence", async () => {
  const { data } = await tatoeba({ folder: folderOf(pairs) });
  expect(data.locales).toEqual(["en", "de", "zh"]);
  expect(data.texts.map((each) => [...each])).toEqual([
    [
      [0, "Thanks."],
      [1, "I am going."],
      [2, "I left."],
    ],
    [
      [0, "Vielen Dank."],
      [1, "Ich gehe."],
    ],
    [
      [0, "谢谢。"],
      [2, "我走了。"],
    ],
  ]);
});

describe.skipIf(!shared.has("tatoeba-laser"))(
  "the real task (skipped where ../shared/data is absent)",
  () => {
    it("has up to 1,000 queries in each of 41 languages", async () => {
      const tasks = await tatoebaTasks({ env: shared.env });
      expect([...tasks.keys()]).toEqual(XTREME_R_TATOEBA_LANGUAGES);
      for (const task of tasks.values()) {
        expect(task.queries.texts.length).toBe(task.candidates.texts.length);
        expect(task.queries.texts.length).toBeLessThanOrEqual(1000);
      }
      expect(tasks.get("de")!.queries.texts).toHaveLength(1000);
      expect(tasks.get("ta")!.queries.texts).toHaveLength(307);
    });
  },
);
