import { readFile } from "node:fs/promises";
import path from "node:path";
import { describe, expect, it } from "vitest";
import {
  cues,
  fitKinds,
  kindOf,
  kindWeights,
  measureKinds,
  sentenceKinds,
  splitSentences,
} from "../../../src/literature/extraction/index.js";
import { packageRoot } from "../../../src/paths.js";

const table = await readFile(path.join(packageRoot, "bench", "claim-kinds", "sentences.tsv"), "utf8");
const { fitting, held } = splitSentences(table);

it("is measured on sentences of every kind that it was not fitted on", () => {
  expect(fitting.length + held.length).toBeGreaterThan(300);
  expect(new Set(held.map(({ kind }) => kind))).toEqual(new Set(sentenceKinds));
  const known = new Set(fitting.map(({ text }) => text));
  expect(held.filter(({ text }) => known.has(text))).toEqual([]);
});

it("tells held-out sentences apart", () => {
  const { byKind, macroF1 } = measureKinds(held, (text) => kindOf(text).kind);
  expect(macroF1).toBeGreaterThan(0.85);
  for (const kind of sentenceKinds) {
    expect(byKind[kind].precision, `precision of ${kind}`).toBeGreaterThan(0.8);
    expect(byKind[kind].recall, `recall of ${kind}`).toBeGreaterThan(0.7);
  }
});

it("has the weights that the table gives", () => {
  const { bias, cues: fitted } = fitKinds(fitting);
  for (const kind of sentenceKinds) expect(kindWeights.bias[kind]).toBeCloseTo(bias[kind], 2);
  expect(Object.keys(kindWeights.cues)).toEqual(cues.map(({ name }) => name));
  for (const { name } of cues) {
    sentenceKinds.forEach((_, k) => {
      expect(kindWeights.cues[name]![k]).toBeCloseTo(fitted[name]![k]!, 2);
    });
  }
});

describe("a sentence's place", () => {
  it.each([
    ["Treatment options were compared in outpatients.", { label: "BACKGROUND: " }, "none"],
    ["Patients were seen weekly for a year.", { label: "METHODS: " }, "method"],
    ["The estimate may be too low.", { role: "limitations" }, "limitation"],
  ] as const)("%s", (sentence, place, kind) => {
    expect(kindOf(sentence, place).kind).toBe(kind);
  });
});

it("names the cues it goes by, those of what was found where a finding is reported", () => {
  const { cues: shown, kind } = kindOf(
    "Experiments on two datasets of 4,000 documents show that BoxRank outperforms its rivals.",
  );
  expect(kind).toBe("comparison");
  expect(shown).toContain("a finding is reported");
  expect(shown).toContain("verb of comparison");
  expect(shown).not.toContain("a collection");
});
