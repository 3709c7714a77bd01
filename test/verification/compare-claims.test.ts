import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { judgeClaim } from "../../src/claims/claim.js";
import { Measurement } from "../../src/claims/measurement.js";
import type { Claim } from "../../src/claims/model.js";
import { compareClaims } from "../../src/verification/compare-claims.js";
import { describeOutcome } from "../../src/verification/wording.js";

const passage = {
  work: "arXiv:2408.10536v1",
  locator: "section 4.1",
  text: "Hybrid batches reduce the bias.",
  start: 10,
  end: 41,
  sha256: "0".repeat(64),
  score: 0.8,
};
const cell = (row: string, value: number) => ({ work: "w", table: "2", row, column: "MAP", value });

function example(left = 0.45, right = 0.4, id = "a"): Claim {
  const interval: [number, number] = [left - right - 0.02, left - right + 0.02];
  const measurement = new Measurement({
    name: "mAP(hybrid)",
    value: left,
    interval: [left - 0.01, left + 0.01],
    n: 900,
    unit: "queries",
    compare: () => ({
      difference: left - right,
      interval,
      level: 0.95,
      correction: "Bonferroni over 2",
      p: 0.01,
    }),
  });
  const other = new Measurement({ name: "mAP(X-X)", value: right, n: 900, unit: "queries" });
  return judgeClaim({
    id,
    text: "Hybrid is better.",
    source: {
      toSource: () => ({ work: passage.work, locator: passage.locator }),
      ground: () => ({ verdict: "supported", passages: [passage], confidence: 0.9 }),
    },
    reported: {
      verdict: "holds",
      relation: "hybrid > X-X",
      comparisons: [{ left: cell("hybrid", 0.6), relation: ">", right: cell("X-X", 0.5), holds: true }],
    },
    measured: measurement.isAbove(other),
  });
}

/** The example with another value at a place, `/` between the keys. */
function withValue(place: string, value: unknown): Claim {
  const claim = JSON.parse(JSON.stringify(example())) as Claim;
  const keys = place.split("/");
  const last = keys.pop()!;
  const parent = keys.reduce<Record<string, unknown>>((at, key) => at[key] as Record<string, unknown>, {
    ...claim,
  });
  (keys.length === 0 ? (claim as Record<string, unknown>) : parent)[last] = value;
  return claim;
}

describe("compareClaims", () => {
  it("reproduces equal claims whatever their order", () => {
    const outcomes = compareClaims(
      [example(), example(0.3, 0.2, "b")],
      [example(0.3, 0.2, "b"), structuredClone(example())],
      0,
    );
    expect(outcomes.map(({ id, outcome }) => [id, outcome])).toEqual([
      ["a", "same"],
      ["b", "same"],
    ]);
    expect(outcomes[0]!.compared).toBeGreaterThan(25);
  });

  // Where the record is edited, to what, the outcome, the name of a difference.
  const cases: [string, unknown, string, RegExp][] = [
    ["text", "Another sentence.", "moved", /^text$/],
    ["source/locator", "section 5", "moved", /^place in the source$/],
    ["measured/checks/0/left/value", 0.4725, "moved", /^mAP\(hybrid\)$/],
    ["measured/checks/0/right/value", 0.42, "moved", /^mAP\(X-X\)$/],
    ["measured/checks/0/difference", 0.0525, "moved", /^difference of mAP/],
    ["measured/checks/0/interval/0", 0.0315, "moved", /^lower end of difference/],
    ["measured/checks/0/left/interval/1", 0.483, "moved", /^upper end of mAP/],
    ["measured/checks/0/p", 0.0105, "moved", /^p of/],
    ["measured/checks/0/left/n", 901, "moved", /^number of queries/],
    ["measured/checks/0/tolerance", 0.1, "moved", /^tolerance of/],
    ["measured/checks/0/verdict", "fails", "verdict changed", /^mAP/],
    ["measured/verdict", "inconclusive", "verdict changed", /^measured$/],
    ["measured/checks", [], "verdict changed", /^mAP/],
    ["grounding/verdict", "not found", "verdict changed", /^grounding$/],
    ["grounding/confidence", 0.8, "moved", /^confidence/],
    ["grounding/passages/0/text", "No.", "moved", /^passage 1/],
    ["grounding/passages", [], "moved", /^passage 1/],
    ["reported/verdict", "fails", "verdict changed", /^reported$/],
    ["reported/comparisons/0/left/value", 0.63, "moved", /hybrid \/ MAP$/],
    ["reported/comparisons/0/holds", false, "verdict changed", /hybrid/],
    ["standing", "does not hold", "verdict changed", /^standing$/],
    ["verified", false, "verdict changed", /^verified$/],
  ];
  it.each(cases)("notices an edit of %s, from either side", (place, value, outcome, name) => {
    for (const [recorded, rerun] of [
      [withValue(place, value), example()],
      [example(), withValue(place, value)],
    ] as const) {
      const [found] = compareClaims([recorded], [rerun]);
      expect(found!.outcome).toBe(outcome);
      expect(found!.differences.map((d) => d.name)).toContainEqual(expect.stringMatching(name));
      expect(JSON.parse(JSON.stringify(found))).toEqual(found);
    }
  });

  it("does not look at where a claim was made", () => {
    const moved = withValue("measured/cell", { id: "elsewhere", executionCount: 99 });
    expect(compareClaims([moved], [example()], 0)[0]!.outcome).toBe("same");
  });

  it("does not look at the order of keys, which a notebook's writer sorts", () => {
    const sorted = (value: unknown): unknown => {
      if (Array.isArray(value)) return value.map(sorted);
      if (typeof value !== "object" || value === null) return value;
      const entries = Object.entries(value).map(([key, each]) => [key, sorted(each)] as const);
      return Object.fromEntries(entries.sort(([a], [b]) => (a < b ? -1 : 1)));
    };
    expect(compareClaims([sorted(example()) as Claim], [example()], 0)[0]!.outcome).toBe("same");
  });

  it("measures a difference against the values it is the difference of", () => {
    // The values differ by 1 %, their difference by a third of itself.
    const [found] = compareClaims([example(0.4008, 0.4)], [example(0.4006, 0.4)], 0.01);
    expect(found!.outcome).toBe("within tolerance");
    expect(compareClaims([example(0.4008, 0.4)], [example(0.4006, 0.4)])[0]!.outcome).toBe("moved");
  });

  it("allows exactly what the tolerance allows, symmetrically", () => {
    const value = fc.double({ min: -1e6, max: 1e6, noNaN: true });
    fc.assert(
      fc.property(value, value, fc.double({ min: 0, max: 0.5, noNaN: true }), (a, b, tolerance) => {
        const claim = (v: number) => withValue("grounding/passages/0/score", v);
        const there = compareClaims([claim(a)], [claim(b)], tolerance)[0]!;
        const back = compareClaims([claim(b)], [claim(a)], tolerance)[0]!;
        const within = Math.abs(b - a) / Math.max(Math.abs(a), Math.abs(b)) <= tolerance;
        expect(there.outcome).toBe(a === b ? "same" : within ? "within tolerance" : "moved");
        expect(back.outcome).toBe(there.outcome);
      }),
    );
  });

  it("names missing and added claims, and prints names with both values", () => {
    const outcomes = compareClaims(
      [example(), example(0.3, 0.2, "gone")],
      [withValue("measured/checks/0/left/value", 0.5), example(0.3, 0.2, "fresh")],
    );
    expect(outcomes.map(({ outcome }) => outcome)).toEqual(["moved", "missing", "added"]);
    expect(describeOutcome(outcomes[0]!, 5)).toEqual([
      "a: moved: the verdict is the same, a value is not",
      "  mAP(hybrid): recorded 0.45, rerun 0.5 (10 % apart)",
    ]);
    expect(describeOutcome(outcomes[1]!, 5)[0]).toMatch(/^gone: missing/);
  });
});
