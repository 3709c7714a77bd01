import { describe, expect, it } from "vitest";
import { DatasetRecord } from "../../src/datasets/record.js";
import { dataset, datasets } from "../../src/datasets/registry.js";
import { schemaProblems } from "../../src/json-schema.js";
import { fromShared, shared } from "./shared-data.js";

describe("registry", () => {
  it("says of every data set what it is, whose it is and how to cite it", () => {
    for (const entry of datasets) {
      for (const field of ["name", "about", "licence", "citation"] as const)
        expect(entry[field], `${entry.name}: ${field}`).not.toBe("");
      const madeHere = entry.sources.every(({ kind }) => kind === "dataset" || kind === "package");
      if (!madeHere) expect(entry.home, entry.name).toMatch(/^https:\/\//);
      expect(entry.sources.length, entry.name).toBeGreaterThan(0);
      for (const language of entry.languages)
        expect(language, entry.name).toMatch(/^[a-z]{2,3}(-[A-Z][a-z]{3})?(-[A-Z]{2})?$/);
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

  /** Tasks of one language each. */
  const byLanguage = ["miracl", "xtreme-r-tatoeba"];
  const there = datasets.filter(
    ({ name, sources }) =>
      sources.every((source) => source.kind === "dataset" && shared.has(source.name)) || shared.has(name),
  );
  it.skipIf(there.length === 0).each(there.map((entry) => [entry.name, entry] as const))(
    "loads %s from ../shared/data with a valid record of its name and licence",
    async (name, entry) => {
      const some = byLanguage.includes(name) ? { languages: ["sw"] } : {};
      const { record } = await entry.load({ ...fromShared, ...some });
      expect(schemaProblems(DatasetRecord, record)).toEqual([]);
      expect(record.name).toBe(name);
      expect(record.sha256).toMatch(/^[0-9a-f]{64}$/);
      expect(Object.values(record.counts).every(Number.isSafeInteger)).toBe(true);
    },
  );
});
