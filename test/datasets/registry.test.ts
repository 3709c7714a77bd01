import { describe, expect, it } from "vitest";
import { dataset, datasets } from "../../src/datasets/registry.js";

describe("registry", () => {
  it("says of every data set what it is, whose it is and how to cite it", () => {
    for (const entry of datasets) {
      for (const field of ["name", "about", "licence", "citation"] as const)
        expect(entry[field], `${entry.name}: ${field}`).not.toBe("");
      expect(entry.home).toMatch(/^https:\/\//);
      expect(entry.sources.length, entry.name).toBeGreaterThan(0);
      for (const language of entry.languages)
        expect(Intl.getCanonicalLocales(language), entry.name).toEqual([language]);
    }
    const names = datasets.map(({ name }) => name);
    expect(new Set(names).size).toBe(names.length);
  });

  it("names its data sets when asked for another", () => {
    expect(dataset("cldr-captions").name).toBe("cldr-captions");
    expect(() => dataset("cldr-caption")).toThrow(
      expect.objectContaining({ kind: "usage", wayOut: expect.stringContaining("cldr-captions") }),
    );
  });
});
