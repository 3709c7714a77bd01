import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { withoutCitations } from "../../../src/datasets/claims/citation-markers.js";
import { csvRecords } from "../../../src/datasets/claims/csv.js";
import {
  type ClaimPair,
  foldsByGroup,
  readCovidfact,
  readHealthver,
  readScifactFormat,
} from "../../../src/datasets/claims/index.js";

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), "claims-"));
});
afterAll(() => rm(folder, { recursive: true }));
const file = async (name: string, ...lines: (string | object)[]) => {
  const at = path.join(folder, name);
  await writeFile(
    at,
    lines.map((line) => (typeof line === "string" ? line : JSON.stringify(line))).join("\n"),
  );
  return at;
};

describe("withoutCitations", () => {
  it.each([
    ["targets of p53 [<|multi_cit|>,7].", "targets of p53."],
    ["through miR-211 [<|cit|>], they regulate", "through miR-211, they regulate"],
    [
      "seen (<|multi_cit|>; Freeze et al., <|other_cit|>; Tecuapetla et al., <|other_cit|>) here",
      "seen here",
    ],
    ["in Japan.<|other_cit|> Coagulative", "in Japan. Coagulative"],
    ["lost (low or high copy number; <|cit|>) often", "lost (low or high copy number) often"],
    ["In 10 (of 20) cases (Wang, 2019).", "In 10 (of 20) cases (Wang, 2019)."],
    ["an open bracket (<|cit|> The S protein", "an open bracket ( The S protein"],
    ["", ""],
  ])("%j becomes %j", (before, after) => {
    expect(withoutCitations(before)).toBe(after);
  });

  it("leaves no marker in any text, in time that grows with its length", () => {
    const parts = fc.constantFrom("<|cit|>", "<|other_cit|>", "(", ")", "[", "]", ";", ",", " ", "word", "7");
    fc.assert(
      fc.property(fc.array(parts, { maxLength: 200 }), (all) => {
        expect(withoutCitations(all.join(""))).not.toMatch(/<\|(cit|other_cit)\|>/);
      }),
    );
    expect(withoutCitations(`${"(".repeat(100_000)}<|cit|>`)).not.toContain("<|");
  });
});

describe("csvRecords", () => {
  it("reads back any fields", () => {
    const field = fc.string({ unit: fc.constantFrom("a", ",", '"', "\n", "\r", " ", "é") });
    const record = fc.array(field, { minLength: 2, maxLength: 4 });
    fc.assert(
      fc.property(fc.array(record, { minLength: 1, maxLength: 5 }), (records) => {
        const text = records
          .map((fields) => fields.map((each) => `"${each.replaceAll('"', '""')}"`).join(","))
          .join("\r\n");
        expect(csvRecords(text, "a.csv").map(({ fields }) => fields)).toEqual(records);
      }),
    );
  });

  it("counts lines through quoted fields and names the broken one", () => {
    expect(csvRecords('a,"b\nc"\n\nd,e\n', "a.csv").map(({ line }) => line)).toEqual([1, 4]);
    expect(() => csvRecords('a,b\nc,"d', "a.csv")).toThrow(
      expect.objectContaining({ where: "a.csv, line 2" }),
    );
    expect(() => csvRecords('"a"b', "a.csv")).toThrow(/after the closing quote/);
  });
});

describe("readScifactFormat", () => {
  const claim = {
    id: 1,
    claim: "A grows.",
    cited_doc_ids: [7, 8],
    evidence: { 7: [{ sentences: [0], label: "REFUTE" }] },
  };
  const document = { doc_id: 7, title: "T", abstract: ["One.", "Two."] };

  it("makes a pair for each cited document", async () => {
    const claims = await file("c.jsonl", claim);
    const corpus = await file("d.jsonl", document, { ...document, doc_id: 8 });
    expect(await readScifactFormat(claims, corpus, { dataSet: "x" })).toEqual([
      {
        dataSet: "x",
        id: "1/7",
        group: "document 7",
        claim: "A grows.",
        evidence: ["One.", "Two."],
        label: "contradicted",
      },
      {
        dataSet: "x",
        id: "1/8",
        group: "document 7",
        claim: "A grows.",
        evidence: ["One.", "Two."],
        label: "not found",
      },
    ]);
  });

  it.each([
    ["no claim", { ...claim, claim: 3 }, '"claim"'],
    ["no cited documents", { ...claim, cited_doc_ids: [] }, '"cited_doc_ids"'],
    ["an unknown document", { ...claim, cited_doc_ids: [9] }, "9"],
    ["two labels", { ...claim, evidence: { 7: [{ label: "SUPPORT" }, { label: "REFUTE" }] } }, '"evidence"'],
    ["no JSON", "{", "not JSON"],
  ])("names line and field for %s", async (_, line, what) => {
    const claims = await file("bad.jsonl", "", line);
    const corpus = await file("d.jsonl", document, { ...document, doc_id: 8 });
    await expect(readScifactFormat(claims, corpus, { dataSet: "x" })).rejects.toMatchObject({
      where: `${claims}, line 2`,
      message: expect.stringContaining(what),
    });
  });
});

describe("readCovidfact", () => {
  const row = (claim: string, label: string, source: string, ...evidence: string[]) => ({
    claim,
    label,
    evidence,
    gold_source: source,
  });

  it("joins what shares a source, a claim or evidence", async () => {
    const at = await file(
      "covid.jsonl",
      row("A", "SUPPORTED", "s1", "x"),
      row("B", "REFUTED", "s2", "x"),
      row("b", "REFUTED", "s3", "y"),
      row("C", "SUPPORTED", "s4", "z"),
    );
    const pairs = await readCovidfact(at);
    expect(pairs.map(({ group }) => group)).toEqual(["source s1", "source s1", "source s1", "source s4"]);
    expect(pairs.map(({ label }) => label)).toEqual([
      "supported",
      "contradicted",
      "contradicted",
      "supported",
    ]);
  });

  it("names the field that is wrong", async () => {
    const at = await file("covid.jsonl", row("A", "MAYBE", "s1", "x"));
    await expect(readCovidfact(at)).rejects.toMatchObject({ message: expect.stringContaining('"label"') });
  });
});

describe("readHealthver", () => {
  it("reads quoted fields, and groups a claim whatever its case", async () => {
    const at = await file(
      "h.csv",
      "id,evidence,claim,label,topic_ip,question",
      '5,"It did, ""surely"".",Vitamin D helps,Supports,1,q',
      "5,No.,vitamin d  helps ,Refutes,1,q",
    );
    const pairs = await readHealthver(at);
    expect(pairs.map(({ id }) => id)).toEqual(["5", "5/2"]);
    expect(pairs[0]!.evidence).toEqual(['It did, "surely".']);
    expect(pairs[0]!.group).toBe(pairs[1]!.group);
  });

  it.each([
    ["id,claim,label\n1,a,Supports", '"evidence"', 1],
    ["id,evidence,claim,label\n1,,a,Supports", '"evidence"', 2],
    ["id,evidence,claim,label\n1,e,a,Maybe", '"Maybe"', 2],
  ])("names line and field in %j", async (text, what, line) => {
    const at = await file("h.csv", text);
    await expect(readHealthver(at)).rejects.toMatchObject({
      where: `${at}, line ${line}`,
      message: expect.stringContaining(what),
    });
  });
});

describe("foldsByGroup", () => {
  const pair = (id: number): ClaimPair => ({
    dataSet: "x",
    id: String(id),
    group: String(id % 20),
    claim: "c",
    evidence: [],
    label: "supported",
  });

  it("puts every pair in one fold, groups whole and evenly, the same every time", () => {
    fc.assert(
      fc.property(fc.integer({ min: 2, max: 10 }), fc.integer({ min: 40, max: 100 }), (folds, size) => {
        const pairs = Array.from({ length: size }, (_, id) => pair(id));
        const dealt = foldsByGroup(pairs, folds);
        expect(dealt.flat()).toHaveLength(size);
        const groups = dealt.map((fold) => new Set(fold.map(({ group }) => group)));
        expect(groups.reduce((sum, { size: each }) => sum + each, 0)).toBe(20);
        const sizes = groups.map(({ size: each }) => each);
        expect(Math.max(...sizes) - Math.min(...sizes)).toBeLessThanOrEqual(1);
        expect(foldsByGroup([...pairs].reverse(), folds).map((fold) => fold.length)).toEqual(
          dealt.map((fold) => fold.length),
        );
      }),
    );
  });

  it("refuses more folds than groups", () => {
    expect(() => foldsByGroup([pair(1)], 2)).toThrow(/1 groups/);
  });
});
