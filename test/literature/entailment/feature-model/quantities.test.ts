import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  comparable,
  quantitiesOf,
  sameQuantity,
} from "../../../../src/literature/entailment/feature-model/quantities.js";

const one = (text: string) => quantitiesOf(text)[0]!;

describe("quantities", () => {
  test.each([
    ["fell by 31.1 %", { value: 31.1, kind: "percent" }],
    ["31 percent of them", { value: 31, kind: "percent" }],
    ["1,190 questions", { value: 1190, kind: "number", unit: "questions" }],
    ["a two-fold rise", { value: 2, kind: "fold" }],
    ["it doubled", { value: 2, kind: "fold" }],
    ["half of the cells", { value: 50, kind: "percent" }],
    ["in 2015", { value: 2015, kind: "year" }],
    ["(p < 0.05)", { value: 0.05, kind: "p value" }],
    ["at least 5 seeds", { value: 5, bound: 1 }],
    ["fewer than 5 seeds", { value: 5, bound: -1 }],
    ["2 million people", { value: 2e6 }],
    ["9% to 42.3%", { value: 9, upTo: 42.3, kind: "percent" }],
  ])("%s", (text, expected) => {
    expect(one(text)).toMatchObject(expected);
  });

  test.each([
    [
      "in 11 and 7 languages",
      [
        [11, 11],
        [7, 7],
      ],
    ],
    ["between 11 and 17 languages", [[11, 17]]],
    ["from 5% and 7%", [[5, 7]]],
    [
      "9 and 10 to 12 days",
      [
        [9, 9],
        [10, 12],
      ],
    ],
  ])('%s: numbers joined by "and" are a range only after "between" or "from"', (text, ranges) => {
    expect(quantitiesOf(text).map(({ value, upTo }) => [value, upTo])).toEqual(ranges);
  });

  test("digits of names are no quantities", () => {
    expect(quantitiesOf("SARS-CoV-2 and CD4 in XM3600")).toEqual([]);
  });

  test.each([
    ["31.1 %", "31 %", true],
    ["31.1 %", "13.1 %", false],
    ["5 %", "5 patients", false],
    ["0.6 points", "0.60 points", true],
    ["95 %", "95 percent", true],
  ])("%s and %s: the same is %s", (a, b, same) => {
    expect(sameQuantity(one(a), one(b))).toBe(same);
  });

  test("percentages are compared with percentages, counts with counts of the same thing", () => {
    expect(comparable(one("31 %"), one("13 %"))).toBe(true);
    expect(comparable(one("24 crashes"), one("9 crashes"))).toBe(true);
    expect(comparable(one("24 crashes"), one("9 days"))).toBe(false);
  });

  test("any text is read, in order, in time", () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.stringMatching(/^[\d,.% -]{0,400}$/)), (text) => {
        const starts = quantitiesOf(text).map(({ start }) => start);
        expect(starts).toEqual([...starts].sort((a, b) => a - b));
      }),
    );
    expect(quantitiesOf("1,".repeat(20_000)).length).toBeGreaterThan(0);
  });
});
