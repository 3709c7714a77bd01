import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { jsonErrorOffset } from "../../../src/literature/library/json-error.js";
import { passagesOf } from "../../../src/literature/library/passages.js";
import { stem, wordsOf } from "../../../src/literature/words/words.js";
import { workKey } from "../../../src/literature/work-id.js";

describe("words", () => {
  test.each([
    ["X-X-mono and X-Y", ["x-x", "mono", "and", "x-y"]],
    ["cross-lingual zero-shot", ["cross", "lingual", "zero", "shot"]],
    ["XQuAD-R, MLQA-R (mAP, R@1)", ["xquad-r", "mlqa-r", "map", "r@1"]],
    ["30.1% of 1,190, 3e-5 and 1e-2.", ["30.1", "of", "1190", "0.00003", "and", "0.01"]],
    ["eleven GPUs", ["11", "gpu"]],
    ["LaBSE’s", ["labse"]],
    ["ﬁne-tuned", ["fin", "tun"]],
    ["多言語 ok", ["多言", "言語", "ok"]],
  ])("%s", (text, terms) => {
    expect(wordsOf(text).map((word) => word.term)).toEqual(terms);
  });

  test("names are told from words by how they are written", () => {
    const kinds = (text: string) => wordsOf(text).map((word) => word.kind);
    expect(kinds("Hybrid uses Greek and XM3600 in 36")).toEqual([
      "word",
      "word",
      "name",
      "word",
      "name",
      "word",
      "number",
    ]);
    expect(kinds("It ends. Next one")).toEqual(["word", "word", "word", "word"]);
  });

  test.each([
    ["reduces", "reduced"],
    ["reduction", "reduce"],
    ["training", "trained"],
    ["sampling", "samples"],
    ["evaluation", "evaluated"],
    ["comparison", "compared"],
    ["batches", "batch"],
    ["passages", "passage"],
    ["studies", "study"],
    ["stopped", "stop"],
  ])("%s and %s have one stem", (a, b) => {
    expect(stem(a)).toBe(stem(b));
  });

  test.each([
    ["monolingual", "multilingual"],
    ["query", "quality"],
    ["rank", "random"],
  ])("%s and %s do not", (a, b) => {
    expect(stem(a)).not.toBe(stem(b));
  });
});

describe("passages", () => {
  test.each([
    ["One. Two! Three? four", ["One.", "Two!", "Three?", "four"]],
    [
      "See Fig. 2 and Roy et al. (2020). Then 0.5 is used.",
      ["See Fig. 2 and Roy et al. (2020).", "Then 0.5 is used."],
    ],
    ["- first. still first\n- second\n  goes on", ["first. still first", "second\n  goes on"]],
    ["<!-- a note. -->\nText.", ["Text."]],
    ["---\ntitle: x\n---\nText.", ["Text."]],
    ["\uFEFFText.\r\n\r\nMore.\r\n", ["Text.", "More."]],
    ["これは文。次の文。", ["これは文。", "次の文。"]],
  ])("%j", (text, expected) => {
    expect(passagesOf(text).map((passage) => passage.text.replaceAll("\r", ""))).toEqual(expected);
  });

  test("lie in order, do not overlap, and stand in the text where they say", () => {
    const pieces = fc.constantFrom(
      "# Head\n",
      "- item. x\n",
      "A b. ",
      "C!\n",
      "\n\n",
      "<!-- c. -->",
      "。",
      "e.g. ",
      "ก",
      "😀",
      "  ",
    );
    fc.assert(
      fc.property(fc.array(fc.oneof(pieces, fc.string()), { maxLength: 30 }), (parts) => {
        const text = parts.join("");
        let last = 0;
        for (const { text: passage, start, end } of passagesOf(text)) {
          expect(start).toBeGreaterThanOrEqual(last);
          expect(end - start).toBe(passage.length);
          expect(passage.trim()).toBe(passage);
          if (!/\r|<!--|\uFEFF|---/.test(text)) expect(text.slice(start, end)).toBe(passage);
          last = end;
        }
      }),
    );
  });
});

describe("work ids", () => {
  test.each([
    ["arXiv:2408.10536v1", "arxiv:2408.10536"],
    ["2408.10536", "arxiv:2408.10536"],
    ["http://arxiv.org/abs/2408.10536v2", "arxiv:2408.10536"],
    ["https://arxiv.org/pdf/2408.10536v1.pdf", "arxiv:2408.10536"],
    ["https://doi.org/10.48550/arXiv.2408.10536", "arxiv:2408.10536"],
    ["arXiv:cs/0112017v1", "arxiv:cs/0112017"],
    ["10.1162/TACL_a_00595", "doi:10.1162/tacl_a_00595"],
    ["doi:10.1162/tacl_a_00595", "doi:10.1162/tacl_a_00595"],
    ["Lee2020", "lee2020"],
  ])("%s is %s", (id, key) => {
    expect(workKey(id)).toBe(key);
    expect(workKey(key)).toBe(key);
  });
});

describe("the place of a JSON error", () => {
  test("is found in lists nested deeper than the stack", () => {
    expect(jsonErrorOffset("[".repeat(1_000_000))).toBeGreaterThan(100);
  });

  test("there is one exactly when JSON.parse fails", () => {
    const broken = fc.tuple(fc.json(), fc.nat(), fc.string({ maxLength: 2 })).map(([json, at, junk]) => {
      const i = at % (json.length + 1);
      return json.slice(0, i) + junk + json.slice(i + 1);
    });
    fc.assert(
      fc.property(fc.oneof(fc.json(), broken, fc.string()), (text) => {
        let valid = true;
        try {
          JSON.parse(text);
        } catch {
          valid = false;
        }
        const offset = jsonErrorOffset(text);
        expect(offset === undefined).toBe(valid);
        if (offset !== undefined) expect(offset).toBeLessThanOrEqual(text.length);
      }),
    );
  });
});
