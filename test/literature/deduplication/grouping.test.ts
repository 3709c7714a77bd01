import { describe, expect, test } from "vitest";
import { pairScores, syntheticRecords } from "../../../bench/deduplication/synthetic-records.mjs";
import { groupRecords } from "../../../src/literature/deduplication/index.js";
import type { SourceRecord } from "../../../src/literature/sources/source.js";
import { Random } from "../../../src/random.js";
import { type Made, record } from "../search/records.js";

const paper: Made = {
  title: "Fish & temperature: a study of cod in the North Sea",
  authors: ["Ann Müller", "Bo Wu"],
  year: 2020,
};

function areOne(a: Made, b: Made): boolean {
  return (
    groupRecords([record({ ...a, source: "crossref" }), record({ ...b, source: "openalex" })]).length === 1
  );
}

describe("records of one work", () => {
  test.each<[string, Made, Made]>([
    [
      "with the same DOI, written otherwise",
      { ...paper, doi: "10.1234/AbC" },
      { ...paper, title: "Fish and temperature", doi: "https://doi.org/10.1234/abc" },
    ],
    [
      "an arXiv number and its DOI",
      { ...paper, arxiv: "2408.10536" },
      { ...paper, authors: [], year: 2024, doi: "10.48550/arXiv.2408.10536" },
    ],
    [
      "& and and, accents, case",
      paper,
      { ...paper, title: "FISH AND TEMPERATURE: A STUDY OF COD IN THE NORTH SEA", authors: ["A. Muller"] },
    ],
    ["slips of the pen", paper, { ...paper, title: "Fish & temprature: a study of cod in the Nroth Sea" }],
    [
      "a lost subtitle",
      { ...paper, title: "Growth of cod in warm water: evidence from 30 years" },
      { ...paper, title: "Growth of cod in warm water" },
    ],
    [
      "a title cut off",
      { ...paper, title: "Growth of cod in warm water and of herring in the cold waters of the north" },
      { ...paper, title: "Growth of cod in warm water and of herring in the co…" },
    ],
    ["names the other way round", paper, { ...paper, authors: ["Wu, Bo", "Müller, Ann"] }],
    ["no authors in one", paper, { ...paper, authors: [] }],
    [
      "a preprint two years before",
      { ...paper, arxiv: "1801.00001", year: 2018 },
      { ...paper, doi: "10.1234/x" },
    ],
    [
      "markup and character references",
      paper,
      { ...paper, title: "<i>Fish</i> &amp; temperature: a study of cod in the North Sea." },
    ],
    [
      "decomposed letters",
      { ...paper, title: "Über die Größe der Dorsche in Ostsee und Nordsee" },
      { ...paper, title: "Über die Größe der Dorsche in Ostsee und Nordsee".normalize("NFD") },
    ],
    [
      "British and American spelling",
      { ...paper, title: "The behaviour of organised groups of colour-blind fish" },
      { ...paper, title: "The behavior of organized groups of color-blind fish" },
    ],
    ["the publisher's mark of retraction", paper, { ...paper, title: `RETRACTED ARTICLE: ${paper.title}` }],
    [
      "Chinese",
      { ...paper, title: "关于多语言信息检索中语言偏差的研究" },
      { ...paper, title: "关于多语言信息检索中语言偏差的研究。" },
    ],
  ])("%s", (_, a, b) => {
    expect(areOne(a, b)).toBe(true);
    expect(areOne(b, a)).toBe(true);
  });
});

describe("different works", () => {
  test.each<[string, Made, Made]>([
    [
      "parts",
      { ...paper, title: "Cod in the North Sea. Part I" },
      { ...paper, title: "Cod in the North Sea. Part II" },
    ],
    [
      "Chinese volumes",
      { ...paper, title: "中国北方渔业资源研究史（上）" },
      { ...paper, title: "中国北方渔业资源研究史（下）" },
    ],
    [
      "years in the title",
      { ...paper, title: "Findings of the 2020 shared task on fish" },
      { ...paper, title: "Findings of the 2021 shared task on fish", year: 2021 },
    ],
    [
      "the same common title by others",
      { title: "Introduction", authors: ["Ann Lee"], year: 2020 },
      { title: "Introduction", authors: ["Bo Wu"], year: 2020 },
    ],
    [
      "an editor's editorials of two years",
      { title: "Editorial", authors: ["Ann Lee"], year: 2020 },
      { title: "Editorial", authors: ["Ann Lee"], year: 2021 },
    ],
    ["the same title by others", paper, { ...paper, authors: ["Cho Kim"] }],
    ["editions", paper, { ...paper, year: 2009 }],
    [
      "opposites",
      { ...paper, title: "Supervised learning of fish songs" },
      { ...paper, title: "Unsupervised learning of fish songs" },
    ],
    [
      "opposite prefixes",
      { ...paper, title: "Outcomes of hyperthyroidism in cats and dogs" },
      { ...paper, title: "Outcomes of hypothyroidism in cats and dogs" },
    ],
    ["a correction", paper, { ...paper, title: `Correction to: ${paper.title}` }],
    ["a reply", paper, { ...paper, title: `Reply to "${paper.title}"` }],
    [
      "two subtitles",
      { ...paper, title: "Growth of cod in warm water: larvae" },
      { ...paper, title: "Growth of cod in warm water: adults" },
    ],
    ["two DOIs of publications", { ...paper, doi: "10.1234/a" }, { ...paper, doi: "10.1234/b" }],
    ["two arXiv numbers", { ...paper, arxiv: "2001.00001" }, { ...paper, arxiv: "2001.00002" }],
    [
      "a volume's DOI on its chapters",
      { title: "Whales of the south", authors: ["Ann Lee"], year: 2020, doi: "10.1234/book" },
      { title: "Maps and their makers", authors: ["Di Orr"], year: 2020, doi: "10.1234/book" },
    ],
    [
      "one word changed",
      { ...paper, title: "Deep models of glacier flow" },
      { ...paper, title: "Deep models of traffic flow" },
    ],
    [
      "a number changed",
      { ...paper, title: "GPT-3 and the growth of cod" },
      { ...paper, title: "GPT-4 and the growth of cod" },
    ],
  ])("%s", (_, a, b) => {
    expect(areOne(a, b)).toBe(false);
    expect(areOne(b, a)).toBe(false);
  });

  test("a record that fits two of them equally stays alone", () => {
    const groups = groupRecords([
      record({ ...paper, authors: ["Ann Lee"], doi: "10.1234/a" }),
      record({ ...paper, authors: ["Bo Wu"], doi: "10.1234/b" }),
      record({ ...paper, authors: [] }),
    ]);
    expect(groups).toHaveLength(3);
  });
});

test("3,000 records with 30 % duplicates: pairs at precision and recall of 0.99", () => {
  const { records, works } = syntheticRecords(new Random("grouping"), { records: 3000, duplicates: 0.3 });
  const { precision, recall, made } = pairScores(groupOf(records), works);
  expect(made).toBeGreaterThan(900);
  expect(precision).toBeGreaterThanOrEqual(0.99);
  expect(recall).toBeGreaterThanOrEqual(0.99);
});

test("thousands of records with one title do not make the work grow with their square", () => {
  const records = Array.from({ length: 3000 }, (_, i) =>
    record({
      title: "Introduction",
      authors: [`Ann Lee${String.fromCharCode(97 + (i % 26))}${i}`],
      year: 2000,
      rank: i + 1,
    }),
  );
  expect(groupRecords(records)).toHaveLength(3000);
});

function groupOf(records: readonly SourceRecord[]): number[] {
  const found: number[] = [];
  for (const [i, group] of groupRecords(records).entries()) {
    for (const { rank } of group.records) found[rank - 1] = i;
  }
  return found;
}
