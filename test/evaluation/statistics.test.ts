import { readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { bootstrapMean, quantile } from "../../src/evaluation/bootstrap.js";
import { groupBy } from "../../src/evaluation/breakdown.js";
import { sumByCluster } from "../../src/evaluation/clustered-sample.js";
import { compareFamily, compareMethods } from "../../src/evaluation/compare.js";
import { benjaminiHochberg, holm } from "../../src/evaluation/corrections.js";
import { randomizationTest } from "../../src/evaluation/randomization.js";
import { Random } from "../../src/random.js";

interface Reference {
  randomisation: { differences: number[]; exact: boolean; p: number }[];
  bootstrap: {
    kind: string;
    values: number[][];
    clusters?: number[];
    weights?: number[];
    mean?: number;
    intervals: Record<string, [number, number]>;
  }[];
  quantiles: { values: number[]; share: number; quantile: number }[];
}
const reference: Reference = JSON.parse(
  readFileSync(new URL("reference/statistics.json", import.meta.url), "utf8"),
);
const each = (values: ArrayLike<number>) => Array.from({ length: values.length }, (_, i) => i);

describe("randomizationTest", () => {
  for (const { differences, exact, p } of reference.randomisation) {
    it(`${differences.length} clusters: the p of scipy's permutation_test`, () => {
      const ours = randomizationTest(sumByCluster({ values: differences, clusters: each(differences) }), {
        seed: 3,
        permutations: exact ? 10_000 : 100_000,
      });
      if (exact) expect(ours).toBeCloseTo(p, 12);
      else expect(Math.abs(ours - p)).toBeLessThan(4 * Math.sqrt((p * (1 - p)) / 100_000) + 1e-5);
    });
  }

  it("flips the queries of a cluster together and averages over seeds", () => {
    const values = [
      [0.5, 0.1, 0.3, 0.1],
      [0.1, 0.1, 0.1, 0.3],
    ];
    const clustered = sumByCluster({ values, clusters: ["a", "a", "b", "b"] });
    // Two clusters: ++ and -- are as extreme as what was seen, +- and -+ are not.
    expect(randomizationTest(clustered, { seed: 1 })).toBe(0.5);
    expect(randomizationTest(sumByCluster({ values, clusters: [0, 1, 2, 3] }), { seed: 1 })).toBe(2 / 16);
    expect(randomizationTest(sumByCluster({ values: [0, 0], clusters: [0, 1] }), { seed: 1 })).toBe(1);
  });
});

describe("holm", () => {
  it("is the worked example of three tests", () => {
    expect(holm([0.01, 0.04, 0.03])).toEqual([0.03, 0.06, 0.06]);
    expect(holm([])).toEqual([]);
  });

  it("keeps the order of p, never lowers it, and lies between p and Bonferroni", () => {
    fc.assert(
      fc.property(fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { maxLength: 20 }), (p) => {
        const corrected = holm(p);
        p.forEach((value, i) => {
          expect(corrected[i]).toBeGreaterThanOrEqual(value);
          expect(corrected[i]).toBeLessThanOrEqual(Math.min(1, value * p.length));
          p.forEach((other, j) => {
            if (value <= other) expect(corrected[i]).toBeLessThanOrEqual(corrected[j]!);
          });
        });
      }),
      { seed: 1 },
    );
  });
});

describe("bootstrapMean", () => {
  for (const { values, share, quantile: expected } of reference.quantiles) {
    it(`quantile ${share} as NumPy`, () => expect(quantile(values, share)).toBeCloseTo(expected, 12));
  }

  for (const { kind, values, clusters, weights, mean, intervals } of reference.bootstrap) {
    for (const [level, ends] of Object.entries(intervals)) {
      it(`${kind}, n = ${values[0]!.length}, level ${level}: the interval of a reference with 200,000 resamples`, () => {
        const estimate = bootstrapMean(values, clusters ?? each(values[0]!), {
          seed: 9,
          resamples: 50_000,
          level: Number(level),
          ...(weights === undefined ? {} : { weights }),
        });
        if (mean !== undefined) expect(estimate.mean).toBeCloseTo(mean, 12);
        const width = ends[1] - ends[0];
        expect(Math.abs(estimate.interval[0] - ends[0])).toBeLessThan(0.02 * width);
        expect(Math.abs(estimate.interval[1] - ends[1])).toBeLessThan(0.02 * width);
      });
    }
  }

  it("covers the true mean about as often as it says, and not when clusters are ignored", () => {
    const random = new Random(2024);
    const worlds = 400;
    let clustered = 0;
    let naive = 0;
    for (let world = 0; world < worlds; world++) {
      const clusters: number[] = [];
      const values: number[] = [];
      for (let picture = 0; picture < 40; picture++) {
        const easiness = random.normal();
        for (let locale = 0; locale < 8; locale++) {
          clusters.push(picture);
          values.push(0.5 + 0.2 * easiness + 0.1 * random.normal());
        }
      }
      const covers = (ids: number[]) => {
        const { interval } = bootstrapMean(values, ids, { seed: world, resamples: 400 });
        return interval[0] <= 0.5 && 0.5 <= interval[1];
      };
      if (covers(clusters)) clustered++;
      if (covers(each(values))) naive++;
    }
    expect(clustered / worlds).toBeGreaterThan(0.91);
    expect(clustered / worlds).toBeLessThan(0.98);
    expect(naive / worlds).toBeLessThan(0.7);
  });

  it("takes the variation between seeds in", () => {
    const random = new Random(5);
    const row = (shift: number) => Array.from({ length: 60 }, () => shift + 0.1 * random.float());
    const width = (values: number[][]) => {
      const { interval } = bootstrapMean(values, each(values[0]!), { seed: 1 });
      return interval[1] - interval[0];
    };
    const alike = row(0.5);
    expect(width([row(0.4), row(0.5), row(0.6)])).toBeGreaterThan(4 * width([alike, alike, alike]));
  });

  it("leaves out queries without a value, and repeats itself for the same seed", () => {
    const values = [0.1, Number.NaN, 0.3, 0.8];
    const estimate = bootstrapMean(values, [0, 0, 1, 2], { seed: 4 });
    expect(estimate).toMatchObject({ mean: (0.1 + 0.3 + 0.8) / 3, n: 3, clusters: 3, seeds: 1, level: 0.95 });
    expect(bootstrapMean(values, ["x", "x", "y", "z"], { seed: 4 })).toEqual(estimate);
  });

  it("says what is wrong", () => {
    const clusters = [0, 1];
    expect(() => bootstrapMean([0.5, 0.5], [0, 0], { seed: 1 })).toThrow(/1 cluster/);
    expect(() => bootstrapMean([[0.5]], clusters, { seed: 1 })).toThrow(/1 values for 2 queries/);
    expect(() => bootstrapMean([Number.NaN, Number.NaN], clusters, { seed: 1 })).toThrow(
      /no query has a value/,
    );
    expect(() =>
      bootstrapMean(
        [
          [0, Number.NaN],
          [0, 1],
        ],
        clusters,
        { seed: 1 },
      ),
    ).toThrow(/some seeds only/);
    expect(() => bootstrapMean([0, 1], clusters, { seed: 1, weights: [1, -1] })).toThrow(/weight -1/);
  });
});

describe("compareMethods", () => {
  const random = new Random(77);
  const clusters = Array.from({ length: 240 }, (_, q) => q % 60);
  const easy = Array.from({ length: 60 }, () => random.float());
  const method = (gain: number) =>
    [0, 1, 2].map(() => clusters.map((c) => 0.3 * easy[c]! + 0.1 * random.float() + gain));
  const values = { hybrid: method(0.05), "X-X": method(0), "X-Y": method(0.002) };

  it("finds the difference that is there and doubts the one that is not", () => {
    const [hybridXx, hybridXy, xxXy] = compareMethods({ values, clusters, seed: 1 });
    expect(hybridXx).toMatchObject({ left: "hybrid", right: "X-X", n: 240, clusters: 60, seeds: 3 });
    expect(hybridXx!.level).toBeCloseTo(1 - 0.05 / 3, 12);
    expect(hybridXx!.interval[0]).toBeGreaterThan(0.04);
    expect(hybridXx!.pCorrected).toBeCloseTo(3 / 10_001, 12);
    expect(hybridXy!.interval[0]).toBeGreaterThan(0);
    expect(xxXy!.interval[0]).toBeLessThan(0);
    expect(xxXy!.interval[1]).toBeGreaterThan(0);
    for (const c of [hybridXx!, hybridXy!, xxXy!]) {
      expect(c.interval[0]).toBeLessThanOrEqual(c.difference);
      expect(c.interval[1]).toBeGreaterThanOrEqual(c.difference);
      expect(c.pCorrected).toBeGreaterThanOrEqual(c.p);
    }
  });

  it("turns the signs when the pair is turned, and compares only the pairs asked for", () => {
    const pair = (left: string, right: string) =>
      compareMethods({ values, clusters, seed: 1, pairs: [[left, right]] })[0]!;
    expect(pair("X-X", "hybrid").difference).toBeCloseTo(-pair("hybrid", "X-X").difference, 12);
    expect(compareMethods({ values, clusters, seed: 1, pairs: [["hybrid", "X-X"]] })).toHaveLength(1);
  });

  it("corrects several measures as one family", () => {
    const family = compareFamily({ AP: { values, clusters }, RR: { values, clusters } }, { seed: 1 });
    expect(family.AP).toHaveLength(3);
    expect(family.RR![0]!.level).toBeCloseTo(1 - 0.05 / 6, 12);
    const flat = [...family.AP!, ...family.RR!];
    expect(flat.map((c) => c.pCorrected)).toEqual(holm(flat.map((c) => c.p)));
  });

  it("corrects by Benjamini and Hochberg when told to, and gives the t-test beside", () => {
    const options = { seed: 1, resamples: 200, permutations: 500 };
    const family = compareMethods({ values, clusters, ...options, correction: "benjamini-hochberg" });
    expect(family.map((c) => c.pCorrected)).toEqual(benjaminiHochberg(family.map((c) => c.p)));
    expect(family[0]!.pT).toBeLessThan(1e-6);
    expect(family[2]!.pT).toBeGreaterThan(0.05);
  });

  it("names what it cannot compare", () => {
    expect(() => compareMethods({ values, clusters, seed: 1, pairs: [["hybrid", "x"]] })).toThrow(
      /no values of the method "x"/,
    );
    expect(() =>
      compareMethods({
        values: {
          a: [[1, 2]],
          b: [
            [1, 2],
            [1, 2],
          ],
        },
        clusters: [0, 1],
        seed: 1,
      }),
    ).toThrow(/not measured on the same seeds/);
  });
});

describe("groupBy", () => {
  const values = [[1, 2, 3, 4, 5, Number.NaN]];
  const clusters = [0, 1, 2, 0, 1, 2];
  const groups = ["Latn", "Latn", "Khmr", "Khmr", "Khmr", "Lao"];

  it("gives every group's mean, interval and size; a group does not depend on the others", () => {
    const all = groupBy({ values, clusters }, groups, { seed: 2 });
    expect(all.map(({ group, mean, n, clusters }) => ({ group, mean, n, clusters }))).toEqual([
      { group: "Latn", mean: 1.5, n: 2, clusters: 2 },
      { group: "Khmr", mean: 4, n: 3, clusters: 3 },
    ]);
    const alone = groupBy({ values: [[3, 4, 5]], clusters: [2, 0, 1] }, ["Khmr", "Khmr", "Khmr"], {
      seed: 2,
    });
    expect(alone[0]).toEqual(all[1]);
  });
});
