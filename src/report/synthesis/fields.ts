import type { Report } from "../model.js";
import { monthFirst } from "../numbers.js";
import {
  examinedSentence,
  methodologySentences,
  questionSentence,
  resultsSentences,
  standingLimitations,
} from "../wording.js";

/** The fields of the synthesis profile, in their order, as both renderers set them. */
export interface Synthesis {
  title: string;
  byline: string | undefined;
  date: string;
  abstract: string | undefined;
  sections: { heading: string; text: string }[];
  /** Whole claims; `mark` is ✓ or ×; `confidence` has two decimals, or is a dash where none was estimated. */
  claims: { text: string; mark: "✓" | "×"; tone: "ok" | "no"; label: string; confidence: string }[];
  references: { url: string | undefined; text: string }[];
}

export function synthesisOf(report: Report): Synthesis {
  const section = (heading: string, sentences: readonly (string | undefined)[]) => ({
    heading,
    text: sentences.filter((sentence) => sentence !== undefined).join(" "),
  });
  return {
    title: report.title,
    byline: report.byline,
    date: monthFirst(report.date),
    abstract: report.abstract ?? report.answer,
    sections: [
      section("1 Introduction", [examinedSentence(report), questionSentence(report)]),
      section("2 Methodology", methodologySentences(report)),
      section("3 Results", resultsSentences(report)),
      section("4 Limitations", standingLimitations),
    ],
    claims: report.claims.map(({ claim }) => ({
      text: claim.text.replace(/\s+/g, " "),
      mark: claim.verified ? "✓" : "×",
      tone: claim.verified ? "ok" : "no",
      label: claim.verified ? "verified" : "not verified",
      confidence: claim.grounding.confidence === undefined ? "–" : claim.grounding.confidence.toFixed(2),
    })),
    references: report.references.map(({ url, text }) => ({ url, text })),
  };
}
