import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { chooseFaces } from "../../src/report/fonts/embed.js";
import { parseRanges } from "../../src/report/fonts/slices.js";
import { html, languageOf, render } from "../../src/report/html/template.js";
import { fixed, grouped, longDate, monthFirst, pValue } from "../../src/report/numbers.js";
import { withFixedDates } from "../../src/report/pdf/dates.js";
import { referencesOf, urlOf } from "../../src/report/references.js";
import { resultsView } from "../../src/report/results-view.js";
import { results, scriptNames, searchLog } from "./sample.js";

describe("numbers", () => {
  it.each([
    [fixed(-0.0001, 2), "0.00"],
    [fixed(-1.25, 1), "−1.3"],
    [grouped(1514), "1514"],
    [grouped(1234567.5), "1,234,567.5"],
    [grouped(-12043), "−12,043"],
    [pValue(0.00099), "p <\u00a00.001"],
    [pValue(0.012), "p = 0.012"],
    [pValue(0.5), "p = 0.50"],
    [longDate("2031-05-04"), "4 May 2031"],
    [monthFirst("2026-06-22"), "June 22, 2026"],
  ])("%s", (made, wanted) => {
    expect(made).toBe(wanted);
  });
});

describe("references", () => {
  it("are listed once each, by author, with works known only by id", () => {
    const list = referencesOf(searchLog.included, [
      "https://arxiv.org/abs/2999.00001",
      "arXiv:2998.00002v3",
      "lab-report-7",
    ]);
    expect(list.map(({ text }) => text)).toEqual([
      "Ångström, Å., & The Fable Consortium (2027). Who can read what: retrieval in rare scripts. Proceedings of Nowhere 2027. doi:10.5555/rare",
      "arXiv:2998.00002v3",
      "Beispiel, A.-L., Muster, M., & Li, W. (2029). Mixed batches for retrieval across languages. arXiv:2999.00001v1",
      "lab-report-7",
    ]);
    expect(list.map(({ url }) => url)).toEqual([
      "https://doi.org/10.5555/rare",
      "https://arxiv.org/abs/2998.00002v3",
      "https://arxiv.org/abs/2999.00001v1",
      undefined,
    ]);
    expect(list[2]!.short).toBe("Beispiel et al. (2029)");
  });

  it("only ever link to http addresses", () => {
    expect(urlOf({ id: "x", URL: "javascript:alert(1)" })).toBeUndefined();
    expect(urlOf({ id: "x", DOI: "10.1/a b" })).toBe("https://doi.org/10.1/a%20b");
  });
});

describe("resultsView", () => {
  const view = resultsView(results);

  it("marks the best of each group in the column's direction", () => {
    const [rare] = view.groups;
    expect(rare!.rows.map(({ values }) => values.map((value) => value!.best))).toEqual([
      [false, false, false],
      [false, false, false],
      [true, true, true],
    ]);
    expect(view.columns.map(({ arrow }) => arrow)).toEqual(["↑", "↑", "↓"]);
  });

  it("marks the best along a row where methods stand in columns", () => {
    const columns = ["mono", "cross"].map((key) => ({
      key,
      label: key,
      better: "higher" as const,
      digits: 3,
    }));
    const across = resultsView({ ...results, columns, best: "row" });
    expect(across.groups[0]!.rows.map(({ values }) => values.map((value) => value!.best))).toEqual([
      [true, false],
      [true, false],
      [true, false],
    ]);
  });

  it("writes symmetric intervals by their half-width, others by both ends", () => {
    expect(view.groups[0]!.rows.map(({ values }) => values[0]!.interval)).toEqual([
      "±0.006",
      "[0.426, 0.444]",
      "±0.006",
    ]);
  });

  it("gives ties the same weight and a lone row none", () => {
    const column = { key: "a", label: "A", better: "higher" as const, digits: 2 };
    const row = (label: string, value: number) => ({ label, cells: { a: { value, n: 3 } } });
    const best = (...rows: ReturnType<typeof row>[]) =>
      resultsView({ ...results, columns: [column], rows, comparisons: [] }).groups[0]!.rows.map(
        ({ values }) => values[0]!.best,
      );
    expect(best(row("x", 0.501), row("y", 0.499), row("z", 0.2))).toEqual([true, true, false]);
    expect(best(row("x", 0.5))).toEqual([false]);
  });
});

describe("fonts", () => {
  it.each(Object.entries(scriptNames))("has a face for every letter of %s", (_, name) => {
    const faces = chooseFaces(name);
    for (const letter of name) {
      const code = letter.codePointAt(0)!;
      expect(
        faces.some(({ slice }) => slice.ranges.some(([from, to]) => code >= from && code <= to)),
        letter,
      ).toBe(true);
    }
  });

  it("takes only what the text meets", () => {
    expect(new Set(chooseFaces("plain English").map(({ family }) => family))).toEqual(
      new Set(["Source Serif 4", "Inter"]),
    );
    expect(chooseFaces("ไทย").map(({ family }) => family)).toEqual(["Noto Sans Thai"]);
  });

  it("reads CSS ranges", () => {
    expect(parseRanges("U+0-FF, U+131,U+4??")).toEqual([
      [0, 0xff],
      [0x131, 0x131],
      [0x400, 0x4ff],
    ]);
  });
});

it("html escapes whatever is put into it", () => {
  fc.assert(
    fc.property(fc.string(), (value) => {
      const made = render(html`<p title="${value}">${[value, html`<b>${value}</b>`]}</p>`);
      expect(made.match(/</g)).toHaveLength(4);
      expect(made.match(/"/g)).toHaveLength(2);
    }),
  );
});

it.each([
  ["漢字", "zh"],
  ["漢字かな", "ja"],
  ["한국어 漢字", "ko"],
  ["English", undefined],
])("languageOf %s is %s", (text, language) => {
  expect(languageOf(text)).toBe(language);
});

it("withFixedDates keeps the length and every other byte", () => {
  fc.assert(
    fc.property(fc.uint8Array(), fc.uint8Array(), (before, after) => {
      const stamp = Buffer.from("(D:20990102030405+02'00')");
      const pdf = Buffer.concat([before, stamp, after]);
      const made = withFixedDates(pdf, new Date("2031-05-04T06:07:08Z"));
      expect(made.equals(Buffer.concat([before, Buffer.from("(D:20310504060708+00'00')"), after]))).toBe(
        true,
      );
    }),
  );
});
