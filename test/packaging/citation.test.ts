import { readFileSync } from "node:fs";
import { load } from "js-yaml";
import { describe, expect, it } from "vitest";
import { isLicenceId } from "../../src/archive/index.js";

const fromRoot = (name: string) => readFileSync(new URL(`../../${name}`, import.meta.url), "utf8");

describe("CITATION.cff", () => {
  const citation = load(fromRoot("CITATION.cff")) as Record<string, unknown>;
  const manifest = JSON.parse(fromRoot("package.json")) as Record<string, string>;

  // That it fits the Citation File Format is checked by cffconvert in test/interop/archive/check.py.
  it("names the version, the licence and the program of package.json", () => {
    expect(citation.version).toBe(manifest.version);
    expect(citation.license).toBe(manifest.license);
    expect(isLicenceId(String(citation.license))).toBe(true);
    expect(citation.title).toMatch(new RegExp(`^${manifest.name}: `));
  });

  it("names those whom LICENSE names", () => {
    const [, holders] = /^Copyright \(c\) \d{4} (.+)$/m.exec(fromRoot("LICENSE"))!;
    const names = (citation.authors as { name: string }[]).map(({ name }) => name.toLowerCase());
    expect(names).toEqual([holders!.toLowerCase()]);
  });
});
