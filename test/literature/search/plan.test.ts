import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { defaultLibrary } from "../../../src/literature/library/library.js";
import { parseQuery, printQuery } from "../../../src/literature/query/index.js";
import { planSearch } from "../../../src/literature/search/index.js";

describe("a planned query", () => {
  test.each<[question: string, query: string]>([
    ['Effects of "light pollution" on migratory birds', '"light pollution" AND migratory AND birds'],
    [
      "Does vitamin D supplementation reduce falls in older adults?",
      '"vitamin d" AND ("older adults" OR elderly) AND (supplementation OR falls)',
    ],
    ["Hat die Mietpreisbremse Einfluss auf den Wohnungsbau?", "Mietpreisbremse AND Wohnungsbau"],
    ["Do glaciers melt?", "glaciers AND melt"],
    ["What is BERT?", "BERT"],
    ["Is deep sea mining harmful?", "deep AND sea AND mining AND harmful"],
  ])("%s", (question, query) => {
    expect(planSearch(question).text).toBe(query);
  });

  test("screens by each word of neighbours that it does not know as a phrase", () => {
    const terms = planSearch('Why do whales sing songs in "deep water"?').concepts.map((each) => each.terms);
    expect(terms).toEqual([["deep water"], ["whales"], ["sing"], ["songs"]]);
  });

  test("knows from the library which words belong together", () => {
    const question = "How can batches reduce language bias of rerankers?";
    expect(planSearch(question).text).not.toContain('"language bias"');
    expect(planSearch(question, { library: defaultLibrary() }).text).toContain('"language bias"');
  });

  test("is read back as the same query, for any question that has one", () => {
    fc.assert(
      fc.property(fc.string({ unit: "grapheme", maxLength: 120 }), (question) => {
        let plan: ReturnType<typeof planSearch>;
        try {
          plan = planSearch(question);
        } catch (error) {
          expect((error as Error).message).toMatch(/no word|characters/);
          return;
        }
        expect(printQuery(parseQuery(plan.text))).toBe(plan.text);
      }),
    );
  });

  test("Chinese questions give phrases", () => {
    const { text } = planSearch("多语言信息检索中的语言偏差如何减少");
    expect(text).toContain("语言偏差");
    expect(text).toContain("信息检索");
  });

  test("a query of one's own is taken as it is, and its terms screen", () => {
    const plan = planSearch("", { query: '"language bias" AND (a OR retrieval) NOT survey' });
    expect(plan.text).toBe('"language bias" AND (a OR retrieval) AND NOT survey');
    expect(plan.concepts.map(({ terms }) => terms)).toEqual([["language bias"], ["a", "retrieval"]]);
  });

  test.each(["", "   ", "what is the effect of it?", "x".repeat(6000)])("refuses %j", (question) => {
    expect(() => planSearch(question)).toThrow(expect.objectContaining({ kind: "usage" }));
  });
});
