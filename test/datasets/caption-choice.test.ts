import { expect, test } from "vitest";
import {
  captions,
  pictureGroup,
  trainedOnGroups,
  trainingTexts,
  withScarceLanguages,
} from "../../src/datasets/index.js";

const data = await captions({ locales: ["en", "sw"], testPictures: 20, split: "unseen pictures" });

test("a pictogram has Unicode's group, with and without a variation selector; a part of one has none", () => {
  expect(pictureGroup("🍇")).toBe("Food & Drink");
  expect(pictureGroup("☎️")).toBe("Objects");
  expect(pictureGroup("☎")).toBe("Objects");
  expect(pictureGroup("🦰")).toBeUndefined();
});

test("training on groups sees their pictures only; queries and candidates stay as they were", () => {
  const food = trainedOnGroups(data, ["Food & Drink"]);
  const groups = new Set(
    [...trainingTexts(food.data)].map(({ group }) => pictureGroup(food.data.pictures[group]!)),
  );
  expect([...groups]).toEqual(["Food & Drink"]);
  expect(food.data.evaluation).toEqual(data.data.evaluation);
  expect(food.record.counts.candidates).toBe(data.record.counts.candidates);
  expect(food.record.options.trainedOn).toEqual(["Food & Drink"]);
  const tested = new Set(data.data.evaluation.map(({ picture }) => picture));
  expect([...trainingTexts(food.data)].some(({ group }) => tested.has(group))).toBe(false);
  expect(() => trainedOnGroups(data, [])).toThrow(/no picture is left/);
});

test("a scarce language keeps a share of its training pictures, the others all; the same for the same seed", () => {
  const scarce = (seed: number) =>
    withScarceLanguages(data, { share: 0.25, seed, scarce: ({ locale }) => locale === "sw" });
  const count = (of: typeof data, locale: string) =>
    [...trainingTexts(of.data)].filter((text) => text.locale === locale).length;
  expect(count(scarce(1), "en")).toBe(count(data, "en"));
  expect(count(scarce(1), "sw")).toBe(Math.round(0.25 * count(data, "sw")));
  expect(scarce(1).data.withheld).toEqual(scarce(1).data.withheld);
  expect(scarce(1).data.withheld).not.toEqual(scarce(2).data.withheld);
  expect(scarce(1).record).not.toEqual(scarce(2).record);
  expect(() => withScarceLanguages(data, { share: 0, seed: 1, scarce: () => true })).toThrow(/no share/);
});
