import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  corpusSide,
  findLeakage,
  type LeakageSide,
  leakageReport,
  retrievalSide,
  sameText,
  trainingSide,
  withoutLeaks,
} from "../../../src/datasets/leakage/index.js";
import { bandingFor, MISS } from "../../../src/datasets/leakage/minhash.js";
import { comparedOf, shinglesOf } from "../../../src/datasets/leakage/text-set.js";
import { ntrex, sib200 } from "../../../src/datasets/parallel/index.js";
import { afriqa } from "../../../src/datasets/retrieval/afriqa.js";
import { mlqaR } from "../../../src/datasets/retrieval/mlqa-r.js";
import { xquadR } from "../../../src/datasets/retrieval/xquad-r.js";
import type {
  JudgedRetrieval,
  ParallelRetrieval,
  ParallelTraining,
} from "../../../src/datasets/retrieval-data.js";
import { Mime } from "../../../src/notebook/mime.js";
import { shared } from "../shared-data.js";

function side(name: string, texts: readonly string[]): LeakageSide {
  return {
    name,
    texts: texts.map((text, i) => ({ text, id: String(i), locale: "en", part: "passage", group: i })),
  };
}

function exactJaccard(a: string, b: string): number {
  const [x, y] = [shinglesOf(a), shinglesOf(b)];
  const common = [...x].filter((shingle) => y.has(shingle)).length;
  return common / (x.size + y.size - common);
}

/** Every pair of compared texts, one by one. */
function bruteForce(training: readonly string[], evaluation: readonly string[], threshold: number): string[] {
  const found = new Set<string>();
  for (const a of new Set(training.flatMap(comparedOf))) {
    for (const b of new Set(evaluation.flatMap(comparedOf))) {
      const similarity = a === b ? 1 : exactJaccard(a, b);
      if (similarity >= threshold) {
        const of = (texts: readonly string[], key: string) =>
          texts.flatMap((text, i) => (comparedOf(text).includes(key) ? [i] : [])).join();
        found.add(
          `${a === b ? "exact" : "near"} ${of(training, a)} ${of(evaluation, b)} ${similarity.toFixed(9)}`,
        );
      }
    }
  }
  return [...found].sort();
}

/** Sentences with many near duplicates: few words, words left out, changed or repeated. */
const word = fc.constantFrom(
  "tom",
  "needs",
  "needed",
  "water",
  "wine",
  "the",
  "old",
  "red",
  "house",
  "on",
  "a",
  "hill",
);
const sentence = fc
  .array(word, { minLength: 1, maxLength: 14 })
  .chain((words) => fc.constantFrom(words.join(" "), `${words.join(" ")}.`, words.join("  ").toUpperCase()));
const other = fc.oneof(
  fc.constantFrom("我们需要更多的水。", "我们需要更多的酒。", "ውሃ እንፈልጋለን", "", "?!", "a", "1"),
  fc.string({ unit: "grapheme", maxLength: 30 }),
  fc.array(sentence, { minLength: 2, maxLength: 3 }).map((parts) => parts.join(". ")),
);
const texts = fc.array(fc.oneof({ weight: 4, arbitrary: sentence }, other), { maxLength: 30 });

describe("findLeakage", () => {
  it("finds exactly the pairs that comparing every text with every other finds", async () => {
    await fc.assert(
      fc.asyncProperty(texts, texts, fc.constantFrom(0.5, 0.8, 0.95, 1), async (left, right, threshold) => {
        const { pairs } = await findLeakage(side("a", left), side("b", right), { threshold });
        const found = pairs.map(({ kind, training, evaluation, jaccard }) => {
          const ids = (members: typeof training) => members.map(({ id }) => id).join();
          return `${kind} ${ids(training)} ${ids(evaluation)} ${jaccard.toFixed(9)}`;
        });
        expect(found.sort()).toEqual(bruteForce(left, right, threshold));
      }),
      // Always the same: a pair may be missed, once in a million.
      { numRuns: 150, seed: 1 },
    );
  });

  it("misses a pair at the threshold with a probability of at most 1e-6, by its bands and rows", () => {
    for (let percent = 5; percent <= 100; percent += 5) {
      const { bands, rows } = bandingFor(percent / 100);
      expect(bands * rows).toBeLessThanOrEqual(128);
      if (percent >= 15) expect((1 - (percent / 100) ** rows) ** bands).toBeLessThanOrEqual(MISS);
    }
    expect(bandingFor(0.8)).toEqual({ bands: 27, rows: 4 });
  });

  it("takes punctuation, case, spacing and Unicode forms for no difference", async () => {
    const cases: [string, string, boolean][] = [
      ["Where did he go?", "where did  he go", true],
      ["ﬁve Ａpples", "Five apples!", true],
      ["Café", "Cafe\u0301", true],
      ["«Ya.»", "ya", true],
      ["ខ្ញុំ\u200bចង់", "ខ្ញុំចង់", true],
      ["?!", "?!", true],
      ["?!", "!!", false],
      ["Tom needs water", "Tom needed water", false],
    ];
    for (const [a, b, same] of cases) {
      expect(sameText(a, b), `${a} ${b}`).toBe(same);
      const { exact } = await findLeakage(side("a", [a]), side("b", [b]));
      expect(exact, `${a} ${b}`).toBe(same ? 1 : 0);
    }
  });

  it("counts the texts of the evaluation, each once", async () => {
    const { exact, near, pairs, training, evaluation } = await findLeakage(
      side("a", [
        "The old man went down to the river at noon.",
        "the old man went down to the river at noon",
        "x",
      ]),
      side("b", [
        "The old man went down to the river at noon",
        "THE OLD MAN WENT DOWN TO THE RIVER AT NOON!",
        "The old man went down to the river at noons.",
        "Nothing of the kind was ever seen in these parts.",
      ]),
    );
    expect({ exact, near }).toEqual({ exact: 2, near: 1 });
    expect(pairs.map(({ kind, training, evaluation }) => [kind, training.length, evaluation.length])).toEqual(
      [
        ["exact", 2, 2],
        ["near", 2, 1],
      ],
    );
    expect([training.texts, evaluation.texts]).toEqual([3, 4]);
  });

  it("finds a sentence of the evaluation within a longer training passage, but not a short phrase", async () => {
    const passage =
      "He was born in Ulm. His father, also named Isaac, had died three months before! He said so.";
    const found = await findLeakage(
      side("a", [
        passage,
        "第一句话说的是这件事情，而且说得比较长一些。第二句话说的是另外一件事情，也比较长一些！",
      ]),
      side("b", [
        "His father, also named Isaac, had died three months before.",
        "He said so.",
        "第二句话说的是另外一件事情,也比较长一些",
      ]),
    );
    expect(found.pairs.map(({ training, evaluation }) => [training[0]!.id, evaluation[0]!.id])).toEqual([
      ["0", "0"],
      ["1", "2"],
    ]);
  });

  it("gives the same result every time and stops when told to", async () => {
    const many = Array.from(
      { length: 400 },
      (_, i) => `sentence number ${i % 90} of the ${i % 7} kinds that there are`,
    );
    const once = await findLeakage(side("a", many), side("b", many.slice(100)));
    expect(await findLeakage(side("a", many), side("b", many.slice(100)))).toEqual(once);
    const steps: string[] = [];
    const controller = new AbortController();
    const cut = findLeakage(side("a", many), side("b", many), {
      signal: controller.signal,
      onProgress(step) {
        steps.push(step);
        if (step.startsWith("comparing")) controller.abort(new Error("enough"));
      },
    });
    await expect(cut).rejects.toThrow("enough");
    expect(new Set(steps)).toEqual(new Set(["hashing a", "hashing b", "comparing a with b"]));
  });

  it.each([0, -1, 1.1, Number.NaN])("refuses the threshold %d", async (threshold) => {
    await expect(findLeakage(side("a", []), side("b", []), { threshold })).rejects.toThrow(
      expect.objectContaining({ kind: "usage" }),
    );
  });
});

const training: ParallelTraining = {
  record: {
    schema: "claimbook/dataset/1",
    name: "small",
    version: "1",
    origin: "here",
    licence: "CC0-1.0",
    sha256: "",
    counts: {},
    options: {},
  },
  locales: ["en", "de"],
  texts: [
    {
      group: 0,
      locale: "en",
      queries: ["Who wrote the letter?"],
      passage: "The letter was written by Anna.",
    },
    { group: 0, locale: "de", queries: ["Wer schrieb den Brief?"], passage: "Den Brief schrieb Anna." },
    {
      group: 1,
      locale: "en",
      queries: ["Where is it?"],
      passage: "It is on the table <b>.",
      negatives: ["A cat & a dog."],
    },
  ],
};

describe("withoutLeaks", () => {
  it("leaves out a leaking group in every language", async () => {
    const leakage = await findLeakage(trainingSide(training), side("test", ["Den Brief schrieb Anna"]));
    const left = withoutLeaks(training, [leakage]);
    expect(left.texts.map(({ group }) => group)).toEqual([1]);
    expect(left.record.counts).toMatchObject({ "training texts": 1, "groups left out as leaking": 1 });
    expect((await findLeakage(trainingSide(left), side("test", ["Den Brief schrieb Anna"]))).pairs).toEqual(
      [],
    );
  });

  it("compares negatives and queries too", async () => {
    const { pairs, queries } = await findLeakage(trainingSide(training), {
      name: "test",
      texts: [
        { text: "a cat, a dog", id: "0", locale: "en", part: "passage" },
        { text: "Wer schrieb den Brief?", id: "1", locale: "de", part: "query" },
      ],
    });
    expect(pairs.map(({ training: [first] }) => first!.id)).toEqual(["1:en:negative 0", "0:de:query 0"]);
    expect(queries).toBe(1);
  });
});

describe("sideOf", () => {
  it("takes trainings, retrieval tasks, corpora and judged data as they are", async () => {
    const judged: JudgedRetrieval = {
      record: { ...training.record, name: "judged" },
      locale: "en",
      queries: new Map([["q1", "Who wrote the letter"]]),
      qrels: { q1: { d1: 1, d2: 0 } },
      async *corpus() {
        yield { id: "d1", title: "Anna.", text: "The letter was written by Anna." };
        yield { id: "d2", text: "It is on the table <b>." };
      },
    };
    const { pairs, evaluation } = await findLeakage(training, judged);
    // d2 is there, but relevant to nothing.
    expect(new Set(pairs.map(({ evaluation: [first] }) => first!.id))).toEqual(new Set(["d1", "q1"]));
    expect(evaluation).toEqual({ name: "judged", texts: 2, queries: 1 });
    const asked: ParallelRetrieval = {
      record: { ...training.record, name: "asked" },
      locales: ["de"],
      queries: { ids: ["0"], texts: ["Was?"], locales: Int32Array.of(0), groups: Int32Array.of(0) },
      candidates: {
        ids: ["1", "2"],
        texts: ["Den Brief schrieb Anna!", "Nichts."],
        locales: Int32Array.of(0, 0),
      },
      relevant: [Int32Array.of(1)],
    };
    expect((await findLeakage(training, asked)).pairs.map(({ evaluation: [first] }) => first!.id)).toEqual([
      "1",
    ]);
    expect((await findLeakage(training, retrievalSide(asked, "relevant"))).pairs).toEqual([]);
  });

  it("does not take passages that are not there for the same", async () => {
    const only = {
      ...training,
      texts: [{ group: 0, locale: "sw", queries: ["Nani aliandika?"], passage: "" }],
    };
    expect((await findLeakage(only, only)).pairs).toHaveLength(1);
  });
});

describe("LeakageReport", () => {
  it("shows a row a pair of sets, with examples, as text, HTML and a results table", async () => {
    const report = await leakageReport(
      [trainingSide(training), side("other", ["nothing like it"])],
      [side("test", ["it is on the table b", "unlike all the others there are"])],
    );
    expect(report.clean).toBe(false);
    const { [Mime.html]: html, [Mime.plain]: plain, [Mime.results]: table } = report.bundle();
    expect(table).toEqual(report.table());
    expect(report.table().rows).toMatchObject([
      {
        label: "small, test",
        cells: { exact: { value: 1, n: 2 }, near: { value: 0 }, share: { value: 50 } },
      },
      { label: "other, test", cells: { exact: { value: 0, n: 2 }, share: { value: 0 } } },
    ]);
    expect(plain).toContain("1.00  en 1:en: It is on the table <b>.");
    expect(plain).not.toContain("intervals");
    expect(html).toContain("It is on the table &lt;b&gt;.");
    expect(html).not.toContain("<b>.");
    expect((await leakageReport([], [])).clean).toBe(true);
  });
});

describe.skipIf(!shared.has("afriqa", "mlqa-r"))("AfriQA (skipped where ../shared/data is absent)", () => {
  it("has sentences of MLQA-R in its passages, and none any more when those groups are left out", async () => {
    const { env } = shared;
    const [questions, mlqa] = [
      await afriqa({ env, languages: ["ig"] }),
      await mlqaR({ env, languages: ["en"] }),
    ];
    const leakage = await findLeakage(questions, mlqa);
    expect(leakage.pairs.some(({ evaluation: [first] }) => first!.text.includes("Togoland"))).toBe(true);
    const clean = withoutLeaks(questions, [leakage]);
    expect(clean.texts.length).toBeLessThan(questions.texts.length);
    expect((await findLeakage(clean, mlqa)).pairs).toEqual([]);
  });
});

describe.skipIf(!shared.has("ntrex-128", "sib-200", "xquad-r", "mlqa-r"))(
  "real data (skipped where ../shared/data is absent)",
  () => {
    const languages = ["en", "de"];
    const options = { env: shared.env, languages };

    it("finds nothing of XQuAD-R and MLQA-R in NTREX-128 and SIB-200, and all of XQuAD-R in itself", async () => {
      const xquad = retrievalSide(await xquadR(options));
      const evaluations = [xquad, retrievalSide(await mlqaR(options))];
      const report = await leakageReport(
        [corpusSide(await ntrex(options)), corpusSide(await sib200(options))],
        evaluations,
      );
      expect(report.clean).toBe(true);
      const self = await findLeakage(xquad, xquad);
      expect(self.exact).toBe(self.evaluation.texts);
      expect(self.evaluation.texts).toBe(2 * 1190 + 1180 + 1276);
    });

    it("finds the sentences that both have, when they are only within longer ones", async () => {
      const xquad = await xquadR({ ...options, languages: ["en"] });
      const joined = side(
        "pairs of sentences",
        xquad.candidates.texts.flatMap((text, c, all) =>
          c % 2 === 0 ? [`${text} ${all[c + 1] ?? ""}`] : [],
        ),
      );
      const { exact, evaluation } = await findLeakage(
        joined,
        retrievalSide({ ...xquad, queries: { ...xquad.queries, texts: [], ids: [] } }),
      );
      // Some sentences are cut otherwise here than there ("U.S. Army"), some are too short.
      expect(exact / evaluation.texts).toBeGreaterThan(0.9);
    });
  },
);
