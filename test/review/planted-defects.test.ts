import { describe, expect, it } from "vitest";
import { measureDefects, sets } from "../../bench/defects/measure.mjs";
import { Random } from "../../src/random.js";
import { reviewNow } from "../../src/review/review-subject.js";
import { subjectOf } from "../../src/review/subject-of.js";

/** `node bench/defects.mjs` plants more, in more reports, and prints the table of docs/review.md. */
describe.each(["development", "second", "third"] as const)(
  "defects planted in good reports, %s wording",
  (name) => {
    const set = { ...sets[name], fields: sets[name].fields.slice(0, 2) };
    const { rows, untouched } = measureDefects(
      set,
      (report, documents) => reviewNow(subjectOf(report, { documents })),
      (seed) => new Random(seed),
      { reports: 1 },
    );
    const all = [...rows.values()];
    const sum = (of: (row: (typeof all)[number]) => number) => all.reduce((total, row) => total + of(row), 0);

    it("plants every kind", () => {
      expect([...rows].filter(([, { planted }]) => planted === 0)).toEqual([]);
      expect(rows.size).toBe(12);
    });

    it("finds most, by the right kind at the right claim, and the score falls", () => {
      expect(sum(({ found }) => found) / sum(({ planted }) => planted)).toBeGreaterThanOrEqual(0.85);
      for (const [kind, { drops }] of rows) {
        expect(Math.max(...drops), kind).toBeGreaterThan(0);
      }
    });

    it("finds nothing against the reports as they are", () => {
      expect(
        untouched.flatMap(({ findings }) => findings.filter(({ severity }) => severity !== "note")),
      ).toEqual([]);
      for (const { score } of untouched) expect(score).toBeGreaterThan(8);
    });
  },
);
