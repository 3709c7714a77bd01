import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { statementsOf } from "../../../src/literature/grounding/statements.js";

const texts = (claim: string) => statementsOf(claim).map(({ text }) => text);

describe("statements of a claim", () => {
  test.each([
    [
      "X-X sampling performs well in monolingual retrieval only: it is worse than X-Y and hybrid sampling in cross-lingual and multilingual retrieval.",
      [
        "X-X sampling performs well in monolingual retrieval only",
        "X-X sampling is worse than X-Y and hybrid sampling in cross-lingual and multilingual retrieval.",
      ],
    ],
    [
      "Hybrid batches reduce language bias; they are best in multilingual retrieval.",
      ["Hybrid batches reduce language bias", "Hybrid batches are best in multilingual retrieval."],
    ],
    [
      "The catalyst remains stable; its activity is higher than that of platinum.",
      ["The catalyst remains stable", "The catalyst's activity is higher than that of platinum."],
    ],
    [
      "The drug reduces blood pressure; however, it does not lower mortality rates.",
      ["The drug reduces blood pressure", "however, the drug does not lower mortality rates."],
    ],
    [
      "The bridge is stable in strong wind, but it does not survive repeated earthquakes.",
      ["The bridge is stable in strong wind", "The bridge does not survive repeated earthquakes."],
    ],
    [
      "Warm water reduces oxygen levels, whereas cold water increases the oxygen levels.",
      ["Warm water reduces oxygen levels", "cold water increases the oxygen levels."],
    ],
    [
      "In cross-lingual retrieval, hybrid batches are worse; parallel batches are better.",
      [
        "In cross-lingual retrieval, hybrid batches are worse",
        "In cross-lingual retrieval, parallel batches are better.",
      ],
    ],
    [
      "In summer, dry soils are common; wet soils are common in winter.",
      ["In summer, dry soils are common", "wet soils are common in winter."],
    ],
    [
      "The alloy is light; it resists corrosion well; and it is cheaper than titanium.",
      ["The alloy is light", "The alloy resists corrosion well", "The alloy is cheaper than titanium."],
    ],
    [
      "The solver is fast; this reduces the energy cost of training.",
      ["The solver is fast", "The solver reduces the energy cost of training."],
    ],
  ])("%s", (claim, expected) => {
    expect(texts(claim)).toEqual(expected);
  });

  test.each([
    ["no mark", "Hybrid batches reduce language bias compared with monolingual batches."],
    ["a time", "Sampling begins at 10:30 and the second measurement is taken at 11: 45 sharp."],
    ["a ratio", "The mixture is best at a ratio of 1: 3 and is stable in water."],
    ["a list", "We use three data sets: XQuAD-R, MLQA-R and MIRACL."],
    ["a list with semicolons", "Models are trained on English; German; and Swahili text."],
    ["a title", "Attention Is All You Need: Transformers Are Enough For Translation."],
    ["a title in a sentence", "Results come from the book Deep Learning: Networks are explained there well."],
    ["an address", "The data are at https://example.org/a;b:c and are free for research use."],
    ["quoted", 'The report says "sales are higher; costs are lower" of the same market year.'],
    ["in typographic quotes", "The report says “sales are higher; costs are lower” of the same market year."],
    ["in brackets", "Language bias varies (training data is small; test data is large) between models."],
    ["in an unclosed bracket", "Language bias varies (training data is small; test data is large."],
    ["an entity", "Johnson &amp; Johnson vaccine is effective and Pfizer &lt; vaccine is safe."],
    ["an announcement", "The authors report the following: hybrid batches are best in retrieval."],
    ["announced findings", "There are two main findings: hybrid batches are best in retrieval."],
    ["a label", "Result: hybrid batches are best in multilingual retrieval."],
    ["a label of two words", "Main finding: hybrid batches are best in multilingual retrieval."],
    ["a condition", "If training data is small: hybrid batches are best; parallel batches are worse."],
    ["a reason", "Hybrid batches are better; because training data is mixed in them."],
    ["an alternative", "Training data is mixed; or test data is too similar."],
    ["half of a pair", "The vaccine is not only safe for adults; it is effective in children."],
    ["what is denied", "It is not true that vaccines are harmful; vaccines are tested with care."],
    ["a question", "Are hybrid batches better? yes: hybrid batches are better than others."],
    ["left out words", "Monolingual batches do increase language bias; hybrid batches do not."],
    [
      "nouns that look like verbs",
      "Three causes are likely: price increases, cost increases of banks, and demand drops.",
    ],
    ["no verb on the right", "Hybrid batches are best in multilingual retrieval; parallel batches, second."],
    ["a pronoun of another number", "Hybrid batches reduce language bias; it is lower by ten percent."],
    ["a pronoun without a subject", "It is known that ice floats; it is lighter than liquid water."],
    [
      "a pronoun of what was said",
      "The alloy resists heat well, it is said; this is because oxygen is missing.",
    ],
    ["the former", "Copper is cheaper than silver; the former is used in most wires."],
    ["one of several", "Many vaccines are under investigation; several are available in Europe today."],
    ["several sentences", "Ice is lighter than water. It floats on lakes; it is also white."],
    ["French", "Les lots mixtes sont meilleurs ; ils réduisent le biais de langue."],
    ["Chinese", "混合批次效果最好；它减少了语言偏差。"],
  ])("%s is one statement", (_, claim) => {
    expect(statementsOf(claim)).toEqual([{ text: claim, said: claim, start: 0, end: claim.length }]);
  });

  test("long texts and many statements are judged as they stand, in little time", () => {
    for (const claim of [
      "dogs are loyal animals; ".repeat(9),
      "dogs are loyal animals; ".repeat(20_000),
      ";: ".repeat(390),
      "in ".repeat(390),
      `it ${"a, ".repeat(380)}`,
      `${"(".repeat(600)}${": ".repeat(290)}`,
    ]) {
      expect(statementsOf(claim)).toHaveLength(1);
    }
    // Words and spaces without end, where a setting and a pronoun are looked for.
    for (const run of ["a".repeat(1000), "a ".repeat(500), " ".repeat(1000), "in ".repeat(300)]) {
      expect(statementsOf(`Test data is good; in ${run} test data is good.`)).toHaveLength(2);
    }
  });
});

describe("cutting claims", () => {
  const phrase = fc.constantFrom(
    "hybrid batches are best in retrieval",
    "the drug reduces blood pressure",
    "it is worse than cold water",
    "they do not",
    "this lowers the cost of training",
    "In winter, wet soils are common",
    "however, its price is higher than gold",
    "XQuAD-R",
    "which is rare",
    "if dry soils are common",
    "10",
    '"quoted text is long"',
    "(an aside is made",
    "closed again)",
    "Two findings",
  );
  const glue = fc.constantFrom(
    "; ",
    ": ",
    ", but ",
    ", whereas ",
    ", and ",
    "; and ",
    ";",
    " : ",
    ". ",
    " ",
    "\n",
  );
  const composed = fc
    .array(fc.tuple(phrase, glue), { minLength: 1, maxLength: 9 })
    .map((parts) => parts.flat().join(""));
  const claims = fc.oneof({ weight: 4, arbitrary: composed }, fc.string(), fc.string({ unit: "grapheme" }));

  test("loses nothing: between statements stand marks, spaces and conjunctions only", () => {
    let cut = 0;
    fc.assert(
      fc.property(claims, (claim) => {
        const statements = statementsOf(claim);
        if (statements.length > 1) cut++;
        let at = 0;
        for (const { said, start, end } of statements) {
          expect(claim.slice(start, end)).toBe(said);
          const between = claim.slice(at, start);
          expect(between).toMatch(
            at === 0 ? /^\s*$/ : /^\s*(?:[;:](?:\s+(?:and|but|yet|so))?|,\s+(?:and|but|yet|so|whereas))\s+$/i,
          );
          at = end;
        }
        expect(claim.slice(at).trim()).toBe("");
      }),
      { numRuns: 1500 },
    );
    expect(cut).toBeGreaterThan(100);
  });

  test("cuts nothing twice, and changes no words but a pronoun and a setting", () => {
    fc.assert(
      fc.property(claims, (claim) => {
        const statements = statementsOf(claim);
        for (const { said, text } of statements) {
          expect(statementsOf(said)).toHaveLength(1);
          if (statements.length === 1) expect(text).toBe(claim);
          // What follows the pronoun is kept to the letter.
          else expect(text.endsWith(said.split(/\s/).at(-1)!)).toBe(true);
        }
      }),
      { numRuns: 1500 },
    );
  });
});
