import { describe, expect, it } from "vitest";
import type { Claim } from "../../src/claims/model.js";
import { checkConsistency } from "../../src/literature/consistency/index.js";
import { Random } from "../../src/random.js";
import { consistencyNotes } from "../../src/review/consistency.js";
import { reviewNow } from "../../src/review/review-subject.js";
import { generatedPaper, type Planted } from "../literature/consistency/generated-paper.js";
import { claimOf, subjectWith } from "./subjects.js";

interface Place {
  text: string;
  start: number;
  end: number;
}

/** A paper of which one sentence does not agree with its tables, that sentence, and the finding about it. */
function slipped(planted: Planted) {
  const document = generatedPaper(new Random(`review ${planted}`), planted);
  const finding = checkConsistency(document).find(({ place }) => place.sentence !== undefined)!;
  return { document, finding, sentence: finding.place.sentence! };
}

function quoting(work: string, { text, start, end }: Place, id = "resting"): Claim {
  const claim = claimOf(text, { id, work });
  return { ...claim, source: { work, quote: { text, start, end, sha256: "0".repeat(64) } } };
}

function resting(work: string, { text, start, end }: Place): Claim {
  const claim = claimOf(text, { work, passage: text });
  const passages = claim.grounding.passages.map((passage) => ({ ...passage, start, end }));
  return { ...claim, grounding: { ...claim.grounding, passages } };
}

describe("a sentence that its own tables do not bear out", () => {
  const { document, finding, sentence } = slipped("direction");
  const notes = (claim: Claim) => consistencyNotes([document], [{ claim }]);

  it.each([
    ["quotes it", quoting(document.work, sentence)],
    ["was grounded in it", resting(document.work, sentence)],
    ["quotes part of it", quoting(document.work, { ...sentence, start: sentence.start + 5 })],
  ])("is told of a claim that %s: a slip of the source, no grave one of the report", (_, claim) => {
    expect(notes(claim)).toEqual([
      {
        finding: {
          kind: "comparison not borne out",
          severity: "minor",
          text: `In ${document.work}: ${finding.text}`,
        },
        claims: [claim.id],
      },
    ]);
  });

  it.each([
    [
      "of another sentence",
      quoting(document.work, { ...sentence, start: sentence.end, end: sentence.end + 9 }),
    ],
    ["of another work, whatever its place", quoting("doi:10.5555/another", sentence)],
    ["without a place", claimOf(sentence.text, { work: document.work })],
  ])("is no matter of a claim %s", (_, claim) => {
    expect(notes(claim)).toEqual([]);
  });

  it("is one note for all the claims that rest on it, and a finding of the review", () => {
    const claims = ["a", "b"].map((id) => ({ claim: quoting(document.work, sentence, id) }));
    const consistency = consistencyNotes([document], claims);
    expect(consistency.map((note) => note.claims)).toEqual([["a", "b"]]);
    const { findings } = reviewNow(subjectWith([], { claims, consistency }));
    expect(findings).toContainEqual({ ...consistency[0]!.finding, claims: ["a", "b"] });
  });
});

it("a number that no table has makes no sentence a bad witness: tables do not print everything", () => {
  const { document, finding, sentence } = slipped("number");
  expect(finding.kind).toMatch(/^number/);
  expect(consistencyNotes([document], [{ claim: quoting(document.work, sentence) }])).toEqual([]);
});
