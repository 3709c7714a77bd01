import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { all, any, parseQuery, printQuery, type Query, weaken } from "../../../src/literature/query/index.js";

const term = (text: string, field?: "title" | "abstract" | "author", phrase = false): Query => ({
  kind: "term",
  text,
  phrase,
  ...(field && { field }),
});
const not = (part: Query): Query => ({ kind: "not", part });
const [a, b, c] = [term("a"), term("b"), term("c")] as const;

describe("parseQuery", () => {
  it.each<[string, Query]>([
    ["a", a],
    ["a b", all([a, b])],
    ["a AND b", all([a, b])],
    ["a OR b AND c", any([a, all([b, c])])],
    ["(a OR b) c", all([any([a, b]), c])],
    ["a (b AND c)", all([a, b, c])],
    ["a NOT b", all([a, not(b)])],
    ["a AND NOT (b OR c)", all([a, not(any([b, c]))])],
    ["NOT NOT a", not(not(a))],
    ['"language bias"', term("language bias", undefined, true)],
    ["“language  bias”", term("language bias", undefined, true)],
    ['"say \\"no\\" \\\\ yes"', term('say "no" \\ yes', undefined, true)],
    ["title:a", term("a", "title")],
    ["TITLE: a", term("a", "title")],
    ['abstract:"a b"', term("a b", "abstract", true)],
    ["author:(a OR b) c", all([any([term("a", "author"), term("b", "author")]), c])],
    ["year:2020", { kind: "years", from: 2020, to: 2020 }],
    ["year:2019-2024", { kind: "years", from: 2019, to: 2024 }],
    ["year:2019–2024", { kind: "years", from: 2019, to: 2024 }],
    ["year:2019-", { kind: "years", from: 2019 }],
    ["year:-2024", { kind: "years", to: 2024 }],
    ["and or not", all([term("and"), term("or"), term("not")])],
    ["Alzheimer's COVID-19 10:30", all([term("Alzheimer's"), term("COVID-19"), term("10:30")])],
    ["мова 言語 भाषा", all([term("мова"), term("言語"), term("भाषा")])],
  ])("reads %s", (text, expected) => expect(parseQuery(text)).toEqual(expected));

  it.each<[string, number, string]>([
    ["", 1, "the query is empty"],
    ["   ", 1, "the query is empty"],
    ["a AND", 6, "something is missing at the end"],
    ["OR a", 1, 'a word is missing before "OR"'],
    ["a AND OR b", 7, 'a word is missing before "OR"'],
    ["(a OR b", 1, "this bracket is never closed"],
    ["a) b", 2, '")" closes nothing'],
    ["a ()", 4, 'a word is missing before ")"'],
    ['a "b c', 3, "this quotation is never closed"],
    ["a ?? b", 3, '"??" has no letter or digit'],
    ["venue:acl", 1, 'there is no field "venue"'],
    ["a -b", 3, '"-b" starts with a minus sign'],
    ["title:", 1, '"title:" names nothing to look for'],
    ["title:AND", 1, '"title:" names nothing to look for'],
    ["title:(a author:b)", 10, '"author:" stands within "title:"'],
    ["year:soon", 6, "this is no year"],
    ["year:-", 6, '"-" has no letter or digit'],
    ["year:20202021", 6, "this is no year"],
    ["year:2024-2019", 6, "2024 comes after 2019"],
  ])("names the place in %s", (text, character, what) => {
    expect(() => parseQuery(text)).toThrowError(
      expect.objectContaining({
        kind: "usage",
        message: what,
        where: expect.stringContaining(`character ${character} `),
      }),
    );
  });

  it("refuses what no database would take", () => {
    expect(() => parseQuery(`${"(".repeat(5_000)}a${")".repeat(5_000)}`)).toThrow("levels within each other");
    expect(() => parseQuery(`${"NOT ".repeat(2_000)}a`)).toThrow("levels within each other");
    expect(() => parseQuery("a ".repeat(50_000))).toThrow("longer than");
  });

  it("ends with a query or an error that says where, whatever is given", () => {
    fc.assert(
      fc.property(
        fc.string({
          unit: fc.constantFrom(...'ab(")“:- \\ 2024', "AND", "OR ", "NOT ", "title:", "year:"),
          maxLength: 40,
        }),
        (text) => {
          try {
            parseQuery(printQuery(parseQuery(text)));
          } catch (error) {
            expect(error).toMatchObject({
              kind: "usage",
              where: expect.stringMatching(/^query, character \d+/),
            });
          }
        },
      ),
    );
  });
});

const word = fc
  .stringMatching(/^[\p{L}\p{N}][\p{L}\p{M}\p{N}'.+-]{0,8}$/u)
  .map((text) => text.normalize("NFC"))
  .filter((text) => !/^(?:AND|OR|NOT)$/.test(text) && /[\p{L}\p{N}]/u.test(text));
const phrase = fc
  .array(fc.stringMatching(/^[\p{L}\p{N}"\\:()“-]{1,8}$/u), { minLength: 1, maxLength: 4 })
  .map((words) => words.join(" ").normalize("NFC"))
  .filter((text) => /[\p{L}\p{N}]/u.test(text));
const field = fc.option(fc.constantFrom("title", "abstract", "author"), { nil: undefined });
const leaf: fc.Arbitrary<Query> = fc.oneof(
  fc.record({ text: word, field }).map(({ text, field }) => term(text, field)),
  fc.record({ text: phrase, field }).map(({ text, field }) => term(text, field, true)),
  fc
    .tuple(fc.option(fc.integer({ min: 1000, max: 2000 })), fc.option(fc.integer({ min: 2000, max: 2999 })))
    .filter(([from, to]) => from !== null || to !== null)
    .map(
      ([from, to]): Query => ({ kind: "years", ...(from !== null && { from }), ...(to !== null && { to }) }),
    ),
);
const { query } = fc.letrec<{ query: Query }>((tie) => ({
  query: fc.oneof(
    { maxDepth: 5, withCrossShrink: true },
    leaf,
    fc.array(tie("query"), { minLength: 2, maxLength: 4 }).map(all),
    fc.array(tie("query"), { minLength: 2, maxLength: 4 }).map(any),
    tie("query").map(not),
  ),
}));

describe("printQuery", () => {
  it("is read back as the same query", () => {
    fc.assert(
      fc.property(query, (one) => {
        expect(parseQuery(printQuery(one))).toEqual(one);
      }),
      { numRuns: 500 },
    );
  });

  it("writes words that mean something else in quotation marks", () => {
    expect(printQuery(all([term("AND"), term("x:y"), term("-z"), term("a b")]))).toBe(
      '"AND" AND "x:y" AND "-z" AND "a b"',
    );
  });
});

describe("weaken", () => {
  /** Whether a work with these words (in title and text alike), of this year, satisfies a query. */
  const holds = (one: Query, words: ReadonlySet<string>, year: number): boolean => {
    switch (one.kind) {
      case "term":
        return one.text
          .split(" ")
          .every(
            (part) =>
              words.has(`${one.field ?? ""}:${part}`) ||
              (one.field === undefined && [...words].some((each) => each.endsWith(`:${part}`))),
          );
      case "years":
        return year >= (one.from ?? 0) && year <= (one.to ?? 9999);
      case "not":
        return !holds(one.part, words, year);
      case "and":
        return one.parts.every((part) => holds(part, words, year));
      case "or":
        return one.parts.some((part) => holds(part, words, year));
    }
  };
  const names = ["a", "b", "c"];
  const small: fc.Arbitrary<Query> = fc.oneof(
    fc
      .record({ text: fc.constantFrom(...names, "a b"), field })
      .map(({ text, field }) => term(text, field, text.includes(" "))),
    fc.constant<Query>({ kind: "years", from: 2010, to: 2020 }),
  );
  const { tree } = fc.letrec<{ tree: Query }>((tie) => ({
    tree: fc.oneof(
      { maxDepth: 4, withCrossShrink: true },
      small,
      fc.array(tie("tree"), { minLength: 2, maxLength: 3 }).map(all),
      fc.array(tie("tree"), { minLength: 2, maxLength: 3 }).map(any),
      tie("tree").map(not),
    ),
  }));
  const fields = fc.subarray(["title", "abstract", "author"] as const).map((list) => new Set(list));
  const grammar = fc.record({
    title: fc.constant("X"),
    fields,
    searched: fc.constant(new Set(["title", "abstract", "author"] as const)),
    phrases: fc.boolean(),
    and: fc.constant(true),
    or: fc.boolean(),
    not: fc.constantFrom("anywhere" as const, "beside" as const, false as const),
    years: fc.boolean(),
  });
  const work = fc.record({
    words: fc.subarray(
      names.flatMap((name) => ["title", "abstract", "author"].map((place) => `${place}:${name}`)),
    ),
    year: fc.integer({ min: 2005, max: 2025 }),
  });

  it("never asks for less than what is wanted", () => {
    fc.assert(
      fc.property(tree, grammar, work, (one, language, { words, year }) => {
        const weak = weaken(one, language);
        const found = weak.query === undefined || holds(weak.query, new Set(words), year);
        if (holds(one, new Set(words), year)) expect(found).toBe(true);
        if (weak.lost.length === 0) expect(found).toBe(holds(one, new Set(words), year));
      }),
      { numRuns: 2_000 },
    );
  });

  it("uses nothing that the language does not have", () => {
    fc.assert(
      fc.property(tree, grammar, (one, language) => {
        const check = (part: Query, beside: boolean): void => {
          if (part.kind === "years") expect(language.years).toBe(true);
          if (part.kind === "or") expect(language.or).toBe(true);
          if (part.kind === "term") {
            if (part.field !== undefined) expect(language.fields.has(part.field)).toBe(true);
            if (part.phrase && part.text.includes(" ")) expect(language.phrases).toBe(true);
          }
          if (part.kind === "not") {
            expect(language.not).not.toBe(false);
            if (language.not === "beside") expect(beside).toBe(true);
            check(part.part, false);
          } else if (part.kind === "and" || part.kind === "or") {
            const positive = part.kind === "and" && part.parts.some((each) => each.kind !== "not");
            for (const each of part.parts) check(each, positive);
          }
        };
        const weak = weaken(one, language);
        if (weak.query !== undefined) check(weak.query, false);
      }),
      { numRuns: 2_000 },
    );
  });
});
