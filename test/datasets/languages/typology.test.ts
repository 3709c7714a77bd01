import { readFile } from "node:fs/promises";
import path from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import {
  languageInfo,
  languageTag,
  TYPOLOGY_KINDS,
  Typology,
  typologicalDistance,
  typology,
} from "../../../src/datasets/languages/index.js";
import { shared } from "../shared-data.js";

const record = {
  schema: "claimbook/dataset/1" as const,
  name: "lang2vec",
  version: "1",
  origin: "here",
  licence: "CC-BY-SA-4.0",
  sha256: "",
  options: {},
};
const features = "lang,iso639_3,S_A,S_B,P_A,INV_A\nam,amh,1,0,1,0\ntl,tgl,1,1,0,1\nno,nob,0,0,1,1\n";
const branches = JSON.stringify({ am: { iso639_3: "amh", families: ["F_Afro-Asiatic", "F_Semitic"] } });
const pairwise = "a,b,genetic_cosdist,geographic_cosdist\nam,tl,1.0,0.1\nam,no,nan,0.07\n";

describe("Typology", () => {
  const small = () => new Typology(features, branches, pairwise, record);

  it("measures 1 - cosine over the features of a kind", () => {
    expect(small().distance("am", "fil", "syntactic")).toBeCloseTo(1 - 1 / Math.sqrt(2), 12);
    expect(small().distance("am", "fil", "featural")).toBeCloseTo(1 - 1 / Math.sqrt(6), 12);
    expect(small().distance("tgl_Latn", "amh", "geographic")).toBe(0.1);
  });

  it("says nothing where the data have nothing", () => {
    expect(small().distance("am", "no", "genetic")).toBeUndefined();
    expect(small().distance("am", "de", "syntactic")).toBeUndefined();
    expect(small().distance("am", "no", "inventory")).toBeUndefined();
    expect(small().branches("am")).toEqual(["Afro-Asiatic", "Semitic"]);
    expect(small().branches("de")).toBeUndefined();
  });

  it("refuses unknown kinds and files that are cut", () => {
    expect(() => small().distance("am", "no", "lexical" as "genetic")).toThrow(
      expect.objectContaining({ kind: "usage", wayOut: expect.stringContaining("syntactic") }),
    );
    expect(() => new Typology(features.slice(0, -8), branches, pairwise, record)).toThrow(/line 4/);
    expect(() => new Typology(features, branches, "a,b\nam,tl\n", record)).toThrow(/genetic_cosdist/);
  });
});

describe.skipIf(!shared.has("lang2vec"))("lang2vec (skipped where ../shared/data is absent)", () => {
  let uriel: Typology;
  beforeAll(async () => {
    uriel = await typology({ env: shared.env });
  });

  it("has 47 languages and 289 features, and gives its record", () => {
    expect(uriel.record.counts).toMatchObject({ languages: 47, features: 289 });
    expect(uriel.featureNames("featural")).toHaveLength(289);
    expect(uriel.languages).toEqual(expect.arrayContaining(["am", "fil", "no", "quz", "zh"]));
  });

  it("computes the same syntactic, phonological and inventory distances as those recorded", async () => {
    const text = await readFile(path.join(shared.folder, "lang2vec", "pairwise.csv"), "utf8");
    const [, ...rows] = text.trim().split(/\r?\n/);
    expect(rows.length).toBe((47 * 48) / 2);
    for (const row of rows) {
      const [a, b, syntactic, phonological, inventory] = row.split(",") as [string, string, ...string[]];
      expect(uriel.distance(a, b, "syntactic"), row).toBeCloseTo(Number(syntactic), 3);
      expect(uriel.distance(a, b, "phonological"), row).toBeCloseTo(Number(phonological), 3);
      expect(uriel.distance(a, b, "inventory"), row).toBeCloseTo(Number(inventory), 3);
    }
  });

  it("is symmetric, between 0 and 1, and 0 from a language to itself", () => {
    for (const kind of TYPOLOGY_KINDS) {
      for (const a of uriel.languages) {
        const own = uriel.distance(a, a, kind);
        if (own !== undefined) expect(own, `${a} ${kind}`).toBeCloseTo(0, 6);
        for (const b of uriel.languages) {
          const distance = uriel.distance(a, b, kind);
          expect(distance).toBe(uriel.distance(b, a, kind));
          if (distance !== undefined) expect(distance >= 0 && distance <= 1).toBe(true);
        }
      }
    }
  });

  it("has the families that languageInfo gives, and nearer distances within a family", () => {
    for (const tag of uriel.languages) {
      const root = uriel.branches(tag)?.[0];
      if (root !== undefined) expect(languageInfo(tag).family, tag).toBe(root);
    }
    expect(uriel.distance("de", "nl", "genetic")!).toBeLessThan(uriel.distance("de", "hi", "genetic")!);
    expect(uriel.distance("de", "hi", "genetic")!).toBeLessThan(1);
    expect(uriel.distance("de", "eu", "genetic")).toBeUndefined();
    expect(uriel.languages).toContain(languageTag("cmn"));
  });

  it("answers a single question", async () => {
    expect(await typologicalDistance("am", "ar", "genetic", { env: shared.env })).toBe(0.5371);
  });
});

it("says how to get the data when they are not there", async () => {
  await expect(
    typology({ env: { CLAIMBOOK_DATA: "no-such-folder", HOME: "/no-such-home" } }),
  ).rejects.toThrow(
    expect.objectContaining({ kind: "could-not-run", wayOut: expect.stringContaining("CLAIMBOOK_DATA") }),
  );
});
