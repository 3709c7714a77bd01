import { disclosure } from "./challenge.js";
import { mean, named, of, type ReviewerProfile } from "./score.js";

/**
 * Looks at the report as a whole: does it answer its question, from several sides, and can it be taken further?
 * Claims count by how near they are to the question; what was not checked counts half.
 */
export const integrator: ReviewerProfile = {
  name: "Integrator",
  mandate: "integrate",
  severity: 1,
  weights: {
    "evidence strength": 2,
    "citation grounding": 1.5,
    "numerical consistency": 1.5,
    "benchmark validity": 1,
    novelty: 2,
    "uncertainty disclosure": 2,
    reproducibility: 2,
    "safety and impact": 1.5,
  },
  impression: {
    "evidence strength": ({ claims, answered }) => {
      if (claims.length === 0) return { value: 0, reason: "Without claims the question stays open." };
      const weight = (central: number | undefined) => 0.3 + (central ?? 0.7);
      const total = claims.reduce((sum, { central }) => sum + weight(central), 0);
      const settled =
        claims.reduce(
          (sum, claim) => sum + weight(claim.central) * (claim.checked ? claim.settled : 0.35),
          0,
        ) / total;
      const nearest = [...claims].sort((a, b) => (b.central ?? 0) - (a.central ?? 0)).slice(0, 3);
      return {
        value: 0.1 + 0.7 * settled + 0.2 * (answered ?? 0.6),
        reason:
          answered === undefined
            ? "No question is stated, so all claims count alike."
            : `${named(nearest.map(({ id }) => id))} ${nearest.length === 1 ? "is" : "are"} nearest to the question; the claims take up ${Math.round(answered * 100)} % of its words.`,
        claims: nearest.map(({ id }) => id),
      };
    },
    "citation grounding": ({ claims, works }) => ({
      value: 0.6 * mean(claims.map((claim) => claim.sourced)) + 0.4 * Math.min(1, works / 3),
      reason: `The evidence comes from ${works === 1 ? "one work" : `${works} works`}; ${of(claims.filter(({ sourced }) => sourced === 1).length, claims.length)} claims name a source that is in the record.`,
      claims: claims.filter(({ sourced }) => sourced < 1).map(({ id }) => id),
    }),
    "numerical consistency": ({ claims }) => {
      const with_ = claims.filter(({ numbersFound }) => numbersFound !== undefined);
      return {
        value: with_.length === 0 ? 0.75 : 0.1 + 0.9 * mean(with_.map(({ numbersFound }) => numbersFound!)),
        reason:
          with_.length === 0
            ? "The claims state no numbers that their evidence could show."
            : `${Math.round(100 * mean(with_.map(({ numbersFound }) => numbersFound!)))} % of the numbers of ${of(with_.length, claims.length)} claims are in their evidence.`,
        claims: with_.filter(({ numbersFound }) => numbersFound! < 1).map(({ id }) => id),
      };
    },
    "benchmark validity": ({ benchmarks }) => {
      const known = benchmarks.filter((each) => each.known).length;
      return {
        value: benchmarks.length === 0 ? 0.75 : 0.1 + 0.9 * (known / benchmarks.length),
        reason:
          benchmarks.length === 0
            ? "What the findings were measured on is not named."
            : `${of(known, benchmarks.length)} data sets named are known to a source or a register.`,
        claims: benchmarks.flatMap((each) => (each.known ? [] : each.claims)),
      };
    },
    novelty: ({ claims, works }) => {
      const own = claims.filter(({ measured }) => measured).length / Math.max(1, claims.length);
      return {
        value: 0.35 + 0.35 * own + 0.3 * Math.min(1, works / 4),
        reason: `${works === 1 ? "One work is" : `${works} works are`} brought together; ${Math.round(own * 100)} % of the claims have a measurement of the report’s own.`,
      };
    },
    "uncertainty disclosure": (features) => disclosure(features, 0.65),
    reproducibility: ({ reproducibility, recordedQueries, databases }) => {
      const { notebook, executed, codeCells, hashes, failed } = reproducibility;
      return {
        value:
          0.15 +
          (notebook ? 0.3 * (executed / Math.max(1, codeCells)) : 0) +
          (hashes > 0 ? 0.2 : 0) +
          (recordedQueries ? 0.2 : 0) +
          0.15 * Math.min(1, databases / 3) -
          (failed > 0 ? 0.15 : 0),
        reason: `${notebook ? "An executed notebook stands behind it" : "No notebook stands behind it"}; ${databases === 1 ? "one database was" : `${databases} databases were`} searched.`,
      };
    },
    "safety and impact": ({ delicate, claims, limitationSentences }) => ({
      value:
        0.9 -
        (delicate.length > 0 && (limitationSentences ?? 3) < 2 ? 0.3 : 0) -
        0.2 *
          mean(delicate.map((id) => (claims.find((claim) => claim.id === id)?.verified === true ? 0 : 1))),
      reason:
        delicate.length === 0
          ? "It speaks of nothing that endangers people."
          : `${of(delicate.length, claims.length)} claims touch on people’s health, rights or money.`,
      claims: delicate,
    }),
  },
};
