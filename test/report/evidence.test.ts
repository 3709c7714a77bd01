import { describe, expect, test } from "vitest";
import { judgeClaim } from "../../src/claims/claim.js";
import type { Passage } from "../../src/claims/model.js";
import { evidenceOf } from "../../src/report/evidence.js";
import type { Report } from "../../src/report/model.js";

const report = { references: [] } as unknown as Report;

function sources(passage: Partial<Passage>) {
  const full: Passage = {
    work: "arXiv:1",
    locator: "section 2",
    text: "It says so.",
    start: 0,
    end: 11,
    sha256: "0".repeat(64),
    score: 0.5,
    ...passage,
  };
  const claim = judgeClaim({
    id: "c",
    text: "It is so.",
    source: {
      toSource: () => ({ work: "arXiv:1" }),
      ground: () => ({ verdict: "supported", passages: [full], confidence: 0.9 }),
    },
  });
  return evidenceOf(claim, { number: 3, id: "c" }, report).sources;
}

describe("the passages behind a claim", () => {
  test("in a source's own words are quotations", () => {
    expect(sources({ start: 40, end: 51 })).toEqual([
      {
        cited: "arXiv:1, §2",
        quote: "It says so.",
        place: "characters 40 to 51 of the document with sha256 000000000000…",
        note: "match 0.50",
      },
    ]);
  });

  test("in the library's words are never quotations", () => {
    expect(sources({ summary: true })).toEqual([
      { cited: "arXiv:1, §2", summary: "It says so.", note: "in the library’s words, match 0.50" },
    ]);
  });
});
