import type { ReviewFeatures } from "../features.js";
import { clamp, type Impression, mean, named, of, plural, type ReviewerProfile } from "./score.js";

/** The worst part of the claims decides: a report is as good as what can be said against it. */
const worst = 0.34;

/**
 * Looks for what is wrong. What was not checked counts as not so; the weakest third of the claims stands for all of
 * them; findings weigh half as much again.
 */
export const challenger: ReviewerProfile = {
  name: "Challenger",
  mandate: "challenge",
  severity: 1.5,
  weights: {
    "evidence strength": 3,
    "citation grounding": 2,
    "numerical consistency": 3,
    "benchmark validity": 2,
    novelty: 0.5,
    "uncertainty disclosure": 2,
    reproducibility: 1,
    "safety and impact": 1,
  },
  impression: {
    "evidence strength": (features) => {
      const { claims } = features;
      if (claims.length === 0) return { value: 0, reason: "There are no claims to speak for." };
      const sorted = [...claims].sort((a, b) => a.settled - b.settled);
      const weakest = sorted.slice(0, Math.max(1, Math.ceil(worst * sorted.length)));
      return {
        value: 0.15 + 0.85 * mean(weakest.map(({ settled }) => settled)),
        reason: `The weakest ${weakest.length === 1 ? "claim is" : `${weakest.length} claims are`} ${named(weakest.map(({ id }) => id))}; ${of(claims.filter(({ works }) => works > 1).length, claims.length)} claims have more than one work behind them.`,
        claims: weakest.map(({ id }) => id),
      };
    },
    "citation grounding": ({ claims }) => {
      const bare = claims.filter(({ sourced }) => sourced === 0);
      const missing = claims.filter(({ passagesFound }) => passagesFound !== undefined && passagesFound < 1);
      const untested = claims.filter(
        ({ passagesFound, sourced, measured }) => passagesFound === undefined && sourced > 0 && !measured,
      );
      const value =
        claims.length === 0
          ? 0
          : 1 - (bare.length + 0.6 * missing.length + 0.4 * untested.length) / claims.length;
      const parts = [
        ...(bare.length > 0
          ? [
              `${named(bare.map(({ id }) => id))} ${bare.length === 1 ? "cites" : "cite"} nothing and ${bare.length === 1 ? "computes" : "compute"} nothing`,
            ]
          : []),
        ...(missing.length > 0
          ? [`passages given for ${named(missing.map(({ id }) => id))} are not in the texts at hand`]
          : []),
        ...(untested.length > 0
          ? [`no text is at hand to look up ${named(untested.map(({ id }) => id))}`]
          : []),
      ];
      return {
        value: 0.1 + 0.9 * value,
        reason:
          parts.length === 0
            ? "Every citation leads to a text that has the words quoted."
            : `${capital(parts.join("; "))}.`,
        claims: [...bare, ...missing, ...untested].map(({ id }) => id),
      };
    },
    "numerical consistency": ({ claims }) => {
      const with_ = claims.filter(({ numbersFound }) => numbersFound !== undefined);
      const astray = with_.filter(({ numbersFound }) => numbersFound! < 1);
      return {
        value:
          with_.length === 0
            ? 0.7
            : Math.min(...with_.map(({ numbersFound }) => 0.4 + 0.6 * numbersFound!)) * 0.5 +
              0.5 * mean(with_.map(({ numbersFound }) => numbersFound!)),
        reason:
          with_.length === 0
            ? "No claim has numbers that could be looked up in its evidence."
            : astray.length === 0
              ? `All numbers of ${with_.length === 1 ? "the claim" : `the ${with_.length} claims`} with numbers stand in their evidence.`
              : `${named(astray.map(({ id }) => id))} ${astray.length === 1 ? "has" : "have"} numbers that the evidence given does not show.`,
        claims: astray.map(({ id }) => id),
      };
    },
    "benchmark validity": ({ benchmarks, hasTexts }) => {
      const unknown = benchmarks.filter(({ known }) => !known);
      if (benchmarks.length === 0) return { value: 0.75, reason: "No data set or benchmark is named." };
      if (!hasTexts)
        return { value: 0.4, reason: "No text of a source is at hand to look up the data sets named." };
      return {
        value: 1 - unknown.length / benchmarks.length,
        reason:
          unknown.length === 0
            ? `All ${benchmarks.length} names of data sets are known to a source.`
            : `${unknown.map(({ name }) => name).join(", ")} ${unknown.length === 1 ? "is" : "are"} unknown to every source.`,
        claims: unknown.flatMap(({ claims }) => claims),
      };
    },
    novelty: ({ claims }) => {
      const own = claims.filter(({ measured }) => measured);
      return {
        value: claims.length === 0 ? 0 : 0.3 + 0.7 * (own.length / claims.length),
        reason:
          own.length === 0
            ? "The report repeats its sources and computes nothing of its own."
            : `${of(own.length, claims.length)} claims were put to a test of the report’s own.`,
        claims: own.slice(0, 3).map(({ id }) => id),
      };
    },
    "uncertainty disclosure": (features) => disclosure(features, 0.8),
    reproducibility: ({ reproducibility, recordedQueries, searches }) => {
      const { notebook, executed, codeCells, failed, hashes } = reproducibility;
      const value =
        (notebook ? 0.4 * (executed / Math.max(1, codeCells)) : 0) +
        (hashes > 0 ? 0.25 : 0) +
        (recordedQueries ? 0.25 : 0) +
        0.1 -
        (failed > 0 ? 0.2 : 0);
      return {
        value,
        reason: `${notebook ? `${of(executed, codeCells)} code cells ran${failed > 0 ? `, ${failed} failed` : ""}` : "Nothing can be run again"}; ${recordedQueries ? "the search is recorded as it was sent" : searches > 0 ? "the search record has gaps" : "no search is recorded"}.`,
      };
    },
    "safety and impact": ({ claims, delicate, limitationSentences }) => {
      const unproven = delicate.filter((id) => claims.find((claim) => claim.id === id)?.verified !== true);
      const warned = (limitationSentences ?? 1) > 0;
      return {
        value: 0.95 - 0.1 * Math.min(4, unproven.length) - (delicate.length > 0 && !warned ? 0.3 : 0),
        reason:
          delicate.length === 0
            ? "No claim is of a kind that does harm when it is wrong."
            : unproven.length === 0
              ? `${of(delicate.length, claims.length)} claims could do harm if wrong; all of them are verified.`
              : `${named(unproven)} could do harm if wrong, and ${unproven.length === 1 ? "is" : "are"} not verified.`,
        claims: unproven,
      };
    },
  },
};

/** What a reader is told of how sure the report is. @param expected share of claims that must tell */
export function disclosure({ claims, limitationSentences }: ReviewFeatures, expected: number): Impression {
  const told = claims.filter(({ uncertainty }) => uncertainty);
  const share = claims.length === 0 ? 0 : told.length / claims.length;
  const limits = limitationSentences === undefined ? 0.7 : clamp(limitationSentences / 3);
  return {
    value: 0.1 + 0.5 * clamp(share / expected) + 0.4 * limits,
    reason: `${of(told.length, claims.length)} claims say how sure they are; ${limitationSentences === undefined ? "the limitations cannot be seen from here" : `the limitations have ${plural(limitationSentences, "statement")}`}.`,
    claims: claims.filter(({ uncertainty }) => !uncertainty).map(({ id }) => id),
  };
}

const capital = (text: string) => text.charAt(0).toUpperCase() + text.slice(1);
