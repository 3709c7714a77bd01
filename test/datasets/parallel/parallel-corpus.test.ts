import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { ntrex, SENTENCE_TASKS, sib200, tatoeba } from "../../../src/datasets/parallel/index.js";
import { normalized } from "../../../src/datasets/text.js";
import { shared } from "../shared-data.js";
import { folderOf, ntrexFiles } from "./corpora.js";

const sizes = [4, 2, 7, 1, 3, 5, 2, 9, 4, 6];
const small = () => ntrex({ folder: folderOf(ntrexFiles(sizes)), shares: { validation: 0.2, test: 0.2 } });

describe("ntrex", () => {
  it("reads every language line by line, with documents and a record", async () => {
    const corpus = await small();
    expect(corpus.locales).toEqual(["de", "en", "zh"]);
    expect(corpus.record).toMatchObject({
      name: "ntrex-128",
      licence: "CC-BY-SA-4.0",
      counts: { languages: 3, sentences: 43, texts: 129, documents: 10 },
    });
    expect(corpus.record.sha256).toMatch(/^[0-9a-f]{64}$/);
    expect(corpus.data.sentences[4]).toMatchObject({ id: "doc.1:0", document: "doc.1" });
    expect(corpus.data.texts[1]!.get(4)).toBe("The sentence 0 is told of document 1.");
  });

  it("never puts one document into two splits, whatever shares and seed", async () => {
    const where = folderOf(ntrexFiles(sizes));
    await fc.assert(
      fc.asyncProperty(
        fc.double({ min: 0, max: 0.5, noNaN: true }),
        fc.double({ min: 0, max: 0.5, noNaN: true }),
        fc.integer(),
        async (validation, test, seed) => {
          const { data } = await ntrex({
            folder: where,
            languages: ["en"],
            shares: { validation, test },
            seed,
          });
          const splits = new Map<string, Set<string>>();
          for (const { document, split } of data.sentences) {
            splits.set(document!, (splits.get(document!) ?? new Set()).add(split));
          }
          expect([...splits.values()].every((each) => each.size === 1)).toBe(true);
          const tested = data.sentences.filter(({ split }) => split === "test").length;
          expect(tested).toBeGreaterThanOrEqual(test * 43);
          expect(tested).toBeLessThanOrEqual(test * 43 + 9);
        },
      ),
      { numRuns: 30 },
    );
  });

  it("takes languages by any code and names those there are", async () => {
    const where = folderOf(ntrexFiles([2]));
    expect((await ntrex({ folder: where, languages: ["zho-CN", "eng"] })).locales).toEqual(["zh", "en"]);
    await expect(ntrex({ folder: where, languages: ["fr"] })).rejects.toThrow(
      expect.objectContaining({ kind: "usage", wayOut: "There is: de, en, zh." }),
    );
    await expect(ntrex({ folder: where, languages: [] })).rejects.toThrow("no language is asked for");
    await expect(ntrex({ folder: where, languages: ["en", "eng"] })).rejects.toThrow("en is asked for twice");
  });

  it("says which file is cut, and how to get what is missing", async () => {
    const files = ntrexFiles([3, 3]);
    const where = folderOf({ ...files, "newstest2019-ref.deu.txt": "Ein Satz.\r\n" });
    await expect(ntrex({ folder: where })).rejects.toThrow(
      expect.objectContaining({
        message: "1 lines for 6 sentences",
        where: expect.stringContaining("newstest2019-ref.deu.txt"),
        wayOut: expect.stringContaining("claimbook data check ntrex-128"),
      }),
    );
    await expect(ntrex({ folder: "no-such-folder", languages: ["en"] })).rejects.toThrow(
      expect.objectContaining({ wayOut: expect.stringContaining("claimbook data pull ntrex-128") }),
    );
  });
});

describe("training", () => {
  it("asks with a sentence for its neighbour, the same one in every language, no text in two groups", async () => {
    const corpus = await small();
    const { texts, locales, record } = corpus.training({ keep: 0 });
    expect(locales).toEqual(["de", "en", "zh"]);
    expect(record.options).toMatchObject({
      task: "context",
      split: "training",
      blockSize: 2,
      keep: 0,
      seed: 1,
    });
    const english = texts.filter(({ locale }) => locale === "en");
    const said = new Set<string>();
    const places = (text: string) =>
      /sentence (\d+) is told of document (\d+)/.exec(text)!.slice(1).map(Number);
    for (const { queries, passage, group } of english) {
      const [[s, d], [t, e]] = [places(queries[0]!), places(passage)] as [[number, number], [number, number]];
      expect(e).toBe(d);
      expect(Math.abs(s - t)).toBe(1);
      for (const text of [queries[0]!, passage]) {
        expect(said.has(text)).toBe(false);
        said.add(text);
      }
      const german = texts.find((each) => each.group === group && each.locale === "de")!;
      expect(german.queries[0]).toContain(`Satz ${s} handelt vom Dokument ${d} `);
      expect(german.passage).toContain(`Satz ${t} handelt vom Dokument ${d} `);
    }
    // Every document of the training split gives as many pairs as it has.
    const sizeOf = new Map<string, number>();
    for (const { document, split } of corpus.data.sentences) {
      if (split === "training") sizeOf.set(document!, (sizeOf.get(document!) ?? 0) + 1);
    }
    const pairs = [...sizeOf.values()].reduce((sum, size) => sum + Math.floor(size / 2), 0);
    expect(english).toHaveLength(pairs);
  });

  it("keeps the asking sentence in the passage as often as asked for, alike in all languages", async () => {
    const corpus = await small();
    const contained = (keep: number) => {
      const { texts } = corpus.training({ keep, blockSize: 3 });
      const kept = texts.map(({ queries: [query], passage }) => passage.includes(query!));
      const groups = new Map(texts.map(({ group }, i) => [group, kept[i]!]));
      expect(texts.every(({ group }, i) => groups.get(group) === kept[i])).toBe(true);
      return kept.filter(Boolean).length / kept.length;
    };
    expect(contained(0)).toBe(0);
    expect(contained(1)).toBe(1);
    expect(contained(0.5)).toBeGreaterThan(0.1);
    expect(contained(0.5)).toBeLessThan(0.9);
  });

  it("joins sentences without a space where the script has none", async () => {
    const { texts } = (await small()).training({ keep: 1 });
    expect(texts.find(({ locale }) => locale === "zh")!.passage).toMatch(/^这是[^ ]+。这是[^ ]+。$/u);
    expect(texts.find(({ locale }) => locale === "en")!.passage).toMatch(/\. The/);
  });

  it.each(["part", "halves", "context"] as const)(
    "with the task %s never asks with the passage itself",
    async (task) => {
      const { texts } = (await small()).training({ task, split: "training" });
      expect(texts.length).toBeGreaterThan(20);
      for (const { queries, passage } of texts) {
        expect(queries).toHaveLength(1);
        expect(normalized(queries[0]!)).not.toBe(normalized(passage));
        if (task === "part") expect(passage).toContain(queries[0]);
        if (task === "halves") expect(passage).not.toContain(queries[0]);
      }
    },
  );

  it("takes the first half in about half of the groups, in the same groups whatever the languages are", async () => {
    const corpus = await small();
    const starts = (language: string) =>
      corpus
        .training({ task: "part", languages: [language] })
        .texts.map(({ group, queries: [query], passage }) => `${group}:${passage.startsWith(query!)}`);
    expect(starts("de")).toEqual(starts("en"));
    const first = starts("en").filter((each) => each.endsWith("true")).length;
    expect(first).toBeGreaterThan(5);
    expect(first).toBeLessThan(starts("en").length - 5);
  });

  it("draws otherwise with another seed, and the same with the same", async () => {
    const corpus = await small();
    expect(corpus.training({ seed: 2 })).toEqual(corpus.training({ seed: 2 }));
    expect(corpus.training({ seed: 2 }).texts).not.toEqual(corpus.training().texts);
  });

  it.each([
    [{ task: "cloze" as "part" }, /no task is called "cloze"/],
    [{ blockSize: 1 }, /blockSize is 1/],
    [{ keep: 2 }, /keep is 2/],
    [{ split: "dev" as "test" }, /no split is called "dev"/],
    [{ languages: ["fr"] }, /without the language "fr"/],
  ])("refuses %j", async (options, message) => {
    expect(SENTENCE_TASKS).toContain("context");
    const corpus = await small();
    expect(() => corpus.training(options)).toThrow(message);
  });
});

describe("retrieval", () => {
  it("asks for every language's passage of the group, in a pool of all languages", async () => {
    const corpus = await small();
    const task = corpus.retrieval({ task: "part" });
    const { queries, candidates, relevant } = task;
    expect(task.record.counts).toMatchObject({
      queries: queries.texts.length,
      candidates: candidates.texts.length,
    });
    expect(relevant.length).toBe(Math.max(...queries.groups) + 1);
    for (const [q, query] of queries.texts.entries()) {
      const mine = relevant[queries.groups[q]!]!;
      expect([...mine].map((c) => candidates.locales[c]).sort()).toEqual([0, 1, 2]);
      const same = [...mine].find((c) => candidates.locales[c] === queries.locales[q])!;
      expect(candidates.texts[same]).toContain(query);
    }
    expect(new Set(candidates.ids).size).toBe(candidates.ids.length);
    expect(new Set(queries.ids).size).toBe(queries.ids.length);
  });

  it("makes one candidate of passages that are the same, and leaves out queries that ask for two things", async () => {
    const files = ntrexFiles([2, 2]);
    const english = [
      "One two three four.",
      "Same ending of it.",
      "Other two three four.",
      "Same ending  of it.",
    ];
    const where = folderOf({
      "DOCUMENT_IDS.tsv": files["DOCUMENT_IDS.tsv"]!,
      "newstest2019-src.eng.txt": english.map((text) => `${text}\n`).join(""),
    });
    const corpus = await ntrex({ folder: where, shares: { validation: 0, test: 1 } });
    const { queries, candidates, relevant } = corpus.retrieval({ task: "translation" });
    expect(candidates.texts).toEqual(english.slice(0, 3));
    expect(queries.texts).toEqual(["One two three four.", "Other two three four."]);
    expect(relevant.map((each) => [...each])).toEqual([[0], [2]]);
    expect(() => corpus.retrieval({ split: "training" })).toThrow("no query is left to ask");
  });
});

const sibRow = (id: number, text: string) => `${id}\ttravel\t${text}\n`;
const sibHead = "index_id\tcategory\ttext\n";

describe("sib200", () => {
  const files = (language: string, say: (id: number) => string) => ({
    [`${language}/train.tsv`]: sibHead + [0, 1, 21, 40].map((id) => sibRow(id, say(id))).join(""),
    [`${language}/dev.tsv`]: sibHead + sibRow(2, say(2)),
    [`${language}/test.tsv`]: sibHead + sibRow(22, say(22)),
  });

  it("reads quoted fields, joins languages by index, keeps topics and splits", async () => {
    const where = folderOf({
      ...files("eng_Latn", (id) =>
        id === 1 ? '"He said ""go"" to all of us."' : `This is the sentence ${id} here.`,
      ),
      ...files("kor_Hang", (id) => `문장 ${id} 은 여기에 있다.`),
    });
    const { data, record, hasDocuments } = await sib200({ folder: where });
    expect(data.locales).toEqual(["en", "ko"]);
    expect(data.sentences.map(({ id, split, label }) => `${id} ${split} ${label}`)).toEqual([
      "0 training travel",
      "1 training travel",
      "2 validation travel",
      "21 training travel",
      "22 test travel",
      "40 training travel",
    ]);
    expect(data.texts[0]!.get(1)).toBe('He said "go" to all of us.');
    expect(record.counts).toMatchObject({ sentences: 6, texts: 12, "sentences for training": 4 });
    expect(hasDocuments).toBe(false);
  });

  it("can keep neighbours together, and has no task that needs documents", async () => {
    const where = folderOf(files("eng_Latn", (id) => `This is the sentence ${id} here.`));
    const corpus = await sib200({
      folder: where,
      splits: "neighbourhoods",
      shares: { validation: 0.3, test: 0.3 },
    });
    const splitOf = new Map(corpus.data.sentences.map(({ id, split }) => [id, split]));
    expect(new Set(["0", "1", "2"].map((id) => splitOf.get(id))).size).toBe(1);
    expect(splitOf.get("21")).toBe(splitOf.get("22"));
    expect(() => corpus.training({ task: "context" })).toThrow(/needs documents/);
    expect(corpus.training().record.options).toMatchObject({ task: "part" });
    await expect(sib200({ folder: where, splits: "mine" as "official" })).rejects.toThrow(
      /no splits are called/,
    );
  });

  it.each([
    ["a row of two fields", `${sibHead}5\ttravel\n`, 2],
    ["an id that is none", `${sibHead}${sibRow(7, "a")}x\ttravel\tb\n`, 3],
    ["an id twice", `${sibHead}${sibRow(0, "a")}`, 2],
    ["another head", "id\ttext\n", 1],
  ])("names the line of %s", async (_, dev, line) => {
    const where = folderOf({ ...files("eng_Latn", (id) => `Sentence ${id}.`), "eng_Latn/dev.tsv": dev });
    await expect(sib200({ folder: where })).rejects.toThrow(
      expect.objectContaining({
        message: expect.stringContaining("no row of"),
        where: expect.stringContaining(`dev.tsv, line ${line}`),
      }),
    );
  });
});

describe.skipIf(!shared.has("ntrex-128", "sib-200", "tatoeba-laser"))(
  "the real corpora (skipped where ../shared/data is absent)",
  () => {
    const { env } = shared;

    it("NTREX-128: 1,997 sentences of 123 documents in 46 languages, some in every split", async () => {
      const corpus = await ntrex({ env });
      expect(corpus.record.counts).toMatchObject({
        languages: 46,
        sentences: 1997,
        texts: 46 * 1997,
        documents: 123,
      });
      for (const split of ["validation", "test"]) {
        expect(corpus.record.counts[`sentences for ${split}`]).toBeGreaterThanOrEqual(199);
        expect(corpus.record.counts[`sentences for ${split}`]).toBeLessThan(260);
      }
      const { counts } = corpus.training({ languages: ["am", "zh", "en"] }).record;
      expect(counts).toEqual({ "training texts": 3 * counts.groups!, groups: counts.groups });
    });

    it("SIB-200: 1,004 sentences in 47 languages, 701 + 99 + 204, seven topics", async () => {
      const { record, data } = await sib200({ env });
      expect(record.counts).toMatchObject({
        languages: 47,
        sentences: 1004,
        texts: 47 * 1004,
        "sentences for training": 701,
        "sentences for validation": 99,
        "sentences for test": 204,
      });
      expect(new Set(data.sentences.map(({ label }) => label)).size).toBe(7);
    });

    it("Tatoeba: pairs with one English sentence are one sentence in several languages", async () => {
      const { record, data, locales } = await tatoeba({ env });
      expect(record.counts).toMatchObject({ languages: 113, texts: 88_877 + record.counts.sentences! });
      expect(record.counts.sentences).toBe(69_241);
      const [de, es] = [data.texts[locales.indexOf("de")]!, data.texts[locales.indexOf("es")]!];
      expect([...de.keys()].some((sentence) => es.has(sentence))).toBe(true);
      const { texts } = (await tatoeba({ env, languages: ["de"] })).training({ task: "translation" });
      expect(texts.length).toBe(1600);
    });
  },
);
