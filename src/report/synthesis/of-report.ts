import { plainText } from "../html/prose.js";
import type { Report } from "../model.js";
import { showControls } from "../shown-controls.js";
import { score } from "../wording.js";
import { isCut } from "./claim-rows.js";
import type { SynthesisDocument } from "./document.js";
import { synthesisOf } from "./fields.js";
import { problemsOf } from "./problems.js";

/**
 * What the synthesis profile of a report says, field by field: `readSynthesis` of the profile's Markdown or text
 * gives the same again. Titles and abstracts are Markdown in a report and plain text here.
 */
export function documentOf(report: Report): SynthesisDocument {
  const { title, byline, sections, references } = synthesisOf(report);
  const { tally, review, methodology, question, examines } = report;
  const counts = {
    retrieved: methodology.retrieved,
    extracted: tally.claims,
    verified: tally.verified,
    score: review === undefined ? undefined : Number(score(review.score)),
  };
  const claims = report.claims.map(({ claim }) => {
    const text = line(claim.text);
    const { confidence } = claim.grounding;
    return {
      text,
      verified: claim.verified,
      confidence: confidence === undefined ? undefined : Number(confidence.toFixed(2)),
      cut: isCut(text),
    };
  });
  const abstract = report.abstract ?? report.answer;
  const parts = sections.map(({ heading, text }) => ({ heading, text: line(text) }));
  const prose = [parts[2]?.text, parts[1]?.text].join("\n");
  return {
    title: line(plainText(title)),
    byline: byline === undefined ? undefined : filled(line(byline)),
    date: report.date,
    abstract: abstract === undefined ? undefined : filled(line(plainText(abstract))),
    examines:
      examines === undefined
        ? undefined
        : filled(line(line(examines.title ?? examines.work).replace(/\.$/, ""))),
    question: question === undefined ? undefined : filled(line(question).replace(/([?!.])[?!.]+$/, "$1")),
    counts,
    sections: parts,
    claims,
    references: references.map(({ url, text }) => url ?? line(text)),
    problems: problemsOf(counts, claims, prose),
  };
}

const line = (text: string) => showControls(text).replace(/\s+/g, " ").trim();
const filled = (text: string) => (text === "" ? undefined : text);
