import { describe, expect, it } from "vitest";
import { compared, groupDuplicates } from "../../../src/literature/extraction/index.js";

const same = (a: string, b: string) => groupDuplicates([a, b].map((text) => compared(text))).length === 1;

describe("one statement", () => {
  it.each([
    ["Hybrid training reduces language bias.", "Hybrid training reduces the language bias."],
    [
      "Hybrid training reduces language bias.",
      "The authors show that hybrid training reduces language bias.",
    ],
    ["Nitrogen lowers species richness in meadows.", "Nitrogen lowers the species richness of meadows."],
    ["Aspirin reduced the risk of stroke by 12%.", "Aspirin reduced the risk of stroke by 12 %."],
    ["Aspirin reduced the risk of stroke by 12%.", "Aspirin reduced the risk of stroke by 12 per cent."],
    ["The reform raised wages in 1,200 firms.", "The reform raised wages in 1200 firms."],
    [
      "Drought reduced seedling survival in oak forests.",
      "Seedling survival in oak forests was reduced by drought.",
    ],
    [
      "Plantations stored less carbon than forests.",
      "Compared with forests, plantations stored less carbon.",
    ],
  ])("%s = %s", (a, b) => expect(same(a, b)).toBe(true));
});

describe("two statements", () => {
  it.each([
    ["direction", "The drug increases blood pressure.", "The drug reduces blood pressure."],
    [
      "direction of effect",
      "The ligand activates the receptor in mice.",
      "The ligand blocks the receptor in mice.",
    ],
    ["prefix", "The gene was upregulated in old mice.", "The gene was downregulated in old mice."],
    [
      "negation",
      "Vaccination affected preterm birth rates.",
      "Vaccination did not affect preterm birth rates.",
    ],
    ["without", "Growth was observed with nitrogen added.", "Growth was observed without nitrogen added."],
    [
      "number",
      "Accuracy rose by 3.1 points on the test set.",
      "Accuracy rose by 1.3 points on the test set.",
    ],
    [
      "per cent or not",
      "Yields rose by 12 in all the districts.",
      "Yields rose by 12% in all the districts.",
    ],
    ["sign", "The effect on income was 0.3 units.", "The effect on income was -0.3 units."],
    ["a number more", "The reform raised wages.", "The reform raised wages by 4%."],
    ["data set", "Hybrid training is best on XQuAD-R.", "Hybrid training is best on MLQA-R."],
    ["who is better", "BM25 outperforms DPR on rare words.", "DPR outperforms BM25 on rare words."],
    [
      "who acts on whom",
      "Inflation causes unemployment in small states.",
      "Unemployment causes inflation in small states.",
    ],
    ["quantifier", "All models degrade on long inputs.", "Some models degrade on long inputs."],
    ["hedge", "Coffee lowers the risk of stroke.", "Coffee may lower the risk of stroke."],
    [
      "opposite adjective",
      "Antibody titres were sensitive to heat.",
      "Antibody titres were resistant to heat.",
    ],
    [
      "one group and another",
      "Patients with a recent diagnosis had a higher risk of infection than others.",
      "Patients with a lifetime diagnosis had a higher risk of infection than others.",
    ],
    [
      "one setting and another",
      "Metformin decreased the growth of tumour cells in vivo.",
      "Metformin decreased the growth of tumour cells in vitro.",
    ],
    ["subject", "Old mice lived longer on the diet.", "Young women saved more in the crisis."],
  ])("%s: %s / %s", (_, a, b) => expect(same(a, b)).toBe(false));
});

it("groups later statements with the first that they equal", () => {
  const texts = [
    "Hybrid training reduces language bias.",
    "Nitrogen lowers species richness.",
    "Hybrid training reduces the language bias.",
    "Nitrogen lowers the species richness.",
    "Hybrid training increases language bias.",
  ];
  expect(groupDuplicates(texts.map((text) => compared(text)))).toEqual([[0, 2], [1, 3], [4]]);
});
