import { describe, expect, it } from "vitest";
import type { ParallelText } from "../../../src/datasets/retrieval-data.js";
import { Random } from "../../../src/random.js";
import {
  type BatchLogEntry,
  type Composition,
  crossLingual,
  type DatasetMixing,
  hybrid,
  logEntry,
  mixedComposer,
  monolingual,
  multilingualContrastive,
  TrainingIndex,
} from "../../../src/training/composition/index.js";
import { mixingProbabilities } from "../../../src/training/composition/mixing.js";
import { progressAt } from "../../../src/training/progress.js";
import { chiSquareP } from "./chi-square.js";

const steps = 4000;
/** A test whose seed is fixed either always passes or never; one in a thousand would fail with a right sampler. */
const enough = 0.001;

function textsOf(locales: readonly string[], groups: number): ParallelText[] {
  return locales.flatMap((locale) =>
    Array.from({ length: groups }, (_, group) => ({
      group,
      locale,
      queries: [`${locale} ${group}`],
      passage: `${locale} answer ${group}`,
    })),
  );
}

const locales = ["am", "de", "en", "km"];
const data = { name: "one", index: new TrainingIndex(textsOf(locales, 30)) };

/** The log of a training, as the loops keep it. */
function logOf(
  composition: Composition,
  datasets = [data],
  mixing: DatasetMixing = "by size",
  seed = 11,
): BatchLogEntry[] {
  const { composer } = mixedComposer(
    datasets.map((each) => ({ ...each, composition })),
    mixing,
    seed,
  );
  return Array.from({ length: steps }, (_, i) => logEntry(i + 1, composer.next(3, progressAt(i + 1, steps))));
}

function countsOf<T>(items: readonly T[], kinds: readonly T[]): number[] {
  expect(items.every((item) => kinds.includes(item))).toBe(true);
  return kinds.map((kind) => items.filter((item) => item === kind).length);
}

const uniform = (kinds: number) => Array.from({ length: kinds }, () => 1 / kinds);
const same = locales.map((locale) => `${locale}>${locale}`);
const different = locales.flatMap((query) =>
  locales.filter((passage) => passage !== query).map((passage) => `${query}>${passage}`),
);

/** p for the kinds of batches, for the languages of X-X batches and for the language pairs of X-Y batches. */
function pValues(log: readonly BatchLogEntry[], alpha: number) {
  const of = (kind: string) =>
    log.filter((each) => each.kind === kind).flatMap(({ languages }) => Object.keys(languages));
  return {
    ratio: chiSquareP(
      countsOf(
        log.map(({ kind }) => kind),
        ["X-X", "X-Y"],
      ),
      [alpha, 1 - alpha],
    ),
    same: chiSquareP(countsOf(of("X-X"), same), uniform(4)),
    different: chiSquareP(countsOf(of("X-Y"), different), uniform(12)),
  };
}

describe("the chi-square test", () => {
  it("gives the p values of the tables", () => {
    // 3.841, 11.070 and 18.307 are the 5 % points for 1, 5 and 10 degrees of freedom.
    const at = (statistic: number, degrees: number) => {
      const n = 1e6;
      const kinds = degrees + 1;
      const off = Math.sqrt((statistic * n) / kinds / 2);
      const counts = Array.from({ length: kinds }, () => n / kinds);
      counts[0]! += off;
      counts[1]! -= off;
      return chiSquareP(counts, uniform(kinds));
    };
    for (const [statistic, degrees] of [
      [3.841, 1],
      [11.07, 5],
      [18.307, 10],
    ] as const) {
      expect(at(statistic, degrees)).toBeCloseTo(0.05, 4);
    }
    expect(at(0.0001, 5)).toBeCloseTo(1, 6);
    expect(at(200, 10)).toBeLessThan(1e-20);
    expect(chiSquareP([5, 5, 1], [0.5, 0.5, 0])).toBe(0);
  });

  it("finds a ratio that is a little off", () => {
    expect(pValues(logOf(hybrid({ alpha: 0.54 })), 0.5).ratio).toBeLessThan(enough);
    const log = logOf(crossLingual());
    const skewed = log.filter(({ languages }, i) => !("am>de" in languages) || i % 2 === 0);
    expect(pValues(skewed, 0).different).toBeLessThan(enough);
  });
});

describe("the batch log against what was asked for", () => {
  it.each([0.1, 0.5, 0.8])("fixed alpha %f: ratio, languages and language pairs", (alpha) => {
    for (const p of Object.values(pValues(logOf(hybrid({ alpha })), alpha)))
      expect(p).toBeGreaterThan(enough);
  });

  it("alpha by dataset size", () => {
    const p = pValues(logOf(hybrid({ alpha: "by dataset size" })), 1 / 4);
    for (const each of Object.values(p)) expect(each).toBeGreaterThan(enough);
  });

  it("monolingual and cross-lingual alone", () => {
    expect(pValues(logOf(monolingual()), 1)).toMatchObject({ ratio: 1 });
    expect(pValues(logOf(monolingual()), 1).same).toBeGreaterThan(enough);
    expect(pValues(logOf(crossLingual()), 0).different).toBeGreaterThan(enough);
  });

  it("multilingual contrastive and X-Y pair by pair: every pair of a batch", () => {
    const pairs = (log: readonly BatchLogEntry[]) =>
      log.flatMap(({ languages }) =>
        Object.entries(languages).flatMap(([pair, count]) => Array.from({ length: count }, () => pair)),
      );
    const any = locales.flatMap((query) => locales.map((passage) => `${query}>${passage}`));
    const mixed = countsOf(pairs(logOf(multilingualContrastive())), any);
    expect(chiSquareP(mixed, uniform(16))).toBeGreaterThan(enough);
    const each = countsOf(pairs(logOf(crossLingual({ perPair: true }))), different);
    expect(chiSquareP(each, uniform(12))).toBeGreaterThan(enough);
  });

  it.each([
    ["linear", { schedule: "linear", from: 0.1, to: 0.9 } as const, (p: number) => 0.1 + 0.8 * p],
    [
      "steps",
      {
        schedule: "steps",
        values: [
          { progress: 0, alpha: 0.2 },
          { progress: 0.35, alpha: 0.7 },
          { progress: 0.8, alpha: 0.4 },
        ],
      } as const,
      (p: number) => (p < 0.35 ? 0.2 : p < 0.8 ? 0.7 : 0.4),
    ],
  ])("alpha on a schedule (%s), tenth by tenth of the training", (_, alpha, at) => {
    const log = logOf(hybrid({ alpha }));
    const asked = log.map(({ step }) => at(progressAt(step, steps)));
    const sum = (values: readonly number[]) => values.reduce((a, b) => a + b, 0);
    let statisticP = 1;
    for (let tenth = 0; tenth < 10; tenth++) {
      const part = { from: (tenth * steps) / 10, to: ((tenth + 1) * steps) / 10 };
      const share = sum(asked.slice(part.from, part.to)) / (part.to - part.from);
      const counts = countsOf(
        log.slice(part.from, part.to).map(({ kind }) => kind),
        ["X-X", "X-Y"],
      );
      statisticP = Math.min(statisticP, chiSquareP(counts, [share, 1 - share]));
    }
    // Ten tests: the smallest p is multiplied by ten (Bonferroni).
    expect(10 * statisticP).toBeGreaterThan(enough);
    const whole = pValues(log, sum(asked) / steps);
    for (const p of Object.values(whole)) expect(p).toBeGreaterThan(enough);
    expect(pValues(log.slice(0, steps / 2), sum(asked) / steps).ratio).toBeLessThan(enough);
  });

  describe("data sets of unequal size", () => {
    const sets = [
      { name: "small", index: new TrainingIndex(textsOf(["am", "de"], 10)) },
      { name: "middle", index: new TrainingIndex(textsOf(["de", "en"], 90)) },
      { name: "large", index: new TrainingIndex(textsOf(["en", "km"], 400)) },
    ];
    it.each<[string, DatasetMixing, number[]]>([
      ["by size", "by size", [0.02, 0.18, 0.8]],
      ["uniformly", "uniform", [1 / 3, 1 / 3, 1 / 3]],
      ["by temperature", { temperature: 2 }, [20, 180, 800].map(Math.sqrt)],
    ])("mixed %s", (_, mixing, weights) => {
      const total = weights.reduce((a, b) => a + b, 0);
      const expected = weights.map((weight) => weight / total);
      const log = logOf(hybrid(), sets, mixing);
      const counts = countsOf(
        log.map(({ dataset }) => dataset!),
        sets.map(({ name }) => name),
      );
      expect(chiSquareP(counts, expected)).toBeGreaterThan(enough);
      // In every data set the composition's own ratio.
      for (const { name } of sets) {
        const kinds = log.filter(({ dataset }) => dataset === name).map(({ kind }) => kind);
        expect(chiSquareP(countsOf(kinds, ["X-X", "X-Y"]), [0.5, 0.5])).toBeGreaterThan(enough);
      }
    });

    it("a temperature between 1 and infinity lies between by size and uniform", () => {
      const sizes = [20, 180, 800];
      expect(mixingProbabilities(sizes, { temperature: 1 })).toEqual(mixingProbabilities(sizes, "by size"));
      const [cold, warm, hot] = [1, 3, 1e9].map(
        (temperature) => mixingProbabilities(sizes, { temperature })[0]!,
      );
      expect(cold).toBeLessThan(warm!);
      expect(warm).toBeLessThan(hot!);
      expect(hot).toBeCloseTo(1 / 3, 6);
    });

    it("a data set's batches stay the same whatever else is mixed in, and go on from a stored state", () => {
      const batchesOf = (mixing: DatasetMixing, count: number) => {
        const { composer } = mixedComposer(
          sets.map((each) => ({ ...each, composition: hybrid() })),
          mixing,
          7,
        );
        return Array.from({ length: count }, () => composer.next(3)).filter(
          ({ dataset }) => dataset === "middle",
        );
      };
      const [few, many] = [batchesOf("by size", 60), batchesOf("uniform", 60)];
      const shared = Math.min(few.length, many.length);
      expect(shared).toBeGreaterThan(3);
      expect(few.slice(0, shared)).toEqual(many.slice(0, shared));

      const start = () =>
        mixedComposer(
          sets.map((each) => ({ ...each, composition: hybrid() })),
          "uniform",
          new Random("resume").int(1000),
        ).composer;
      const [whole, resumed] = [start(), start()];
      for (let i = 0; i < 20; i++) whole.next(3);
      const state = JSON.parse(JSON.stringify(whole.state()));
      resumed.restore(state);
      for (let i = 0; i < 20; i++) expect(resumed.next(3)).toEqual(whole.next(3));
    });

    it.each<[string, () => unknown, RegExp]>([
      [
        "two of one name",
        () =>
          mixedComposer(
            [sets[0]!, sets[0]!].map((each) => ({ ...each, composition: hybrid() })),
            "uniform",
            1,
          ),
        /two data sets are called "small"/,
      ],
      ["no data set", () => mixedComposer([], "uniform", 1), /no data set/],
      [
        "a mixing that is none",
        () => mixingProbabilities([1], "by weight" as never),
        /cannot be mixed by "by weight"/,
      ],
      ["a temperature of 0", () => mixingProbabilities([1], { temperature: 0 }), /cannot be mixed/],
    ])("refuses %s", (_, act, message) => {
      expect(act).toThrow(
        expect.objectContaining({ kind: "usage", message: expect.stringMatching(message) }),
      );
    });
  });
});
