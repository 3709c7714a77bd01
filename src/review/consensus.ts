import { dimensions, type Reviewer, type ReviewRecord } from "./model.js";
import { mean, round } from "./reviewers/score.js";

/** The mean over the reviewers, and how far they are apart (standard deviation over all of them, not a sample). */
export function consensusOf(reviewers: readonly Reviewer[]): ReviewRecord["consensus"] {
  return {
    ...agreed(reviewers.map(({ overall }) => overall)),
    dimensions: dimensions.map((dimension) => ({
      dimension,
      ...agreed(
        reviewers.flatMap(({ scores }) =>
          scores.filter((each) => each.dimension === dimension).map(({ score }) => score),
        ),
      ),
    })),
  };
}

function agreed(scores: readonly number[]): { score: number; spread: number } {
  const centre = mean(scores);
  return {
    score: round(centre),
    spread: round(Math.sqrt(mean(scores.map((score) => (score - centre) ** 2)))),
  };
}
