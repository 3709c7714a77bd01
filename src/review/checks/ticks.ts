import type { ReviewContext } from "../evidence.js";
import { finding } from "../kinds.js";
import type { Finding } from "../model.js";

/** What a foreign report ticks and the judgements made here do not, or claims that rest on nothing at all. */
export function ticks({ subject }: ReviewContext): Finding[] {
  return subject.claims.flatMap(({ claim, shown }) => {
    const { grounding, reported, measured } = claim;
    if (shown?.verified === true) {
      if (grounding.verdict === "contradicted" || reported.verdict === "fails") {
        return [
          finding(
            "tick against the evidence",
            `The report ticks the claim, but ${grounding.verdict === "contradicted" ? "a source says otherwise" : "the source’s own tables do not bear it out"}.`,
            [claim.id],
          ),
        ];
      }
      if (grounding.verdict === "not found") {
        return [
          finding(
            "tick against the evidence",
            "The report ticks the claim, but no text at hand says it.",
            [claim.id],
            "minor",
          ),
        ];
      }
    }
    const nothing =
      claim.source === undefined &&
      grounding.passages.length === 0 &&
      reported.comparisons.length === 0 &&
      measured.checks.length === 0;
    return nothing
      ? [
          finding("claim without source", "The claim names no source, and nothing was computed for it.", [
            claim.id,
          ]),
        ]
      : [];
  });
}
