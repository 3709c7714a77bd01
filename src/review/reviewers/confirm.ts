import { disclosure } from "./challenge.js";
import { mean, named, of, type ReviewerProfile } from "./score.js";

/**
 * Looks for what is established. Only what was checked is judged; a claim counts by its best evidence; findings
 * weigh less, since what is wrong in one place does not undo what is right in another.
 */
export const confirmer: ReviewerProfile = {
  name: "Confirmer",
  mandate: "confirm",
  severity: 0.8,
  weights: {
    "evidence strength": 4,
    "citation grounding": 4,
    "numerical consistency": 2,
    "benchmark validity": 1,
    novelty: 0.5,
    "uncertainty disclosure": 1,
    reproducibility: 1,
    "safety and impact": 0.5,
  },
  impression: {
    "evidence strength": ({ claims }) => {
      const checked = claims.filter((claim) => claim.checked);
      if (checked.length === 0) return { value: 0.1, reason: "No claim was checked, so none is confirmed." };
      const strong = checked.filter(({ settled }) => settled >= 0.8);
      return {
        value: 0.2 + 0.8 * mean(checked.map(({ settled }) => settled)),
        reason:
          strong.length === 0
            ? `${of(checked.length, claims.length)} claims were checked; none is settled beyond one weak judgement.`
            : `${of(strong.length, checked.length)} claims that were checked are settled, ${named(strong.map(({ id }) => id))} among them.`,
        claims: strong.map(({ id }) => id),
      };
    },
    "citation grounding": ({ claims }) => {
      const tested = claims.filter(({ passagesFound }) => passagesFound !== undefined);
      const exact = tested.filter(({ passagesFound }) => passagesFound === 1);
      const sourced = mean(claims.map((claim) => claim.sourced));
      return {
        value:
          0.3 * sourced +
          0.7 * (tested.length === 0 ? 0.5 : mean(tested.map(({ passagesFound }) => passagesFound!))),
        reason:
          tested.length === 0
            ? "No passage can be looked up in a text at hand."
            : `${of(exact.length, tested.length)} claims with passages have them word by word in the texts at hand.`,
        claims: exact.slice(0, 5).map(({ id }) => id),
      };
    },
    "numerical consistency": ({ claims }) => {
      const with_ = claims.filter(({ numbersFound }) => numbersFound !== undefined);
      const full = with_.filter(({ numbersFound }) => numbersFound === 1);
      return {
        value: with_.length === 0 ? 0.8 : 0.2 + 0.8 * mean(with_.map(({ numbersFound }) => numbersFound!)),
        reason:
          with_.length === 0
            ? "No number needed confirming."
            : `The numbers of ${full.length === 0 ? "no claim" : named(full.map(({ id }) => id))} stand in the evidence given (${of(full.length, with_.length)} claims with numbers).`,
        claims: full.map(({ id }) => id),
      };
    },
    "benchmark validity": ({ benchmarks, hasTexts }) => {
      const known = benchmarks.filter((each) => each.known);
      if (benchmarks.length === 0 || !hasTexts)
        return { value: 0.8, reason: "There is no data set to confirm." };
      return {
        value: 0.2 + 0.8 * (known.length / benchmarks.length),
        reason:
          known.length === 0
            ? "No data set named is known to a source."
            : `${known
                .slice(0, 4)
                .map(({ name }) => name)
                .join(
                  ", ",
                )} ${known.length === 1 ? "is" : "are"} known to the sources (${of(known.length, benchmarks.length)}).`,
        claims: known.flatMap(({ claims }) => claims).slice(0, 5),
      };
    },
    novelty: ({ claims }) => {
      const joined = claims.filter(({ works, measured }) => works > 1 || (measured && works > 0));
      return {
        value: 0.5 + 0.5 * (claims.length === 0 ? 0 : joined.length / claims.length),
        reason: `${of(joined.length, claims.length)} claims bring together several works, or a work and a measurement.`,
        claims: joined.slice(0, 5).map(({ id }) => id),
      };
    },
    "uncertainty disclosure": (features) => disclosure(features, 0.5),
    reproducibility: ({ reproducibility, recordedQueries }) => {
      const { notebook, executed, codeCells, hashes, environment } = reproducibility;
      const done = [notebook && executed === codeCells, hashes > 0, environment > 0, recordedQueries].filter(
        Boolean,
      ).length;
      return {
        value: 0.4 + 0.15 * done,
        reason: `${of(done, 4)} are there: all cells run, sums of code or data, the environment, queries as sent.`,
      };
    },
    "safety and impact": ({ delicate, claims }) => {
      const safe = delicate.filter((id) => claims.find((claim) => claim.id === id)?.verified === true);
      return {
        value: delicate.length === 0 ? 0.95 : 0.5 + 0.45 * (safe.length / delicate.length),
        reason:
          delicate.length === 0
            ? "Nothing here does harm when it is wrong."
            : `${of(safe.length, delicate.length)} claims that could do harm are verified.`,
        claims: safe,
      };
    },
  },
};
