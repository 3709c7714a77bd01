import { readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { sumByCluster } from "../../src/evaluation/clustered-sample.js";
import { benjaminiHochberg, holm } from "../../src/evaluation/corrections.js";
import { correlation, pearson, spearman } from "../../src/evaluation/correlation.js";
import { studentTail } from "../../src/evaluation/student-t.js";
import { pairedTTest } from "../../src/evaluation/t-test.js";

interface Reference {
  t: { t: number; df: number; p: number }[];
  "paired t": { left: number[]; right: number[]; t: number; p: number }[];
  "benjamini hochberg": { p: number[]; q: number[] }[];
  correlation: {
    x: number[];
    y: number[];
    pearson: number;
    spearman: number;
    p: number;
    interval: [number, number];
  }[];
}
const reference: Reference = JSON.parse(
  readFileSync(new URL("reference/statistics.json", import.meta.url), "utf8"),
);
const each = (values: ArrayLike<number>) => Array.from({ length: values.length }, (_, i) => i);

describe("studentTail", () => {
  it.each(reference.t)("of $t with $df degrees of freedom is scipy's", ({ t, df, p }) => {
    expect(Math.abs(studentTail(t, df) - p)).toBeLessThanOrEqual(1e-10 * p + 1e-300);
  });

  it("falls from 1 to 0", () => {
    expect(studentTail(0, 5)).toBe(1);
    expect(studentTail(Number.POSITIVE_INFINITY, 5)).toBe(0);
  });
});

describe("pairedTTest", () => {
  for (const { left, right, t, p } of reference["paired t"]) {
    it(`of ${left.length} pairs is scipy's ttest_rel`, () => {
      const values = left.map((value, i) => value - right[i]!);
      const test = pairedTTest(sumByCluster({ values, clusters: each(values) }));
      expect(test.t).toBeCloseTo(t, 9);
      expect(test.df).toBe(left.length - 1);
      expect(Math.abs(test.p - p)).toBeLessThanOrEqual(1e-9 * p);
    });
  }

  it("takes clusters, not queries, for its units, and seeds as one", () => {
    const values = [0.1, 0.3, 0.2, 0.4, -0.1, 0.1];
    const sums = pairedTTest(sumByCluster({ values, clusters: [0, 0, 1, 1, 2, 2] }));
    const means = pairedTTest(sumByCluster({ values: [0.2, 0.3, 0], clusters: [0, 1, 2] }));
    expect(sums.t).toBeCloseTo(means.t, 12);
    const twice = pairedTTest(sumByCluster({ values: [values, values], clusters: [0, 0, 1, 1, 2, 2] }));
    expect(twice.p).toBeCloseTo(sums.p, 12);
  });

  it("knows differences that are all alike", () => {
    const all = (value: number) =>
      pairedTTest(sumByCluster({ values: [value, value, value], clusters: [0, 1, 2] }));
    expect(all(0)).toEqual({ t: 0, df: 2, p: 1 });
    expect(all(0.1)).toEqual({ t: Number.POSITIVE_INFINITY, df: 2, p: 0 });
    expect(() => pairedTTest(sumByCluster({ values: [1], clusters: [0] }))).toThrow(/1 cluster/);
  });
});

describe("benjaminiHochberg", () => {
  for (const { p, q } of reference["benjamini hochberg"]) {
    it(`of ${p.length} tests is scipy's`, () => {
      benjaminiHochberg(p).forEach((value, i) => {
        expect(value).toBeCloseTo(q[i]!, 12);
      });
    });
  }

  it("keeps the order of p and lies between p and Holm's", () => {
    fc.assert(
      fc.property(fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { maxLength: 20 }), (p) => {
        const stricter = holm(p);
        benjaminiHochberg(p).forEach((value, i) => {
          expect(value).toBeGreaterThanOrEqual(p[i]!);
          expect(value).toBeLessThanOrEqual(stricter[i]! + 1e-12);
        });
      }),
      { seed: 2 },
    );
  });
});

describe("correlation", () => {
  for (const { x, y, p, interval, ...expected } of reference.correlation) {
    it(`of ${x.length} points is scipy's, with its interval and its permutation test`, () => {
      expect(pearson(x, y)).toBeCloseTo(expected.pearson, 12);
      expect(spearman(x, y)).toBeCloseTo(expected.spearman, 12);
      const ours = correlation(x, y, { seed: 1, method: "pearson", resamples: 20_000 });
      expect(ours.value).toBeCloseTo(expected.pearson, 12);
      const width = interval[1] - interval[0];
      expect(Math.abs(ours.interval[0] - interval[0])).toBeLessThan(0.05 * width);
      expect(Math.abs(ours.interval[1] - interval[1])).toBeLessThan(0.05 * width);
      expect(Math.abs(ours.p - p)).toBeLessThan(4 * Math.sqrt((p * (1 - p)) / 10_000) + 2e-4);
    });
  }

  it("leaves out points without a value, and draws clusters whole", () => {
    const x = [1, 1, 2, 2, 3, 3, 4, Number.NaN];
    const y = [1, 2, 2, 3, 2, 4, 5, 1];
    const clusters = ["a", "a", "b", "b", "c", "c", "d", "d"];
    const ours = correlation(x, y, { seed: 1, clusters });
    expect(ours).toMatchObject({ n: 7, clusters: 4, level: 0.95 });
    expect(ours.value).toBe(spearman(x.slice(0, 7), y.slice(0, 7)));
    expect(correlation(x, y, { seed: 1, clusters })).toEqual(ours);
  });

  it("covers no association about as often as it says when there is none", () => {
    const columns = (seed: number) =>
      Array.from({ length: 2 }, (_, side) =>
        Array.from(
          { length: 40 },
          (_, i) => Math.sin((i + 1) * (seed * 2 + side + 1) * 12.9898) * 43_758.5453,
        ),
      ).map((column) => column.map((value) => value - Math.floor(value)));
    let covered = 0;
    for (let seed = 0; seed < 200; seed++) {
      const [x, y] = columns(seed) as [number[], number[]];
      const { interval } = correlation(x, y, { seed, resamples: 200, permutations: 1 });
      if (interval[0] <= 0 && 0 <= interval[1]) covered++;
    }
    expect(covered).toBeGreaterThan(180);
    expect(covered).toBeLessThan(200);
  });

  it("says what shows no correlation", () => {
    expect(() => correlation([1, 2], [1, 2], { seed: 1 })).toThrow(/2 units/);
    expect(() => correlation([1, 2, 3], [1, 1, 1], { seed: 1 })).toThrow(/does not vary/);
    expect(() => correlation([1, 2, 3], [1, 2], { seed: 1 })).toThrow(/do not go together/);
    expect(pearson([0.1, 0.1, 0.1], [1, 2, 3])).toBeNaN();
  });
});
