import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { groupRecords, mergeRecords, otherVersions } from "../../../src/literature/deduplication/index.js";
import { isTypo, withinDistance } from "../../../src/literature/deduplication/typo.js";
import { neutralText } from "../../../src/literature/search/neutral-text.js";
import { record } from "../search/records.js";

describe("a merged work", () => {
  const preprint = record({
    title: "Fish & temperature",
    authors: ["Ann Müller"],
    year: 2018,
    arxiv: "1801.00001v2",
    source: "arxiv",
    sourceId: "1801.00001v2",
    version: "v2",
    abstract: "Fish grow faster in warm water. So do cod.",
  });
  const published = {
    ...record({
      title: "Fish and temperature: a study of cod",
      authors: ["Müller, Ann", "Wu, Bo"],
      year: 2020,
      doi: "10.1234/fish",
      source: "crossref",
      sourceId: "10.1234/fish",
      container: "Journal of Fish",
      abstract: "Fish grow fast…",
    }),
    ids: { doi: "10.1234/fish", arxiv: "1801.00001" },
    retracted: true,
  };
  const [group] = groupRecords([preprint, published]);
  const work = mergeRecords(group!);

  test("has the fullest value of each field, and tells whose it is", () => {
    expect(work.item).toMatchObject({
      title: "Fish and temperature: a study of cod",
      abstract: "Fish grow faster in warm water. So do cod.",
      "container-title": "Journal of Fish",
      issued: { "date-parts": [[2020]] },
    });
    expect(work.item.author).toHaveLength(2);
    expect(work.fields).toMatchObject({
      title: "crossref 10.1234/fish",
      abstract: "arxiv 1801.00001v2",
      "container-title": "crossref 10.1234/fish",
      DOI: "crossref 10.1234/fish",
    });
    expect(work.joined).toContain("same arXiv number 1801.00001");
  });

  test("knows its versions, ids and who says it was retracted", () => {
    expect(work.versions).toEqual(["v2", "published"]);
    expect(otherVersions(work)).toBe(1);
    expect(work.ids).toEqual({ doi: "10.1234/fish", arxiv: "1801.00001" });
    expect(work.retractedBy).toEqual(["crossref"]);
    expect(work.id).toBe(work.item.id);
  });

  test("is cited by the library's id where the library has it", () => {
    const own = record({
      title: "Fish and temperature",
      authors: ["Ann Müller"],
      year: 2018,
      arxiv: "1801.00001v1",
      source: "local-library",
    });
    expect(mergeRecords(groupRecords([published, preprint, own])[0]!).id).toBe("arXiv:1801.00001v1");
  });
});

test("no record is lost or counted twice, whatever the titles", () => {
  const titles = fc.array(
    fc.oneof(
      fc.string({ unit: "grapheme", maxLength: 30 }),
      fc.constantFrom("Editorial", "Part I", "Part II", "a b c d e f", "ABCDEF"),
    ),
    { maxLength: 25 },
  );
  fc.assert(
    fc.property(titles, (all) => {
      const records = all.map((title, i) => record({ title, rank: i + 1, year: 2000 }));
      const seen = groupRecords(records).flatMap((group) => group.records);
      expect(seen.map(({ rank }) => rank).sort((a, b) => a - b)).toEqual(records.map(({ rank }) => rank));
    }),
  );
});

describe("the distance of words", () => {
  const word = fc.string({ unit: fc.constantFrom(..."abcd"), maxLength: 9 });

  test("is that of the full table", () => {
    fc.assert(
      fc.property(word, word, fc.integer({ min: 0, max: 4 }), (a, b, most) => {
        expect(withinDistance(a, b, most)).toBe(alignment(a, b) <= most);
      }),
      { numRuns: 1000 },
    );
  });

  test.each([
    ["retrieval", "retreival", true],
    ["supervised", "unsupervised", false],
    ["macroscale", "microscale", false],
    ["inductive", "deductive", false],
    ["cat", "rat", false],
    ["gpt3x", "gpt4x", false],
  ])("%s and %s: a slip is %s", (a, b, is) => {
    expect(isTypo(a, b)).toBe(is);
  });
});

test("neutral text is bounded, on one line and the same when neutralised again", () => {
  fc.assert(
    fc.property(
      fc.string({ unit: "binary", maxLength: 300 }),
      fc.integer({ min: 1, max: 200 }),
      (text, most) => {
        const plain = neutralText(text, most);
        expect(plain.length).toBeLessThanOrEqual(most);
        expect(plain).not.toMatch(/[\n\r\t\u202a-\u202e\u2066-\u2069]|\p{Cc}|\p{Cs}/u);
        expect(neutralText(plain, most)).toBe(plain);
      },
    ),
  );
});

/** Optimal string alignment by the textbook's table (Wagner and Fischer 1974, with transpositions). */
function alignment(a: string, b: string): number {
  const table = Array.from({ length: a.length + 1 }, (_, i) =>
    Array.from({ length: b.length + 1 }, (_, j) => (i === 0 ? j : j === 0 ? i : 0)),
  );
  for (let i = 1; i <= a.length; i++) {
    for (let j = 1; j <= b.length; j++) {
      const same = a[i - 1] === b[j - 1] ? 0 : 1;
      let cost = Math.min(table[i - 1]![j]! + 1, table[i]![j - 1]! + 1, table[i - 1]![j - 1]! + same);
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1])
        cost = Math.min(cost, table[i - 2]![j - 2]! + 1);
      table[i]![j] = cost;
    }
  }
  return table[a.length]![b.length]!;
}
