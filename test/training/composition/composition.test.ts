import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { ParallelText } from "../../../src/datasets/retrieval-data.js";
import { Random } from "../../../src/random.js";
import {
  achievedRatio,
  type Batch,
  type Composition,
  composer,
  compositionOf,
  coverageNotice,
  crossLingual,
  hybrid,
  logEntry,
  monolingual,
  multilingualContrastive,
  standardFineTuning,
  TrainingIndex,
} from "../../../src/training/composition/index.js";

const names = ["am", "de", "en", "km", "th"];

/** Invented texts; a group in eight has no query in a language. */
function textsOf(locales: readonly string[], pictures: number, random = new Random("texts")): ParallelText[] {
  return locales.flatMap((locale) =>
    Array.from({ length: pictures }, (_, picture) => ({
      group: 10 + picture,
      locale,
      queries: Array.from(
        { length: random.int(8) === 0 ? 0 : 1 + random.int(4) },
        (_, q) => `${locale} ${picture} ${q}`,
      ),
      passage: `${locale} caption ${picture}`,
    })),
  );
}

const index = new TrainingIndex(textsOf(names, 40));
const all: Record<string, Composition> = {
  monolingual: monolingual(),
  crossLingual: crossLingual(),
  crossLingualPerPair: crossLingual({ perPair: true }),
  hybrid: hybrid(),
  hybridBySize: hybrid({ alpha: "by dataset size" }),
  multilingualContrastive: multilingualContrastive(),
  standardFineTuning: standardFineTuning(),
};

const compositions = fc.constantFrom(...Object.values(all));

function batches(composition: Composition, count: number, size: number, seed: number | string = 1): Batch[] {
  const { next } = composer(composition, index, undefined, seed);
  return Array.from({ length: count }, () => next(size));
}

/** Whether counts are what a uniform draw gives: chi-square within four standard deviations of its mean. */
function expectUniform(counts: Iterable<number>, kinds: number): void {
  const list = [...counts];
  expect(list).toHaveLength(kinds);
  const mean = list.reduce((sum, count) => sum + count, 0) / kinds;
  const chiSquare = list.reduce((sum, count) => sum + (count - mean) ** 2 / mean, 0);
  expect(chiSquare).toBeLessThan(kinds - 1 + 4 * Math.sqrt(2 * (kinds - 1)));
}

function tally(items: Iterable<string>): Map<string, number> {
  const counts = new Map<string, number>();
  for (const item of items) counts.set(item, (counts.get(item) ?? 0) + 1);
  return counts;
}

describe("every composition", () => {
  it("gives a batch of the size asked for, of different groups, of queries that there are", () => {
    fc.assert(
      fc.property(compositions, fc.integer(), fc.integer({ min: 1, max: 25 }), (composition, seed, size) => {
        const { pairs } = composition.compose(new Random(seed), index, size);
        expect(pairs).toHaveLength(size);
        expect(new Set(pairs.map(({ group }) => group)).size).toBe(size);
        for (const { group, queryLocale, passageLocale, queryIndex } of pairs) {
          expect(names).toContain(passageLocale);
          const count = index.queryCount(index.localeIndex(queryLocale), group);
          expect(queryIndex).toBeGreaterThanOrEqual(0);
          expect(queryIndex).toBeLessThan(count);
        }
      }),
    );
  });

  it("has in each kind of batch the languages of that kind", () => {
    fc.assert(
      fc.property(compositions, fc.integer(), fc.integer({ min: 2, max: 25 }), (composition, seed, size) => {
        const { kind, pairs } = composition.compose(new Random(seed), index, size);
        const queries = new Set(pairs.map(({ queryLocale }) => queryLocale));
        const passages = new Set(pairs.map(({ passageLocale }) => passageLocale));
        const perPair = (composition.describe() as { perPair?: boolean }).perPair === true;
        if (kind === "X-X") expect([queries.size, ...queries]).toEqual([1, ...passages]);
        if (kind === "source") expect([...queries, ...passages]).toEqual(["en", "en"]);
        if (kind === "X-Y") {
          for (const pair of pairs) expect(pair.queryLocale).not.toBe(pair.passageLocale);
          if (!perPair) expect([queries.size, passages.size]).toEqual([1, 1]);
        }
      }),
    );
  });

  it("never has two groups with the same passage in a batch, in whatever language", () => {
    const doubles = new TrainingIndex(
      textsOf(["de", "en"], 30).map((item) => ({
        ...item,
        passage: `picture ${Math.floor(item.group / 2)}`,
      })),
    );
    fc.assert(
      fc.property(compositions, fc.integer(), (composition, seed) => {
        const { pairs } = composition.compose(new Random(seed), doubles, 8);
        expect(new Set(pairs.map(({ group }) => Math.floor(group / 2))).size).toBe(8);
      }),
    );
    expect(() => monolingual().compose(new Random(1), doubles, 20)).toThrow(
      "no group with a new passage is left",
    );
  });

  it("gives the same batches for the same seed, others for another, in any order of use", () => {
    fc.assert(
      fc.property(compositions, fc.integer(), (composition, seed) => {
        const first = batches(composition, 3, 10, seed);
        composition.compose(new Random(0), index, 5);
        expect(batches(composition, 3, 10, seed)).toEqual(first);
        expect(batches(composition, 3, 10, seed + 0.5)).not.toEqual(first);
      }),
    );
  });

  it("is given again by its description, also after a journey as JSON", () => {
    for (const composition of Object.values(all)) {
      const again = compositionOf(JSON.parse(JSON.stringify(composition.describe())));
      expect(again.describe()).toEqual(composition.describe());
      expect(batches(again, 5, 10)).toEqual(batches(composition, 5, 10));
    }
    expect(new Set(Object.values(all).map((each) => JSON.stringify(each.describe()))).size).toBe(7);
    expect(() => compositionOf({ name: "random" } as never)).toThrow("describes no batch composition");
  });

  it("draws from texts or from an index over them alike", () => {
    const texts = textsOf(names, 40);
    const { next } = composer(hybrid().describe(), texts, names, 5);
    expect([next(9), next(9)]).toEqual(batches(hybrid(), 2, 9, 5));
  });

  it("starts with these batches on every machine", () => {
    const first = Object.fromEntries(
      Object.entries(all).map(([name, composition]) => [
        name,
        batches(composition, 2, 3, 7).map(
          ({ kind, pairs }) =>
            `${kind}: ${pairs.map((p) => `${p.group} ${p.queryLocale}${p.queryIndex}>${p.passageLocale}`).join(", ")}`,
        ),
      ]),
    );
    expect(first).toMatchInlineSnapshot(`
      {
        "crossLingual": [
          "X-Y: 24 th0>am, 27 th0>am, 31 th1>am",
          "X-Y: 14 de3>en, 30 de0>en, 41 de0>en",
        ],
        "crossLingualPerPair": [
          "X-Y: 24 th0>am, 14 am1>th, 42 de2>en",
          "X-Y: 14 de2>am, 41 km0>en, 40 en2>th",
        ],
        "hybrid": [
          "X-Y: 31 th0>am, 24 th1>am, 43 th1>am",
          "X-X: 38 en0>en, 30 en2>en, 26 en1>en",
        ],
        "hybridBySize": [
          "X-Y: 31 th0>am, 24 th1>am, 43 th1>am",
          "X-X: 38 en0>en, 30 en2>en, 26 en1>en",
        ],
        "monolingual": [
          "X-X: 13 th2>th, 35 th0>th, 19 th2>th",
          "X-X: 23 th0>th, 11 th0>th, 27 th2>th",
        ],
        "multilingualContrastive": [
          "multilingual: 24 th0>en, 14 am1>th, 42 de2>en",
          "multilingual: 14 de2>th, 41 km0>km, 40 en2>de",
        ],
        "standardFineTuning": [
          "source: 24 en0>en, 47 en0>en, 12 en0>en",
          "source: 38 en1>en, 31 en1>en, 20 en0>en",
        ],
      }
    `);
  });
});

describe("uniform draws", () => {
  it("X-X: languages", () => {
    expectUniform(
      tally(batches(monolingual(), 2000, 1).map(({ pairs }) => pairs[0]!.queryLocale)).values(),
      5,
    );
  });

  it.each([
    ["a batch", false],
    ["a pair", true],
  ])("X-Y: ordered pairs of languages, once %s", (_, perPair) => {
    const drawn = batches(crossLingual({ perPair }), perPair ? 400 : 4000, perPair ? 10 : 1).flatMap(
      ({ pairs }) => pairs.map(({ queryLocale, passageLocale }) => `${queryLocale}>${passageLocale}`),
    );
    expectUniform(tally(drawn).values(), 20);
  });

  it("multilingual contrastive: all pairs of languages, equal ones too", () => {
    const drawn = batches(multilingualContrastive(), 500, 10).flatMap(({ pairs }) =>
      pairs.map(({ queryLocale, passageLocale }) => `${queryLocale}>${passageLocale}`),
    );
    expectUniform(tally(drawn).values(), 25);
  });

  it("groups, and the queries of a group", () => {
    const pairs = batches(standardFineTuning(), 3000, 4).flatMap((batch) => batch.pairs);
    const en = index.localeIndex("en");
    expectUniform(tally(pairs.map(({ group }) => String(group))).values(), index.groups(en, en).length);
    const four = [...index.groups(en, en)].find((group) => index.queryCount(en, group) === 4)!;
    const queries = pairs.filter(({ group }) => group === four).map(({ queryIndex }) => String(queryIndex));
    expectUniform(tally(queries).values(), 4);
  });
});

describe("hybrid", () => {
  const share = (composition: Composition) =>
    achievedRatio(batches(composition, 3000, 1).map((batch, i) => logEntry(i + 1, batch))).shares;

  it("gives X-X batches with probability alpha", () => {
    for (const alpha of [0, 0.25, 0.5, 0.9, 1]) {
      const shares = share(hybrid({ alpha }));
      // Three thousand batches: standard deviation below 0.01.
      expect(Math.abs(shares["X-X"] - alpha)).toBeLessThan(alpha === 0 || alpha === 1 ? 1e-12 : 0.04);
      expect(shares["X-X"] + shares["X-Y"]).toBeCloseTo(1, 12);
    }
  });

  it("follows a schedule through the training", () => {
    const { next } = composer(hybrid({ alpha: { schedule: "linear", from: 0, to: 1 } }), index, undefined, 3);
    const at = (progress: number) =>
      Array.from({ length: 1000 }, () => next(1, progress)).filter(({ kind }) => kind === "X-X").length /
      1000;
    expect([at(0), at(1)]).toEqual([0, 1]);
    expect(Math.abs(at(0.25) - 0.25)).toBeLessThan(0.06);
    const values = [
      { progress: 0, alpha: 1 },
      { progress: 0.5, alpha: 0 },
    ];
    const steps = composer(hybrid({ alpha: { schedule: "steps", values } }), index, undefined, 3);
    expect([0, 0.4, 0.5, 1].map((progress) => steps.next(1, progress).kind)).toEqual([
      "X-X",
      "X-X",
      "X-Y",
      "X-Y",
    ]);
  });

  it("by dataset size: the share of same-language pairs, 1/n with captions in all of n languages", () => {
    const [same, different] = [index.grid("same", 1).pairs, index.grid("different", 1).pairs];
    expect(same / (same + different)).toBeCloseTo(1 / 5, 12);
    expect(Math.abs(share(hybrid({ alpha: "by dataset size" }))["X-X"] - 1 / 5)).toBeLessThan(0.04);
  });
});

describe("batch log", () => {
  it("counts kinds and language pairs", () => {
    const batch: Batch = {
      kind: "multilingual",
      pairs: [
        { group: 1, queryLocale: "de", passageLocale: "am", queryIndex: 0 },
        { group: 2, queryLocale: "de", passageLocale: "am", queryIndex: 1 },
        { group: 3, queryLocale: "am", passageLocale: "am", queryIndex: 0 },
      ],
    };
    const entry = logEntry(3, batch);
    expect(entry).toEqual({ step: 3, kind: "multilingual", languages: { "am>am": 1, "de>am": 2 } });
    expect(achievedRatio([entry])).toEqual({
      batches: 1,
      shares: { "X-X": 0, "X-Y": 0, multilingual: 1, source: 0 },
      sameLanguagePairs: 1 / 3,
    });
  });

  it("agrees with the batches", () => {
    fc.assert(
      fc.property(compositions, fc.integer(), (composition, seed) => {
        const made = batches(composition, 8, 6, seed);
        const ratio = achievedRatio(made.map((batch, i) => logEntry(i + 1, batch)));
        const pairs = made.flatMap((batch) => batch.pairs);
        const same = pairs.filter(({ queryLocale, passageLocale }) => queryLocale === passageLocale).length;
        expect(ratio.batches).toBe(8);
        expect(ratio.shares["X-Y"]).toBe(made.filter(({ kind }) => kind === "X-Y").length / 8);
        expect(ratio.sameLanguagePairs).toBeCloseTo(same / pairs.length, 12);
      }),
    );
  });

  it("is all zero when empty", () => {
    expect(achievedRatio([])).toEqual({
      batches: 0,
      shares: { "X-X": 0, "X-Y": 0, multilingual: 0, source: 0 },
      sameLanguagePairs: 0,
    });
  });
});

describe("impossible settings", () => {
  const one = new TrainingIndex(textsOf(["en"], 40));
  const random = () => new Random(1);
  it.each<[string, () => unknown, RegExp]>([
    ["alpha below 0", () => hybrid({ alpha: -0.1 }), /alpha is -0.1/],
    ["alpha above 1", () => hybrid({ alpha: 1.1 }), /alpha is 1.1/],
    ["alpha not a number", () => hybrid({ alpha: Number.NaN }), /alpha is/],
    ["alpha of another type", () => hybrid({ alpha: "half" as never }), /alpha is "half"/],
    [
      "X-Y with one language",
      () => crossLingual().compose(random(), one, 2),
      /need two languages; there is only "en"/,
    ],
    [
      "hybrid with one language",
      () => hybrid({ alpha: 0.99 }).compose(random(), one, 2),
      /need two languages/,
    ],
    [
      "more pairs than groups",
      () => monolingual().compose(random(), index, 40),
      /a batch of 40 different groups .* at most \d+ have/,
    ],
    ["no pairs", () => monolingual().compose(random(), index, 0), /a batch of 0 pairs/],
    ["part of a pair", () => multilingualContrastive().compose(random(), index, 2.5), /a batch of 2.5 pairs/],
    [
      "an unknown source",
      () => standardFineTuning({ source: "fr" }).compose(random(), index, 2),
      /no training texts are in "fr"/,
    ],
    ["no texts", () => new TrainingIndex([]), /no texts to train with/],
    [
      "a language without texts",
      () => new TrainingIndex(textsOf(["en"], 3), ["en", "de"]),
      /the language "de" is empty/,
    ],
    [
      "a step schedule that does not start at 0",
      () => hybrid({ alpha: { schedule: "steps", values: [{ progress: 0.1, alpha: 1 }] } }),
      /alpha is \{"schedule":"steps"/,
    ],
    [
      "a linear schedule that leaves 0..1",
      () => hybrid({ alpha: { schedule: "linear", from: 0, to: 1.5 } }),
      /alpha is \{"schedule":"linear"/,
    ],
    [
      "X-X where no language both asks and answers",
      () => monolingual().compose(random(), star, 2),
      /at most 0/,
    ],
    [
      "hybrid there, although it would ask for X-X only later",
      () => hybrid({ alpha: { schedule: "linear", from: 0, to: 1 } }).compose(random(), star, 2),
      /at most 0/,
    ],
  ])("%s", (_, act, message) => {
    expect(act).toThrow(
      expect.objectContaining({
        name: "ClaimbookError",
        kind: "usage",
        message: expect.stringMatching(message),
      }),
    );
  });

  it("one language is enough for hybrid with alpha 1", () => {
    expect(hybrid({ alpha: 1 }).compose(random(), one, 2).kind).toBe("X-X");
  });
});

/** English passages and queries about them in three languages: no language both asks and answers. */
const star = new TrainingIndex(
  ["hau", "ibo", "yor"].flatMap((locale, l) => [
    ...Array.from({ length: 20 + l }, (_, i) => ({
      group: 100 * l + i,
      locale,
      queries: [`${locale} asks ${i}`],
      passage: "",
    })),
    ...Array.from({ length: 20 + l }, (_, i) => ({
      group: 100 * l + i,
      locale: "en",
      queries: [],
      passage: `answer ${l} ${i}`,
    })),
  ]),
);

describe("groups that are not there in every language", () => {
  /** `de` has every second group, `sw` three of them. */
  const gaps = new TrainingIndex([
    ...textsOf(["am", "en"], 40),
    ...textsOf(["de"], 40).filter(({ group }) => group % 2 === 0),
    ...textsOf(["sw"], 40).filter(({ group }) => group < 13),
  ]);
  const languagesOf = (composition: Composition, from: TrainingIndex, size: number, perPair = false) =>
    tally(
      Array.from({ length: 600 }, () => composition.compose(random, from, size).pairs)
        .flatMap((pairs) => (perPair ? pairs : pairs.slice(0, 1)))
        .map(({ queryLocale, passageLocale }) => `${queryLocale}>${passageLocale}`),
    );
  const random = new Random("gaps");

  it("every pair of every composition has its query and its passage", () => {
    const texts = [star, gaps];
    fc.assert(
      fc.property(
        fc.constantFrom(crossLingual(), crossLingual({ perPair: true }), multilingualContrastive()),
        fc.constantFrom(...texts),
        fc.integer(),
        (composition, from, seed) => {
          const { pairs } = composition.compose(new Random(seed), from, 8);
          expect(new Set(pairs.map(({ group }) => group)).size).toBe(8);
          for (const { group, queryLocale, passageLocale } of pairs) {
            const groups = from.groups(from.localeIndex(queryLocale), from.localeIndex(passageLocale));
            expect([...groups]).toContain(group);
          }
        },
      ),
    );
  });

  it("leaves out what cannot fill a batch, draws the rest uniformly, and says so", () => {
    expectUniform(languagesOf(monolingual(), gaps, 10).values(), 3);
    expectUniform(languagesOf(crossLingual(), gaps, 10).values(), 6);
    expectUniform(languagesOf(multilingualContrastive(), gaps, 10, true).values(), 9);
    expectUniform(languagesOf(crossLingual(), star, 10).values(), 3);
    const coverage = monolingual().coverage(gaps, 10);
    expect(coverage.used).toEqual(["am>am", "en>en", "de>de"]);
    expect(coverage.leftOut).toEqual([{ query: "sw", passage: "sw", groups: gaps.groups(3, 3).length }]);
    expect(coverageNotice(coverage)).toMatch(/from 3 of 4 .* 1 with fewer than 10 groups: sw \(\d\)$/);
    expect(coverageNotice(crossLingual().coverage(star, 10))).toMatch(/from 3 of 12 .* 9 without any$/);
    expect(coverageNotice(monolingual().coverage(index, 10))).toBeUndefined();
    expect(hybrid().coverage(gaps, 10).used).toHaveLength(9);
    expect(composer(monolingual(), gaps, undefined, 1).coverage(10)).toEqual(coverage);
  });

  it("by dataset size counts the pairs that there are", () => {
    const same = gaps.grid("same", 10).pairs;
    const different = gaps.grid("different", 10).pairs;
    expect(same).toBe([0, 1, 2].reduce((sum, l) => sum + gaps.pairCount(l, l), 0));
    const drawn = Array.from({ length: 3000 }, () =>
      hybrid({ alpha: "by dataset size" }).compose(random, gaps, 10),
    );
    const share = drawn.filter(({ kind }) => kind === "X-X").length / 3000;
    expect(Math.abs(share - same / (same + different))).toBeLessThan(0.04);
    // Where no language both asks and answers, all is X-Y.
    expect(hybrid({ alpha: "by dataset size" }).compose(random, star, 10).kind).toBe("X-Y");
  });

  it("too many pairs in one language alone do not matter where that language is not drawn", () => {
    const uneven = new TrainingIndex([
      ...textsOf(["en"], 20),
      ...textsOf(["de"], 20).map((item) => ({ ...item, queries: item.group < 12 ? item.queries : [] })),
    ]);
    expect(standardFineTuning().compose(random, uneven, 10).pairs).toHaveLength(10);
    expect(monolingual().coverage(uneven, 15).used).toEqual(["en>en"]);
  });
});
