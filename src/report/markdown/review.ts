import { findingLead, gateText, points, reviewerText } from "../../review/wording.js";
import type { Report } from "../model.js";
import { escapeMarkdown } from "./escape.js";
import { table } from "./table.js";

/** The review as Markdown blocks; none without a record. */
export function reviewMarkdown({ review }: Pick<Report, "review">): string[] {
  const record = review?.record;
  if (record === undefined) return [];
  const { consensus, reviewers, findings } = record;
  const rows = consensus.dimensions.map(({ dimension, score, spread }) => [
    dimension,
    ...reviewers.map(({ scores }) => {
      const given = scores.find((each) => each.dimension === dimension);
      return given === undefined ? "–" : points(given.score);
    }),
    points(score),
    `± ${points(spread)}`,
  ]);
  const overall = [
    "**overall**",
    ...reviewers.map((each) => `**${points(each.overall)}**`),
    `**${points(consensus.score)}**`,
    `**± ${points(consensus.spread)}**`,
  ];
  const head = ["Dimension", ...reviewers.map(({ name }) => escapeMarkdown(name)), "Mean", "Spread"];
  return [
    escapeMarkdown(
      `${gateText(record)} The overall score weighs the dimensions by each reviewer’s mandate; the spread is the standard deviation over the reviewers.`,
    ),
    table(head, [...rows, overall], ["left", ...reviewers.map(() => "right" as const), "right", "right"]),
    ...(findings.length === 0
      ? ["The checks found nothing against the report."]
      : [
          "### Findings",
          findings
            .map(
              (each) =>
                `- **${escapeMarkdown(findingLead(each))}**${each.claims.length === 0 ? "" : ` (${escapeMarkdown(each.claims.join(", "))})`}: ${escapeMarkdown(each.text)}`,
            )
            .join("\n"),
        ]),
    "### Reasons",
    ...reviewers.map(
      (reviewer) =>
        `**${escapeMarkdown(`${reviewerText(reviewer)}: ${points(reviewer.overall)}.`)}**\n\n${reviewer.scores.map(({ dimension, score, reason }) => `- ${dimension} ${points(score)}: ${escapeMarkdown(reason)}`).join("\n")}`,
    ),
  ];
}
