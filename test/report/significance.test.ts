import { expect, it } from "vitest";
import { resultsView } from "../../src/report/results-view.js";
import { significanceOf } from "../../src/report/significance.js";
import { results } from "./sample.js";

it("a value carries the letters of the rows that it beats, in the direction of its column", () => {
  const { beats, letterOf, some } = significanceOf(results);
  const rare = results.rows.slice(0, 3);
  expect(some).toBe(true);
  expect(rare.map(letterOf)).toEqual(["a", "b", "c"]);
  expect(rare.map((row) => beats(row, "cross"))).toEqual([[], [], ["a"]]);
  // Corrected p is 0.12: no mark.
  expect(rare.map((row) => beats(row, "distance"))).toEqual([[], [], []]);
  const low = { ...results, comparisons: [{ ...results.comparisons[1]!, pCorrected: 0.01 }] };
  // Lower is better, and the difference is negative: the left row is the better one.
  expect(beatsIn(low, "distance")).toEqual([[], [], ["a"]]);
});

const beatsIn = (table: typeof results, column: string) => {
  const { beats } = significanceOf(table);
  return table.rows.slice(0, 3).map((row) => beats(row, column));
};

it("tables without tests, or whose tests name no row, have no letters", () => {
  const none = resultsView({ ...results, comparisons: [] });
  expect(none.groups.flatMap(({ rows }) => rows.map(({ letter }) => letter))).toEqual(
    Array(6).fill(undefined),
  );
  expect(none.key).not.toContain("letters");
  const unknown = { ...results.comparisons[0]!, left: "Nobody", right: "No one" };
  expect(significanceOf({ ...results, comparisons: [unknown] }).some).toBe(false);
});
