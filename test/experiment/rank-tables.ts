import type { RankTable } from "../../src/evaluation/index.js";
import type { QueryFacts } from "../../src/experiment/results.js";
import { Random } from "../../src/random.js";
import type { AchievedRatio } from "../../src/training/composition/index.js";

/**
 * Ranks as a model of a given skill could have them: pictures x locales queries, each with one relevant caption in
 * every locale. `skill` 0 ranks at random, 1 always first in every locale.
 */
export function rankTable(
  pictures: number,
  locales: number,
  poolSize: number,
  skill: number,
  seed: number,
): RankTable {
  const random = new Random(seed);
  const queryCount = pictures * locales;
  const entries = queryCount * locales;
  const table: RankTable = {
    queryCount,
    localeCount: locales,
    queryLocale: Int32Array.from({ length: queryCount }, (_, q) => q % locales),
    queryGroup: Int32Array.from({ length: queryCount }, (_, q) => Math.floor(q / locales)),
    offsets: Int32Array.from({ length: queryCount + 1 }, (_, q) => q * locales),
    candidate: new Int32Array(entries),
    locale: Int32Array.from({ length: entries }, (_, e) => e % locales),
    inLocale: new Int32Array(entries),
    pooled: new Int32Array(entries),
  };
  for (let q = 0; q < queryCount; q++) {
    const pooled = random.sample(poolSize * locales, locales).map((place) => place + 1);
    for (let l = 0; l < locales; l++) {
      const first = random.float() < skill;
      table.inLocale[q * locales + l] = first ? 1 : 1 + random.int(poolSize);
      table.pooled[q * locales + l] = first ? l + 1 : pooled[l]!;
    }
  }
  return table;
}

export function queryFacts(pictures: number, locales: readonly string[]): QueryFacts[] {
  return Array.from({ length: pictures * locales.length }, (_, q) => {
    const locale = locales[q % locales.length]!;
    return {
      split: Math.floor(q / locales.length) % 2 === 0 ? "unseen queries" : "unseen pictures",
      locale,
      script: { am: "Ethiopic", de: "Latin", ka: "Georgian" }[locale] ?? "Latin",
      scriptGroup: locale === "de" ? "common" : "rare",
      resourceClass: locale === "de" ? 5 : 2,
    };
  });
}

/** A training with the given share of X-X batches, the others X-Y. */
export function achieved(share: number): AchievedRatio {
  return {
    batches: 100,
    shares: { "X-X": share, "X-Y": 1 - share, multilingual: 0, source: 0 },
    sameLanguagePairs: share,
  };
}
