import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import type { CorpusDocument, JudgedRetrieval } from "../../src/datasets/index.js";
import { judgedScores } from "../../src/experiment/model/evaluate-judged.js";
import { trainingText } from "../../src/experiment/studies/benchmarks.js";
import { packageRoot } from "../../src/paths.js";
import { useBackend } from "../../src/tensor/index.js";
import { smallModel } from "./small-model.js";

const folder = mkdtempSync(path.join(tmpdir(), "claimbook-judged-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** A collection whose queries repeat a document each: whoever compares texts at all finds those first. */
function collection(locale: string, count: number): JudgedRetrieval {
  const documents: CorpusDocument[] = Array.from({ length: count }, (_, i) => ({
    id: `d${i}`,
    text: `${locale} ${String.fromCharCode(97 + i).repeat(9)}`,
  }));
  return {
    record: {
      schema: "claimbook/dataset/1",
      name: locale,
      version: "1",
      origin: "made here",
      licence: "none",
      sha256: "",
      counts: {},
      options: {},
    },
    locale,
    queries: new Map([0, 1, 2].map((i) => [`q${i}`, documents[i]!.text])),
    qrels: { q0: { d0: 1 }, q1: { d1: 1 } },
    async *corpus() {
      yield* documents;
    },
  };
}

test("every judged query of every collection is searched in all blocks of its corpus, best documents first", async () => {
  await useBackend("wasm");
  const sets = [collection("de", 12), collection("sw", 7)];
  await smallModel(path.join(folder, "a"), ["abcdefghijklmnop swde"]);
  const told: number[] = [];
  const scores = await judgedScores([{ method: "A", seed: 1, folder: path.join(folder, "a") }], sets, {
    backend: "wasm",
    block: 5,
    onProgress: ({ documents }) => told.push(documents),
  });
  expect(told).toEqual([5, 10, 12, 5, 7]);
  const [ndcg, recall] = ["ndcg", "recall"].map((key) => scores.measure(key, "A"));
  expect(ndcg!.n).toBe(4);
  expect(recall!.value).toBe(1);
  // Prefixes differ between query and passage, so the same text need not come first; it is far from last.
  expect(ndcg!.value).toBeGreaterThan(0.5);
});

test("a model that was not saved is named, with the way out", async () => {
  await expect(
    judgedScores([{ method: "B", seed: 2, folder: path.join(folder, "none") }], [collection("de", 3)]),
  ).rejects.toMatchObject({ kind: "could-not-run", wayOut: expect.stringContaining("--no-reuse") });
});

const shared = path.join(packageRoot, "..", "shared", "data");
describe.skipIf(!existsSync(shared))("with ../shared/data, which is absent elsewhere", () => {
  test("fine-tuning has the languages that each source has of those asked for", async () => {
    const before = process.env.CLAIMBOOK_DATA;
    process.env.CLAIMBOOK_DATA = shared;
    try {
      const [news, topics] = await trainingText(["ntrex", "sib200"], ["de", "sw", "ast"]);
      expect([...news!.locales].sort()).toEqual(["de", "sw"]);
      expect([...topics!.locales].sort()).toEqual(["de", "sw"]);
      expect(news!.texts.length).toBeGreaterThan(1000);
    } finally {
      if (before === undefined) delete process.env.CLAIMBOOK_DATA;
      else process.env.CLAIMBOOK_DATA = before;
    }
  });
});
