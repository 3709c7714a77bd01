import { existsSync, readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { ClaimbookError } from "../../../src/errors.js";
import { packageRoot } from "../../../src/paths.js";
import { buildReport } from "../../../src/report/build.js";
import { synthesisMarkdown } from "../../../src/report/markdown/synthesis.js";
import type { Report } from "../../../src/report/model.js";
import { showControls } from "../../../src/report/shown-controls.js";
import { documentOf } from "../../../src/report/synthesis/of-report.js";
import { readSynthesis } from "../../../src/report/synthesis/read.js";
import { synthesisAsMarkdown, synthesisAsText } from "../../../src/report/synthesis/write.js";
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
/** Markdown that shows a text as it is. */
const escaped = (text: string) => text.replace(/[!-/:-@[-`{-~]/g, "\\$&");

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
          fc.pre(rows.every(([text]) => showControls(text).trim() !== ""));
          const report = sample;
          const [first] = report.claims;
          const claims = rows
            .filter(([text]) => text.trim() !== "")
            .map(([text, verified]) => ({ ...first!, claim: { ...first!.claim, text, verified } }));
          const read = readSynthesis(synthesisMarkdown({ ...report, claims }), "r.md");
          expect(read.title).toBe(report.title);
          expect(read.date).toBe(report.date);
          expect(read.claims.map(({ text, verified }) => [text, verified])).toEqual(
            claims.map(({ claim }) => [
              showControls(claim.text).replace(/\s+/gu, " ").trim(),
              claim.verified,
            ]),
          );
        },
      ),
      { numRuns: 200 },
    );
  });

  // Words of several scripts with all that Markdown and tables take for their own.
  const word = fc.oneof(
    fc.string({ unit: "grapheme", minLength: 1, maxLength: 8 }),
    fc.constantFrom(
      "a|b",
      "\\|",
      "&lt;",
      "*b*",
      "_c_",
      "`d`",
      "[e](f)",
      "3.",
      "95 %",
      "<g>",
      "مرحبا",
      "日本",
      "\\",
      "✓",
    ),
  );
  const sentence = fc
    .array(word, { minLength: 1, maxLength: 8 })
    .map((words) => showControls(`W ${words.join(" ")} w`).replace(/\s+/gu, " "));
  const count = fc.integer({ min: 0, max: 20_000 });
  const documents = fc
    .record({
      title: sentence,
      byline: fc.option(sentence, { nil: undefined }),
      abstract: fc.option(sentence, { nil: undefined }),
      question: fc.option(
        sentence.map((text) => `${text}?`),
        { nil: undefined },
      ),
      examines: fc.option(sentence, { nil: undefined }),
      date: fc.constantFrom("2026-06-22", "1999-12-31", "2031-01-01"),
      retrieved: count,
      verified: count,
      score: fc.option(fc.integer({ min: 0, max: 100 }), { nil: undefined }),
      claims: fc.array(
        fc.record({
          text: sentence,
          verified: fc.boolean(),
          confidence: fc.option(fc.integer({ min: 0, max: 100 }), { nil: undefined }),
        }),
        { minLength: 1, maxLength: 5 },
      ),
      references: fc.array(fc.oneof(sentence, fc.webUrl()), { maxLength: 4 }),
    })
    .map((made): Report => {
      const report = structuredClone(sample);
      const [first] = report.claims;
      report.title = escaped(made.title);
      report.date = made.date;
      for (const key of ["byline", "question"] as const) {
        if (made[key] === undefined) delete report[key];
        else report[key] = made[key];
      }
      if (made.abstract === undefined) {
        delete report.abstract;
        delete report.answer;
      } else report.abstract = escaped(made.abstract);
      if (made.examines === undefined) delete report.examines;
      else report.examines = { work: "arXiv:2999.00001v1", title: made.examines };
      report.methodology.retrieved = made.retrieved;
      report.tally = { ...report.tally, claims: made.claims.length, verified: made.verified };
      if (made.score === undefined) delete report.review;
      else report.review = { score: made.score / 10, reviewers: 3 };
      report.claims = made.claims.map(({ text, verified, confidence }) => {
        const { confidence: _, ...grounding } = first!.claim.grounding;
        const known = confidence === undefined ? {} : { confidence: confidence / 100 };
        return {
          ...first!,
          claim: { ...first!.claim, text, verified, grounding: { ...grounding, ...known } },
        };
      });
      report.references = made.references.map((text) => ({
        id: text,
        text,
        short: text,
        ...(/^https?:/.test(text) ? { url: text } : {}),
      }));
      return report;
    });

  it("written by claimbook comes back field by field, from Markdown and from text", () => {
    fc.assert(
      fc.property(documents, (report) => {
        const said = documentOf(report);
        expect(readSynthesis(synthesisMarkdown(report), "r.md")).toEqual(said);
        expect(readSynthesis(synthesisAsText(said), "r.txt")).toEqual(said);
      }),
      { numRuns: 150 },
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

    it.each(existsSync(seeds) ? readdirSync(seeds) : [])(
      "%s keeps every field, written again and read",
      (name) => {
        const read = readSynthesis(readFileSync(path.join(seeds, name), "utf8"), name);
        expect(readSynthesis(synthesisAsMarkdown(read), "again.md")).toEqual(read);
        expect(readSynthesis(synthesisAsText(read), "again.txt")).toEqual(read);
        // And once more: writing what was read changes nothing.
        expect(synthesisAsText(readSynthesis(synthesisAsText(read), "again.txt"))).toBe(
          synthesisAsText(read),
        );
      },
    );
  });
});
