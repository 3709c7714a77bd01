import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import path from "node:path";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { Grounding } from "../../../src/claims/model.js";
import { schemaProblems } from "../../../src/json-schema.js";
import { groundBy } from "../../../src/literature/grounding/ground.js";
import { openLibrary, paper } from "../../../src/literature/index.js";
import { packageRoot } from "../../../src/paths.js";

const work = paper("arXiv:2408.10536");

/** A claim as the notebook's own cell makes it. */
function notebookClaim(id: string): { text: string; section: string } {
  const file = path.join(packageRoot, "notebooks/01-rare-scripts.ipynb");
  const { cells } = JSON.parse(readFileSync(file, "utf8")) as { cells: { source: string | string[] }[] };
  const code = cells.map(({ source }) => [source].flat().join("")).find((each) => each.includes(`"${id}"`))!;
  const [, text, section] = /text: ("[^\n]*"),\n\s*source: source\.section\("([^"]+)"\)/.exec(
    code.slice(code.indexOf(`"${id}"`)),
  )!;
  return { text: JSON.parse(text!) as string, section: section! };
}

describe("grounding", () => {
  test.each([
    [
      "The approach fine-tunes multilingual language models using a mix of monolingual and cross-lingual question-answer pair batches.",
      "abstract",
    ],
    ["Experiments were conducted on XQuAD-R, MLQA-R, and MIRACL Datasets.", "abstract"],
    ["We report the mean average precision (mAP) for XQuAD-R and MLQA-R.", "section 3.2"],
    [
      "The evaluation of the models is conducted on datasets that are completely separate and distinct from the ones used for training.",
      "section 3.2",
    ],
    [
      "X-X and X-Y sampling only perform well in monolingual and cross-lingual retrieval settings, respectively.",
      "section 4.1",
    ],
    [
      "Hybrid batch sampling achieves the best performance in multilingual retrieval settings.",
      "section 4.1",
    ],
    [
      "Hybrid batch training substantially reduces language bias in multilingual retrieval compared to monolingual training.",
      "abstract",
    ],
    ["Hybrid batches are best in multilingual retrieval.", undefined],
    ["X-X batches are good only in monolingual retrieval.", "section 4.1"],
    ["Monolingual batches have more language bias than hybrid batches.", "section 4.1"],
    ["Cross-lingual batches reduce language bias compared with monolingual batches.", "section 4.1"],
    ["Hybrid batches reduce rank distance on XQuAD-R by 30.1% with XLM-R.", "section 4.2.2"],
    ["Greek and Vietnamese were not included in the training data.", "section 4.2.1"],
    ["Training minimises the InfoNCE loss with in-batch negatives.", "section 2.1"],
  ])("supported: %s", (claim, locator) => {
    const found = work.ground(claim);
    expect(found, JSON.stringify(found)).toMatchObject({ verdict: "supported" });
    if (locator !== undefined) expect(found.passages[0]!.locator).toBe(locator);
    expect(found.confidence).toBeGreaterThanOrEqual(0.5);
  });

  test.each([
    ["The models are evaluated on the XLSD dataset.", '"XLSD" appears nowhere'],
    ["Hybrid batches improve retrieval for rare scripts in XM3600.", '"XM3600" appears nowhere'],
    ["The experiments cover speech retrieval in African languages.", '"African" appears nowhere'],
    ["Hybrid batches reduce rank distance on XQuAD-R by 45% with XLM-R.", "does not have the number 45"],
    ["The learning rate is 1e-4.", "does not have the number 1e-4"],
    ["The models were trained on 64 GPUs for three weeks.", "does not have the number 64"],
    [
      "Hybrid batch training doubles the speed of inference on mobile phones.",
      "No passage matches well enough",
    ],
    ["Retrieval quality improves with the number of layers.", "No passage matches well enough"],
    ["Greek was included in the training data.", "does not compare the same things the same way"],
    ["Hybrid batches hurt monolingual retrieval.", "does not compare the same things the same way"],
    // The paper itself has one case against three, so its text says both.
    ["Hybrid batches have lower rank distance than X-Y batches.", "Passages disagree"],
  ])("not found, with the closest passage and the reason: %s", (claim, reason) => {
    const found = work.ground(claim);
    expect(found.verdict, JSON.stringify(found)).toBe("not found");
    expect(found.note).toContain(reason);
    expect(found.passages.length).toBeGreaterThan(0);
    expect(found.confidence).toBeLessThan(0.5);
  });

  test.each([
    "Hybrid batches increase language bias compared with monolingual batches.",
    "Monolingual batches have less language bias than hybrid batches.",
    "X-X batches are better than hybrid batches in multilingual retrieval.",
    "Cross-lingual batches show more language bias than monolingual batches.",
    "Hybrid batch sampling achieves the worst performance in multilingual retrieval.",
    "Greek was not evaluated.",
  ])("contradicted: %s", (claim) => {
    const found = work.ground(claim);
    expect(found.verdict, JSON.stringify(found)).toBe("contradicted");
    expect(found.confidence).toBeLessThan(0.05);
  });

  test("of a work without text, or of no words, is not checked", () => {
    expect(paper("arXiv:1706.03762").ground("Attention is enough for translation.")).toEqual({
      verdict: "not checked",
      passages: [],
      note: "The library holds no text of arXiv:1706.03762.",
    });
    expect(work.ground("It is so.").verdict).toBe("not checked");
  });

  test("a name that only another work has is not found in this one, and found in the library", () => {
    const claim = "XM3600 holds 3600 images with captions in 36 languages.";
    expect(work.ground(claim).verdict).toBe("not found");
    expect(openLibrary().ground(claim)).toMatchObject({
      verdict: "supported",
      passages: [{ work: "arXiv:2205.12522" }],
    });
  });

  test("the section that a claim cites wins over an equal passage elsewhere", () => {
    const claim = "Hybrid batches reduce language bias compared with monolingual batches.";
    expect(work.section("4.1").ground(claim).passages[0]!.locator).toBe("section 4.1");
    expect(work.section("Abstract").ground(claim).passages[0]!.locator).toBe("abstract");
  });

  test("a statement grounds itself, and its range is where the file has it", () => {
    const file = path.join(packageRoot, "data/library/arXiv_2408.10536.md");
    const bytes = readFileSync(file);
    const sha256 = createHash("sha256").update(bytes).digest("hex");
    const own = openLibrary().passages.filter((passage) => passage.work.id === "arXiv:2408.10536v1");
    expect(own.length).toBeGreaterThan(25);
    for (const { text } of own) {
      const found = work.ground(text);
      expect(found.passages[0], text).toBeDefined();
      for (const passage of found.passages) {
        expect(passage.sha256).toBe(sha256);
        expect(bytes.toString("utf8").slice(passage.start, passage.end)).toBe(passage.text);
      }
    }
  });

  test("the sentence that a claim was read in is told apart from support by others", () => {
    const library = openLibrary();
    const own = library.passages.find(
      ({ text, work: { id } }) =>
        id === "arXiv:2408.10536v1" && text.includes("language bias") && text.length > 60,
    )!;
    const found = work.ground(own.text);
    const origin = found.passages.filter((passage) => passage.origin === true);
    expect(origin).toMatchObject([{ start: own.start, end: own.end }]);
    expect(
      found.passages.filter((passage) => passage !== origin[0]).every((p) => p.origin === undefined),
    ).toBe(true);

    const claim = "Hybrid batches reduce language bias compared with monolingual batches.";
    const [closest] = library.ground(claim).passages;
    expect(closest!.origin).toBeUndefined();
    const read = { work: closest!.work, start: closest!.start, end: closest!.end };
    expect(library.ground(claim, { origin: read }).passages[0]).toMatchObject({ ...read, origin: true });
  });

  test("support by nothing but the claim's own sentence is said to be no more than that", () => {
    const claim = "Training minimises the InfoNCE loss with in-batch negatives.";
    const [only] = work.ground(claim).passages;
    const found = openLibrary().ground(claim, {
      work: "arXiv:2408.10536",
      limit: 5,
      origin: { work: only!.work, start: only!.start, end: only!.end },
    });
    expect(found.verdict).toBe("supported");
    if (found.passages.every(({ origin }) => origin)) expect(found.note).toContain("Only the sentence");
    else expect(found.note).toBeUndefined();
  });

  test("any entailment can judge, and its word counts where the words do not decide", async () => {
    const claim = "Retrieval quality improves with the number of layers.";
    const sure = {
      name: "sure",
      judge: async (pairs: readonly unknown[]) =>
        pairs.map(() => ({ supported: 0.9, contradicted: 0, notFound: 0.1 })),
    };
    expect(await groundBy(openLibrary(), claim, sure, { work: "arXiv:2408.10536" })).toMatchObject({
      verdict: "supported",
      confidence: 0.9,
    });
    const turned = "Hybrid batches increase language bias compared with monolingual batches.";
    expect((await groundBy(openLibrary(), turned, sure, { work: "arXiv:2408.10536" })).verdict).toBe(
      "contradicted",
    );
    const unknown = "The models are evaluated on the XLSD dataset.";
    expect((await groundBy(openLibrary(), unknown, sure)).verdict).toBe("not found");
  });

  test("the claim of notebook 01 that makes two statements is supported, each by its own sentence", () => {
    const { text, section } = notebookClaim("xx-only-monolingual");
    expect(text).toContain(": it is worse than");
    const found = work.section(section).ground(text);
    expect(found, JSON.stringify(found)).toMatchObject({ verdict: "supported" });
    expect(found.note).toMatch(
      /^Statement [12] of 2, “X-X sampling .*”, is the least certain; all are supported/,
    );
    const quoted = found.passages.map((passage) => passage.text);
    expect(quoted).toContain("X-X batches are good only in monolingual retrieval.");
    expect(quoted).toContain(
      "In cross-lingual and multilingual retrieval X-X batches are worse than X-Y and hybrid batches.",
    );
  });

  test.each([
    [
      "contradicted",
      "X-X sampling performs well in monolingual retrieval only: it is better than X-Y and hybrid sampling in cross-lingual and multilingual retrieval.",
      "Statement 2 of 2, “X-X sampling is better than X-Y and hybrid sampling in cross-lingual and multilingual retrieval”, is contradicted. The source says the opposite",
    ],
    [
      "contradicted",
      "Hybrid batches increase language bias compared with monolingual batches; they are best in multilingual retrieval.",
      "Statement 1 of 2, “Hybrid batches increase language bias compared with monolingual batches”, is contradicted.",
    ],
    [
      "not found",
      "Hybrid batches are best in multilingual retrieval; they double the speed of inference on mobile phones.",
      "Statement 2 of 2, “Hybrid batches double the speed of inference on mobile phones”, is not found. No passage",
    ],
    [
      "not found",
      "Hybrid batches are best in multilingual retrieval; they are evaluated on the XLSD dataset.",
      '"XLSD" appears nowhere',
    ],
  ])("%s by one statement, which the note names: %s", (verdict, claim, note) => {
    const found = work.ground(claim);
    expect(found.verdict, JSON.stringify(found)).toBe(verdict);
    expect(found.note).toContain(note);
    expect(found.confidence).toBeLessThan(0.5);
  });

  test("a claim that a passage makes in one is not taken apart", () => {
    const own = openLibrary().passages.find(({ text }) =>
      text.includes("good only at what it trains for: X-X"),
    )!;
    const found = work.ground(own.text);
    expect(found.verdict).toBe("supported");
    expect(found.passages[0]).toMatchObject({ text: own.text, origin: true });
    expect(found.note ?? "").not.toContain("Statement");
  });

  test("the entailment is asked of each statement, in one go, and of nothing else", async () => {
    const asked: string[][] = [];
    const recorder = {
      name: "recorder",
      judge: async (pairs: readonly { claim: string }[]) => {
        asked.push([...new Set(pairs.map(({ claim }) => claim))]);
        return pairs.map(() => ({ supported: 0.2, contradicted: 0.1, notFound: 0.7 }));
      },
    };
    const one = "Hybrid batches reduce language bias compared with monolingual batches.";
    const two = "Retrieval quality improves with the number of layers; it is worse on long questions.";
    for (const claim of [one, two]) await groundBy(openLibrary(), claim, recorder);
    expect(asked).toEqual([
      [one],
      [
        "Retrieval quality improves with the number of layers",
        "Retrieval quality is worse on long questions.",
      ],
    ]);
  });

  test("any claim gets a record that fits the schema, scores in 0..1, and a confidence that follows the score", () => {
    const vocabulary = openLibrary().passages.flatMap((passage) => passage.text.split(" "));
    const claims = fc.oneof(
      fc.string(),
      fc.string({ unit: "grapheme" }),
      fc.array(fc.constantFrom(...vocabulary), { maxLength: 15 }).map((words) => words.join(" ")),
    );
    fc.assert(
      fc.property(claims, (claim) => {
        const found = openLibrary().ground(claim);
        expect(schemaProblems(Grounding, found)).toEqual([]);
        for (const { score } of found.passages) {
          expect(score).toBeGreaterThanOrEqual(0);
          expect(score).toBeLessThanOrEqual(1);
        }
        if (found.verdict === "supported") expect(found.confidence).toBeGreaterThanOrEqual(0.5);
        if (found.verdict === "not found") expect(found.confidence).toBeLessThan(0.5);
      }),
      { numRuns: 60 },
    );
  });
});
