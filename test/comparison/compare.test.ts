import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import fc from "fast-check";
import { afterAll, describe, expect, it } from "vitest";
import type { Claim } from "../../src/claims/model.js";
import { register } from "../../src/cli/diff.js";
import { align } from "../../src/comparison/claim-changes.js";
import { compareReports } from "../../src/comparison/compare.js";
import { comparisonPage, comparisonText } from "../../src/comparison/index.js";
import { likeness, matchClaims } from "../../src/comparison/match-claims.js";
import { Comparison } from "../../src/comparison/model.js";
import { wordDiff } from "../../src/comparison/word-diff.js";
import { distanceText } from "../../src/comparison/wording.js";
import { schemaProblems } from "../../src/json-schema.js";
import { formatNotebook } from "../../src/notebook/write.js";
import { buildReport } from "../../src/report/build.js";
import type { Report } from "../../src/report/model.js";
import { inProcess } from "../cli/in-process.js";
import { goldenCases } from "../report/golden-cases.js";
import { sampleNotebook } from "../report/sample.js";

const sample = (): Report => buildReport(sampleNotebook(), { name: "sample", now: new Date(0) });

/** The sample and a copy of it after an edit. */
function compared(edit: (copy: Report) => void, tolerance?: number): Comparison {
  const copy = structuredClone(sample());
  edit(copy);
  const found = compareReports(
    { file: "a.ipynb", report: sample() },
    { file: "b.ipynb", report: copy },
    tolerance,
  );
  expect(schemaProblems(Comparison, found)).toEqual([]);
  return found;
}

const claimAt = (report: Report, id: string): Claim =>
  report.claims.find(({ claim }) => claim.id === id)!.claim;
const of = (comparison: Comparison, id: string) =>
  comparison.claims.find(({ left, right }) => left?.id === id || right?.id === id)!;

describe("two reports, claim by claim", () => {
  it("finds nothing between a report and itself", () => {
    const found = compared(() => {});
    expect(found.same).toBe(true);
    expect(found.counts).toMatchObject({ same: 5, added: 0, removed: 0 });
    expect(found.tables.flatMap(({ cells }) => cells)).toEqual([]);
    expect(found.environment).toEqual([]);
    expect(found.search).toMatchObject({ new: [], gone: [], differences: [] });
  });

  it("tells how far a value moved, and what of the tolerance that is", () => {
    const edit = (copy: Report) => {
      const check = claimAt(copy, "less-bias").measured.checks[0]!;
      check.left.value *= 1.02;
      check.left.interval = [29, 31];
    };
    const strict = compared(edit);
    expect(strict.same).toBe(false);
    expect(of(strict, "less-bias").outcome).toBe("value moved");
    const loose = compared(edit, 0.1);
    expect(loose.same).toBe(true);
    expect(of(loose, "less-bias").outcome).toBe("within tolerance");
    const value = of(loose, "less-bias").changes.find(({ name }) => name === "rank distance (mixed)")!;
    expect(value).toMatchObject({ part: "measured", kind: "value", matters: false });
    expect(value.relative).toBeCloseTo(0.02 / 1.02, 12);
    expect(value.ofTolerance).toBeCloseTo(0.2 / 1.02, 12);
    expect(distanceText(value)).toBe("2 % apart, 20 % of the tolerance");
    expect(of(loose, "less-bias").changes.map(({ name }) => name)).toContain(
      "lower end of rank distance (mixed)",
    );
  });

  it("weighs a changed verdict most, and shows a reworded text word by word", () => {
    const found = compared((copy) => {
      const claim = claimAt(copy, "best-multilingual");
      claim.text = claim.text.replace("best", "worst");
      claim.measured.verdict = "holds";
      claim.standing = "holds";
      claim.grounding.passages[0]!.text = "Another sentence entirely.";
    });
    const claim = of(found, "best-multilingual");
    expect(claim.outcome).toBe("verdict changed");
    expect(claim.text!.filter(({ is }) => is !== "same")).toEqual([
      { is: "gone", text: "best" },
      { is: "new", text: "worst" },
    ]);
    expect(claim.changes.map(({ part, kind }) => `${part} ${kind}`)).toEqual(
      expect.arrayContaining(["claim verdict", "measured verdict", "grounding evidence"]),
    );
  });

  it("does not take a passage that moved up for a change, and finds the one that is new", () => {
    const found = compared((copy) => {
      const { grounding } = claimAt(copy, "less-bias");
      grounding.passages.unshift({ ...grounding.passages[0]!, text: "Something else was found first." });
    });
    const { outcome, changes } = of(found, "less-bias");
    expect(outcome).toBe("evidence changed");
    expect(new Set(changes.map(({ left }) => left))).toEqual(new Set([undefined]));
    expect(changes.map(({ right }) => right)).toContain("Something else was found first.");
  });

  it("matches a claim that was renamed by its text; others are added and removed", () => {
    const found = compared((copy) => {
      const claim = claimAt(copy, "less-bias");
      claim.id = "bias";
      claim.text = claim.text.replace("reduce", "lower");
      const other = claimAt(copy, "future-work");
      other.id = "outlook";
      other.text = "Nothing at all is said about the year 3000.";
    });
    expect(of(found, "bias")).toMatchObject({
      outcome: "reworded",
      matchedBy: "text",
      left: { id: "less-bias" },
    });
    expect(of(found, "future-work").outcome).toBe("removed");
    expect(of(found, "outlook").outcome).toBe("added");
  });

  it("finds table cells that moved, works that are new or gone, and other surroundings", () => {
    const found = compared((copy) => {
      const block = copy.sections.results.find(({ kind }) => kind === "table")!;
      if (block.kind !== "table") throw new Error("no table");
      const [key] = Object.keys(block.table.rows[0]!.cells);
      block.table.rows[0]!.cells[key!]!.value += 0.1;
      block.table.rows[1]!.cells[key!]!.n += 1;
      block.table.rows.pop();
      copy.methodology.searches[0]!.included.push({
        id: "doi:10.5555/new",
        type: "article",
        title: "A new work",
      });
      copy.methodology.searches[0]!.sources[0]!.hits += 1;
      copy.provenance.environment.node = "24.0.0";
    });
    const cells = found.tables[0]!.cells;
    expect(cells.slice(0, 2).map(({ matters, left, right }) => [matters, left!.n - right!.n])).toEqual([
      [true, 0],
      [true, -1],
    ]);
    expect(cells.slice(2).every(({ right }) => right === undefined)).toBe(true);
    expect(found.search.new).toEqual([{ id: "doi:10.5555/new", title: "A new work" }]);
    expect(found.search.differences).toHaveLength(1);
    expect(found.environment).toEqual([{ what: "node", left: "20.19.0", right: "24.0.0" }]);
    const text = comparisonText(found, { colour: false });
    expect(text).toContain("+ A new work (doi:10.5555/new)");
    expect(text).toContain("node: 20.19.0 → 24.0.0");
  });

  it("finds the same differences from the other side", () => {
    const copy = structuredClone(sample());
    claimAt(copy, "less-bias").id = "bias";
    claimAt(copy, "best-multilingual").measured.checks[0]!.left.value += 0.01;
    const [a, b] = [
      { file: "a", report: sample() },
      { file: "b", report: copy },
    ];
    const [there, back] = [compareReports(a, b), compareReports(b, a)];
    expect(back.counts).toEqual(there.counts);
    expect(back.claims.flatMap(({ changes }) => changes.map(({ relative }) => relative))).toEqual(
      there.claims.flatMap(({ changes }) => changes.map(({ relative }) => relative)),
    );
  });
});

describe("parts of a comparison", () => {
  it("a word diff gives both texts back", () => {
    const texts = fc.string({ unit: "grapheme", maxLength: 80 });
    fc.assert(
      fc.property(texts, texts, (left, right) => {
        const parts = wordDiff(left, right);
        const join = (without: string) =>
          parts.flatMap(({ is, text }) => (is === without ? [] : text)).join("");
        expect(join("new")).toBe(left);
        expect(join("gone")).toBe(right);
      }),
    );
    expect(
      wordDiff("東京は大きい都市です", "東京は小さい都市です").filter(({ is }) => is === "same").length,
    ).toBe(2);
  });

  it("does not spend minutes on texts made to cost them", () => {
    const parts = wordDiff("a b ".repeat(20_000), "b c ".repeat(20_000));
    expect(parts.map(({ is }) => is)).toEqual(["gone", "new"]);
  });

  it("likeness is 1 for the same text, symmetric and between 0 and 1", () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), (a, b) => {
        expect(likeness(a, a)).toBe(1);
        expect(likeness(a, b)).toBe(likeness(b, a));
        expect(likeness(a, b)).toBeGreaterThanOrEqual(0);
        expect(likeness(a, b)).toBeLessThanOrEqual(1);
      }),
    );
  });

  it("matching loses and repeats no claim, and alignment no evidence", () => {
    const ids = fc.uniqueArray(fc.constantFrom(..."abcdefgh"), { maxLength: 8 });
    const texts = fc.constantFrom(
      "The mean is above 38.",
      "The mean is above 39.",
      "Dogs bark.",
      "Dogs barked.",
    );
    const claims = ids.chain((list) =>
      fc.tuple(...list.map((id) => texts.map((text) => ({ claim: { id, text } })))),
    );
    fc.assert(
      fc.property(claims, claims, (left, right) => {
        const found = matchClaims<{ claim: { id: string; text: string } }>(left, right);
        expect(found.flatMap((match) => match.left ?? [])).toEqual(left);
        expect(new Set(found.flatMap((match) => match.right ?? []))).toEqual(new Set(right));
        expect(found.flatMap((match) => match.right ?? [])).toHaveLength(right.length);
      }),
    );
    fc.assert(
      fc.property(
        fc.array(fc.constantFrom(..."abc")),
        fc.array(fc.constantFrom(..."abcd")),
        (left, right) => {
          expect(align(left, right, String).sort()).toEqual([...right].sort());
        },
      ),
    );
  });
});

describe("hostile texts", () => {
  const hostile = () => {
    const copy = buildReport(goldenCases.hostile!(), { name: "hostile", now: new Date(0) });
    copy.claims[0]!.claim.text += " \u001b]0;owned\u0007\u001b[2J\u202egnihton";
    return copy;
  };
  const found = compareReports({ file: "a", report: sample() }, { file: "<b>", report: hostile() });

  it("do nothing to a terminal", () => {
    const text = comparisonText(found, { colour: false });
    // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
    expect(text).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f\u202a-\u202e]/);
  });

  it("are shown as text in the page", () => {
    const page = comparisonPage(found);
    expect(page).not.toMatch(/<(script|img|iframe)\b/);
    expect(page).toContain("&lt;script&gt;");
  });
});

describe("claimbook diff", () => {
  const folder = mkdtempSync(path.join(os.tmpdir(), "diff-test-"));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  writeFileSync(path.join(folder, "a.ipynb"), formatNotebook(sampleNotebook()));
  writeFileSync(
    path.join(folder, "a.json"),
    JSON.stringify(buildReport(sampleNotebook(), { name: "a", now: new Date(0) })),
  );
  const edited = sample();
  claimAt(edited, "less-bias").standing = "does not hold";
  writeFileSync(path.join(folder, "b.json"), JSON.stringify(edited));
  const diff = (...args: string[]) => inProcess(register, ["diff", ...args], { cwd: folder });

  it("exits 0 on a notebook and the report made of it, 1 on a difference that matters", async () => {
    const same = await diff("a.ipynb", "a.json");
    expect(same.stdout).toContain("No difference that matters");
    expect(same.code).toBe(0);
    const other = await diff("a.ipynb", "b.json", "--html", "diff.html");
    expect(other.code).toBe(1);
    expect(other.stdout).toContain("✗ verdict changed  less-bias  holds → does not hold");
    expect(other.stdout).not.toContain("\u001b");
    expect(readFileSync(path.join(folder, "diff.html"), "utf8")).toContain("<ins>does not hold</ins>");
  });

  it("prints JSON that fits its published schema", async () => {
    const { stdout } = await diff("a.ipynb", "b.json", "--json");
    expect(schemaProblems(Comparison, JSON.parse(stdout))).toEqual([]);
    expect(JSON.parse((await diff("--schema")).stdout).$id).toBe("urn:claimbook:comparison:1");
  });

  it("exits 2 on wrong use and 3 on what it cannot read, naming it", async () => {
    expect((await diff("a.ipynb")).code).toBe(2);
    expect((await diff("a.ipynb", "b.json", "--tolerance", "-1")).code).toBe(2);
    const missing = await diff("a.ipynb", "nowhere.ipynb");
    expect(missing.code).toBe(3);
    expect(missing.stderr).toContain("nowhere.ipynb");
    writeFileSync(path.join(folder, "broken.json"), '{"schema":"claimbook/report/1"}');
    expect((await diff("a.ipynb", "broken.json")).stderr).toMatch(/broken\.json: .*schema/);
  });
});
