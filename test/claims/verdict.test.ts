import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Grounding, Measured, MeasuredCheck, Reported } from "../../src/claims/model.js";
import { combineChecks, isVerified, standingOf } from "../../src/claims/verdict.js";

const grounding = fc
  .constantFrom<Grounding["verdict"]>("supported", "contradicted", "not found", "not checked")
  .map((verdict): Grounding => ({ verdict, passages: [] }));
const reported = fc
  .constantFrom<Reported["verdict"]>("holds", "holds with exceptions", "fails", "not checked")
  .map((verdict): Reported => ({ verdict, comparisons: [] }));
const check = fc.constantFrom<MeasuredCheck["verdict"]>("holds", "fails", "inconclusive").map(
  (verdict): MeasuredCheck => ({
    verdict,
    expression: "a > 0",
    expected: "difference above 0",
    left: { name: "a", value: 1, n: 1, unit: "queries" },
    right: 0,
    difference: 1,
    tolerance: 0,
  }),
);
const measured = fc
  .array(check, { maxLength: 4 })
  .map((checks): Measured => ({ verdict: combineChecks(checks), checks }));
const judgements = fc.record({ grounding, reported, measured });
const height = { "does not hold": 0, qualified: 1, "not checked": 2, holds: 3 } as const;

describe("verdicts", () => {
  test("a claim nobody checked is never shown as one that does not hold", () => {
    fc.assert(
      fc.property(judgements, (j) => {
        const unchecked = [j.grounding, j.reported, j.measured].every((x) => x.verdict === "not checked");
        expect(standingOf(j) === "not checked").toBe(unchecked);
      }),
    );
  });

  test("one failing check decides, whatever else is known", () => {
    fc.assert(
      fc.property(judgements, fc.array(check), (j, checks) => {
        const failing = [...checks, { ...fc.sample(check, 1)[0]!, verdict: "fails" as const }];
        const worse = { ...j, measured: { verdict: combineChecks(failing), checks: failing } };
        expect(standingOf(worse)).toBe("does not hold");
        expect(isVerified(worse)).toBe(false);
      }),
    );
  });

  test("adding a check that does not hold never raises the standing or earns the tick", () => {
    fc.assert(
      fc.property(judgements, check, (j, added) => {
        fc.pre(added.verdict !== "holds");
        const checks = [...j.measured.checks, added];
        const after = { ...j, measured: { verdict: combineChecks(checks), checks } };
        expect(height[standingOf(after)]).toBeLessThanOrEqual(height[standingOf(j)]);
        if (!isVerified(j)) expect(isVerified(after)).toBe(false);
      }),
    );
  });

  test("the order of checks does not matter", () => {
    fc.assert(
      fc.property(fc.array(check, { maxLength: 5 }), (checks) => {
        expect(combineChecks(checks.toReversed())).toBe(combineChecks(checks));
      }),
    );
  });

  test.each([
    ["supported", "not checked", "not checked", "holds"],
    ["supported", "holds with exceptions", "holds", "qualified"],
    ["supported", "holds", "inconclusive", "qualified"],
    ["not found", "not checked", "not checked", "does not hold"],
    ["not found", "not checked", "holds", "qualified"],
    ["contradicted", "holds", "holds", "does not hold"],
    ["not checked", "fails", "holds", "does not hold"],
    ["not checked", "not checked", "holds", "holds"],
  ] as const)("grounding %s, reported %s, measured %s: %s", (g, r, m, standing) => {
    expect(
      standingOf({
        grounding: { verdict: g, passages: [] },
        reported: { verdict: r, comparisons: [] },
        measured: { verdict: m, checks: [] },
      }),
    ).toBe(standing);
  });
});
