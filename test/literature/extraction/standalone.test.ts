import { describe, expect, it } from "vitest";
import { claimsOf } from "../../../src/literature/extraction/index.js";
import { aDocument } from "./a-document.js";

const sampler = "We propose a novel hybrid batch training strategy to reduce language bias. ";
const named = "We introduce RankFlow, a new method for training retrievers on mixed batches. ";
const both = `${named}We also introduce PolyBench, a benchmark of 4,000 queries in nine languages. `;
const two = `${named}We further propose SpanGate, a method for filtering passages by their length. `;

/** The sentence after `before` once it can stand alone, or why it cannot. */
async function after(before: string, sentence: string) {
  const document = await aDocument(`# A paper\n\n## Abstract\n\n${before}${sentence}\n`);
  const { prepared, refused } = claimsOf(document);
  const found = prepared.find(({ candidate }) => candidate.sentence.text === sentence);
  const why = refused.find(({ excerpt }) => excerpt === sentence)?.reason;
  return { text: found?.standalone.text ?? why, ...found?.standalone };
}

describe("resolves", () => {
  it.each([
    ["authors", "", "We found lower rates in adults.", "The authors found lower rates in adults."],
    [
      "their things",
      "",
      "Rates fell in our sample of adults.",
      "Rates fell in the authors' sample of adults.",
    ],
    [
      "US is a country",
      "",
      "In the US rates fell, which led us to stop.",
      "In the US rates fell, which led the authors to stop.",
    ],
    ["opening link", "", "However, rates fell in adults over time.", "Rates fell in adults over time."],
    [
      "two links",
      "",
      "In this paper, we therefore show that rates fell.",
      "The authors therefore show that rates fell.",
    ],
    [
      "purpose that points back",
      "",
      "To address this gap, we counted all beetles.",
      "The authors counted all beetles.",
    ],
    ["citation", "", "Rates fell in adults [12, 13] over time.", "Rates fell in adults over time."],
    ["number of a note", "", "Rates fell in adults over time.3,4", "Rates fell in adults over time."],
    ["label", "", "RESULTS: Rates fell in adults over time.", "Rates fell in adults over time."],
    ["own results", "", "These results show that rates fell.", "The authors' results show that rates fell."],
    [
      "own study with adjectives",
      "",
      "In this large-scale study rates fell.",
      "In the authors' large-scale study rates fell.",
    ],
    ["own paper", "", "This paper compares rates in adults.", "The authors' paper compares rates in adults."],
    [
      "the approach, phrase",
      sampler,
      "The approach fine-tunes language models.",
      "The hybrid batch training strategy fine-tunes language models.",
    ],
    [
      "proposed method, phrase",
      sampler,
      "Tests show that the proposed method reduces bias.",
      "Tests show that the hybrid batch training strategy reduces bias.",
    ],
    ["our method, name", named, "Our method reduces bias by 12%.", "RankFlow reduces bias by 12%."],
    [
      "our new method, name",
      named,
      "Bias fell with our new method by 12%.",
      "Bias fell with RankFlow by 12%.",
    ],
    ["this method, name", named, "This method reduces bias by 12%.", "RankFlow reduces bias by 12%."],
    ["it, name", named, "It reduces bias by 12% on average.", "RankFlow reduces bias by 12% on average."],
    ["its, name", named, "Its bias was 12% lower on average.", "RankFlow's bias was 12% lower on average."],
    [
      "our benchmark among a method and a benchmark",
      both,
      "Our benchmark covers six scripts.",
      "PolyBench covers six scripts.",
    ],
    [
      "our method among a method and a benchmark",
      both,
      "Our method is best on it in all scripts.",
      "RankFlow is best on it in all scripts.",
    ],
    [
      "it of what was introduced last",
      both,
      "It covers six scripts in nine languages.",
      "PolyBench covers six scripts in nine languages.",
    ],
  ])("%s", async (_, before, sentence, expected) => {
    expect((await after(before, sentence)).text).toBe(expected);
  });
});

describe("leaves", () => {
  it.each([
    ["it that is no pronoun", "", "It is known that rates fell in adults.", []],
    ["our method among two", two, "Our method reduces bias by 12%.", []],
    ["a name as it is written", "", "mBERT reduces bias by 12% on average.", []],
    ["our model size", named, "Bias grew with model size in adults.", []],
    ["what points elsewhere", "", "Rates fell in these two groups of adults.", ["these two groups"]],
    [
      "a trial that may be the cited one",
      "",
      "Rates fell in this trial (Okoye et al. 2019).",
      ["this trial"],
    ],
    ["the former", "", "Rates fell in the former group of adults.", ["the former"]],
    ["an unnamed proposal", "", "Rates fell under the proposed policy.", ["the proposed policy"]],
  ])("%s", async (_, before, sentence, open) => {
    const { text, unresolved } = await after(before, sentence);
    expect(text).toBe(sentence.replace("Our method", "The authors' method"));
    expect(unresolved).toEqual(open);
  });
});

describe("refuses what begins with a pronoun for which there is no name", () => {
  it.each([
    ["It", "Rates fell in adults. ", "It was lower in children than in adults."],
    ["They", named, "They were lower in children than in adults."],
    ["Its", "", "Its rate was lower in children."],
    ["This", "", "This suggests that rates fell in adults."],
    ["This", "", "This contradicts earlier reports of lower rates."],
    ["These", "", "These include lower rates in adults."],
    ["Both", "", "Both were lower in children than in adults."],
  ])("%s: %s%s", async (word, before, sentence) => {
    expect((await after(before, sentence)).text).toBe(`begins with "${word}", which nothing near it names`);
  });
});

it("does not take a noun after this for a verb", async () => {
  for (const sentence of ["This analysis included 40 adults.", "This species was rare in all lakes."]) {
    expect((await after("", sentence)).text).not.toContain("begins with");
  }
});

it("tells what was put for what", async () => {
  const { resolved } = await after(named, "Our method reduces bias in our tests.");
  expect(resolved).toEqual([
    { from: "Our method", to: "RankFlow" },
    { from: "our", to: "the authors'" },
  ]);
});

it("does not reach over a section for a pronoun", async () => {
  const document = await aDocument(
    `# T\n\n## Abstract\n\n${named}\n\n## Conclusion\n\nIt reduces bias by 12%.\n`,
  );
  const { refused } = claimsOf(document);
  expect(refused.map(({ reason }) => reason)).toContain('begins with "It", which nothing near it names');
});
