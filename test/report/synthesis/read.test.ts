import { existsSync, readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { ClaimbookError } from "../../../src/errors.js";
import { packageRoot } from "../../../src/paths.js";
import { buildReport } from "../../../src/report/build.js";
import { synthesisMarkdown } from "../../../src/report/markdown/synthesis.js";
import { readSynthesis } from "../../../src/report/synthesis/read.js";
import { sampleNotebook } from "../sample.js";

const seeds = path.resolve(packageRoot, "../shared/seeds");

const small = `Do nightlights predict rainfall?

Somebody Research

22 June 2026

Abstract

We look at lamps.

1 Introduction

This paper examines: Lamps and rain. Research question: Do lamps predict rain?.

2 Methodology

Systematic search yielded 4 papers.

3 Results

4 papers retrieved. 3 claims extracted; 1 independently verified. Quality review score: 7.0/10.

4 Limitations

None known.

5 Extracted Claims

ROWS

References

- <http://arxiv.org/abs/2001.00001v1>
- A. Author. Lamps. 2020.
`;
const pipes = `| Claim | Verified | Confidence |
|---|----------|------------|
| Lamps \\| lanterns predict rain. | ✓ | 0.40 |
| Rain predicts lamps. | × | 0.10 |
| Neither does. | × | – |`;
const tabs =
  "Claim\tVerified\tConfidence\nLamps \\| lanterns predict rain.\t✓\t0.40\nRain predicts lamps.\t×\t0.10\nNeither does.\t×\t–";
const lines = `Claim Verified Confidence
Lamps \\| lanterns
predict rain. ✓ 0.40
Rain predicts lamps. × 0.10
Neither does. × –`;

describe("a report in the synthesis format", () => {
  it.each([
    ["pipes", pipes],
    ["tabs", tabs],
    ["plain lines", lines],
  ])("is read with its claims set in %s", (_, rows) => {
    const read = readSynthesis(small.replace("ROWS", rows), "r.txt");
    expect(read).toMatchObject({
      title: "Do nightlights predict rainfall?",
      byline: "Somebody Research",
      date: "2026-06-22",
      abstract: "We look at lamps.",
      examines: "Lamps and rain",
      question: "Do lamps predict rain?",
      counts: { retrieved: 4, extracted: 3, verified: 1, score: 7 },
      references: ["http://arxiv.org/abs/2001.00001v1", "A. Author. Lamps. 2020."],
      problems: [],
    });
    expect(read.claims.map(({ text }) => text.replace("\\|", "|"))).toEqual([
      "Lamps | lanterns predict rain.",
      "Rain predicts lamps.",
      "Neither does.",
    ]);
    expect(read.claims.map(({ verified, confidence }) => [verified, confidence])).toEqual([
      [true, 0.4],
      [false, 0.1],
      [false, undefined],
    ]);
  });

  it("says where its numbers disagree", () => {
    const text = small
      .replace("ROWS", pipes)
      .replace("3 claims extracted; 1 ind", "5 claims extracted; 2 ind")
      .replace("yielded 4", "yielded 6");
    expect(readSynthesis(text, "r.txt").problems).toEqual([
      "It says that 5 claims were extracted; its table has 3.",
      "It says that 2 claims were verified; its table ticks 1.",
      "It says that 6 papers were found, and that 4 were.",
    ]);
  });

  it("marks claims that were cut off", () => {
    const long =
      "The approach that the authors propose fine-tunes several language models using a mix of pairs that are sampl";
    const read = readSynthesis(small.replace("ROWS", pipes.replace("Neither does.", long)), "r.txt");
    expect(read.claims.map(({ cut }) => cut)).toEqual([false, false, true]);
  });

  it("is refused when it is something else", () => {
    expect(() => readSynthesis("# A letter\n\nDear all,", "letter.md")).toThrow(ClaimbookError);
    expect(() => readSynthesis("# A letter\n\nDear all,", "letter.md")).toThrow(
      /no heading "Extracted Claims"/,
    );
  });

  const sample = buildReport(sampleNotebook(), { name: "sample", now: new Date(0), fixedDate: true });

  it("written by claimbook comes back with every claim, tick and number", () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.string({ unit: "grapheme", minLength: 1, maxLength: 60 }), fc.boolean()), {
          minLength: 1,
          maxLength: 6,
        }),
        (rows) => {
          const report = sample;
          const [first] = report.claims;
          const claims = rows
            .filter(([text]) => text.trim() !== "")
            .map(([text, verified]) => ({ ...first!, claim: { ...first!.claim, text, verified } }));
          const read = readSynthesis(synthesisMarkdown({ ...report, claims }), "r.md");
          expect(read.title).toBe(report.title);
          expect(read.date).toBe(report.date);
          expect(read.claims.map(({ text, verified }) => [text, verified])).toEqual(
            claims.map(({ claim }) => [claim.text.replace(/\s+/gu, " ").trim(), claim.verified]),
          );
        },
      ),
      { numRuns: 200 },
    );
  });

  describe.skipIf(!existsSync(seeds))("the five seeds (../shared/seeds)", () => {
    const expected: Record<string, [claims: number, ticks: number, retrieved: number, score: number]> = {
      "000": [11, 9, 11, 7.6],
      "001": [10, 9, 14, 8.1],
      "002": [11, 9, 5, 8],
      "003": [11, 9, 12, 7.4],
      "004": [11, 9, 13, 8],
    };
    it.each(existsSync(seeds) ? readdirSync(seeds) : [])("%s is read completely", (name) => {
      const read = readSynthesis(readFileSync(path.join(seeds, name), "utf8"), name);
      const [claims, ticks, retrieved, score] = expected[name.slice(0, 3)]!;
      expect(read.problems).toEqual([]);
      expect(read.claims).toHaveLength(claims);
      expect(read.claims.filter(({ verified }) => verified)).toHaveLength(ticks);
      expect(read.claims.every(({ confidence }) => confidence !== undefined)).toBe(true);
      expect(read.counts).toMatchObject({ extracted: claims, verified: ticks, retrieved, score });
      expect(read.references).toHaveLength(3);
      expect(read.sections.map(({ heading }) => heading)).toEqual([
        "1 Introduction",
        "2 Methodology",
        "3 Results",
        "4 Limitations",
      ]);
      expect([read.byline, read.title, read.question, read.date, read.examines]).not.toContain(undefined);
    });
  });
});
