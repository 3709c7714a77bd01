import { describe, expect, it } from "vitest";
import { flowingRows } from "../../src/audit/flowing-rows.js";
import { uniqueClaims } from "../../src/audit/unique-claims.js";

const row = (text: string, report: number, cut = false) => ({
  text,
  cut,
  report,
  verified: true,
  confidence: 0.4,
});
const count = (...texts: string[]) => uniqueClaims(texts.map((text, i) => row(text, i))).length;

describe("claims of several reports", () => {
  it.each([
    [
      "Experiments were conducted on XQuAD-R and MIRACL Datasets.",
      "Experiments on XQuAD-R and MIRACL Datasets.",
    ],
    [
      "We report the mean average precision (mAP) for MLQA-R.",
      "The mean average precision (mAP) is reported for MLQA-R.",
    ],
    [
      "The hybrid sampling achieves the best yield in dry soils.",
      "Hybrid sampling achieves the best yield in dry soils.",
    ],
    ["Rye reduces leaching compared to fallow.", "Rye reduces leaching compared with fallow."],
  ])("are one when only their framing differs: %s / %s", (a, b) => {
    expect(count(a, b)).toBe(1);
  });

  it.each([
    ["Rye reduces leaching compared to fallow.", "Rye substantially reduces leaching compared to fallow."],
    ["Rye reduces leaching compared to fallow.", "Rye increases leaching compared to fallow."],
    ["Rye reduces leaching by 40% in winter.", "Rye reduces leaching by 60% in winter."],
    ["Rye does better than clover on sandy soils.", "Clover does better than rye on sandy soils."],
    ["Rye does better than clover in dry soils.", "Rye does better than clover in dry soils and wet soils."],
    ["Experiments were conducted on SQuAD.", "Experiments were conducted on MIRACL."],
    ["Rye improves yield on all plots.", "Rye improves yield on some plots."],
  ])("are two when degree, direction, number, order, scope or name differ: %s / %s", (a, b) => {
    expect(count(a, b)).toBe(2);
  });

  it("are one when one is the cut-off beginning of the other, and the whole one is judged", () => {
    const whole =
      "The trial ran on 24 plots at the Lindau station from 2014 to 2020, with four replicates of each.";
    const [claim, ...others] = uniqueClaims([
      row(whole.slice(0, 60), 0, true),
      row(whole, 1),
      row(whole.slice(0, 72), 2, true),
    ]);
    expect(others).toEqual([]);
    expect(claim).toMatchObject({ text: whole, cut: false });
    expect(claim!.said.map(({ report }) => report)).toEqual([0, 1, 2]);
  });

  it("are one when two are cut at the same place and the last word was tidied", () => {
    const start =
      "The approach fine-tunes language models on a mix of monolingual and cross-lingual question-answer pair";
    expect(uniqueClaims([row(`${start}s`, 0, true), row(`${start} b`, 1, true)])).toHaveLength(1);
    expect(uniqueClaims([row(`${start}s`, 0, true), row(`${start} batches of`, 1, true)])).toHaveLength(2);
  });

  it("keep every row, in whatever order they come", () => {
    const rows = [row("Rye is tall.", 0), row("Rye is not tall.", 1), row("Rye is tall.", 2)];
    const said = uniqueClaims(rows).flatMap((claim) => claim.said);
    expect(said).toHaveLength(3);
    expect(uniqueClaims(rows)).toHaveLength(2);
  });
});

describe("rows in the running text of a page", () => {
  it("end where a mark and a number stand, whatever lines and borders became of", () => {
    const text =
      "Claim Verified Confidence Rye reduces leaching ✓ 0.41 Clover does\nnot. × 0,07\n\n| Fallow loses carbon. | ✔ | – | | Plots measure 3 × 0.5 m each. | ✓ | 1 |";
    expect(flowingRows(text).map(({ text, verified, confidence }) => [text, verified, confidence])).toEqual([
      ["Rye reduces leaching", true, 0.41],
      ["Clover does not.", false, 0.07],
      ["Fallow loses carbon.", true, undefined],
      ["Plots measure 3 × 0.5 m each.", true, 1],
    ]);
  });

  it("keep a claim whose mark cannot be read, without one", () => {
    expect(flowingRows("Rye reduces leaching \uFFFD 0.41")).toMatchObject([
      { text: "Rye reduces leaching", verified: undefined, confidence: 0.41 },
    ]);
  });

  it("leave out the title that pages repeat at their head", () => {
    const title = "Soil carbon under cover crops after six years";
    expect(flowingRows(`Rye reduces ${title} leaching ✓ 0.41`, title)[0]?.text).toBe("Rye reduces leaching");
  });

  it("take time in proportion to the text", () => {
    expect(flowingRows("✓ ".repeat(100_000))).toEqual([]);
    expect(flowingRows(`${"a ".repeat(200_000)} ✓ 0.4`)).toHaveLength(1);
  });
});
