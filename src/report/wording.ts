import type { Report } from "./model.js";
import { plural } from "./numbers.js";

/** The fixed sentences of both profiles, in claimbook's own words; the numbers keep the places that readers know. */

export function examinedSentence({ examines }: Report): string | undefined {
  if (examines === undefined) return undefined;
  return `This paper examines: ${endSentence(examines.title ?? examines.work)}`;
}

export function questionSentence({ question }: Report): string | undefined {
  return question === undefined ? undefined : `Research question: ${question.trim()}`;
}

export function methodologySentences(report: Report): string[] {
  const { databases, retrieved } = report.methodology;
  const where =
    databases.length === 0
      ? "No literature search is recorded in the notebook"
      : `A recorded search of ${plural(databases.length, "source")} (${databases.join(", ")})`;
  return [
    databases.length === 0 ? `${where}: 0 papers.` : `${where} yielded ${plural(retrieved, "paper")}.`,
    "Each claim was stated in the notebook and judged there: by passages of the retrieved texts, by tables that the source printed, and by values that the notebook computed.",
    report.review === undefined
      ? "The claims were not reviewed, so there is no quality score."
      : `An assessment by ${plural(report.review.reviewers, "automated reviewer")} produced a quality score of ${score(report.review.score)}/10.`,
  ];
}

export function resultsSentences(report: Report): string[] {
  const { claims, verified } = report.tally;
  return [
    `${plural(report.methodology.retrieved, "paper")} retrieved.`,
    `${plural(claims, "claim")} extracted; ${verified} verified.`,
    `Quality review score: ${report.review === undefined ? "not reviewed" : `${score(report.review.score)}/10`}.`,
  ];
}

/** What holds for every report of this kind, whatever the notebook says of its own limits. */
export const standingLimitations = [
  "This report was put together by a program from an executed notebook; no person vouches for it as a whole.",
  "A tick says that a retrieved text states the claim and that no check made here speaks against it: it does not say that the claim is true.",
  "Retrieval, matching of passages and automated review can miss or misread a source, and a measurement stands for the data and the scale it was made with.",
  "Whoever relies on a claim should read its source.",
];

/** What a reader must know before anything else: parts of the notebook that did not run, or failed. */
export function warnings({ notebook, claims, provenance }: Report): string[] {
  const { codeCells, executed, failed } = notebook;
  return [
    ...(executed < codeCells
      ? [
          `${codeCells - executed} of the notebook's ${codeCells} code cells were not executed; what they would say is missing here.`,
        ]
      : []),
    ...(failed > 0
      ? [
          `${plural(failed, "cell")} of the notebook failed; what ${failed === 1 ? "it" : "they"} would say is missing here.`,
        ]
      : []),
    ...(provenance.status === undefined || provenance.status === "ok" || failed > 0
      ? []
      : [`The run of the notebook did not end well: ${provenance.status}.`]),
    ...(claims.length === 0 ? ["The notebook states no claims."] : []),
  ];
}

export const score = (value: number) => value.toFixed(1);

function endSentence(text: string): string {
  return /[.!?]$/.test(text.trim()) ? text.trim() : `${text.trim()}.`;
}
