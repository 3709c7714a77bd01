import fc from "fast-check";
import { expect, test } from "vitest";
import { knownLanguages, languageBranches, phylogeneticDistance } from "../../src/datasets/index.js";

test("branches go from the narrowest to the widest", () => {
  expect(languageBranches("en")).toEqual(["gmw", "gem", "ine"]);
  expect(languageBranches("ko")).toEqual([]);
});

test("relatives are nearer than strangers; isolates are far from all", () => {
  const [sister, cousin, stranger] = ["de", "hi", "sw"].map((tag) => phylogeneticDistance("en", tag));
  expect(sister).toBeCloseTo(0, 12);
  expect(cousin).toBeCloseTo(1 - 1 / 3, 12);
  expect(stranger).toBe(1);
  expect(phylogeneticDistance("ko", "ja")).toBe(1);
});

test("a distance is symmetric, between 0 and 1, and 0 from a language to itself", () => {
  const tag = fc.constantFrom(...knownLanguages());
  fc.assert(
    fc.property(tag, tag, (a, b) => {
      const there = phylogeneticDistance(a, b);
      expect(there).toBe(phylogeneticDistance(b, a));
      expect(there).toBeGreaterThanOrEqual(-1e-12);
      expect(there).toBeLessThanOrEqual(1);
      expect(phylogeneticDistance(a, a)).toBe(0);
    }),
  );
});
