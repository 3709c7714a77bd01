import { expect, it } from "vitest";
import { buildReport } from "../../src/report/build.js";
import { whatHappened } from "../../src/report/happened.js";
import { inBrief } from "../../src/report/in-brief.js";
import type { Report } from "../../src/report/model.js";
import { goldenCases } from "./golden-cases.js";
import { sampleNotebook } from "./sample.js";

const build = (notebook = sampleNotebook()): Report =>
  buildReport(notebook, { name: "nb", now: new Date(0), fixedDate: true });

it("limitations name what failed in the search, and what was not asked", () => {
  const said = whatHappened(build(goldenCases.search!())).join("\n");
  expect(said).toContain(
    "1 of the 2 sources searched failed: <b>Down</b> Index (it is in trouble (status 503) <script>).",
  );
  expect(said).toContain("The search ended at its limit of records in Example Index");
  expect(said).toContain("Example Index cannot express a part of the query");
  expect(said).toContain("no abstract: judged by its title");
});

it("limitations name seeds, stand-ins, samples, noise and changed parameters, and only what happened", () => {
  const report = build();
  report.provenance.parameters = {};
  const plain = whatHappened(report).join("\n");
  expect(plain).toContain("rest on 1200 queries");
  expect(plain).toContain("1 of the 3 comparisons measured lies inside the noise");
  expect(plain).toContain("made by 3 automated reviewers (deterministic)");
  expect(plain).not.toMatch(/seed|stood in|other parameters|failed/);

  report.standIns = [{ benchmark: "Fables-R", data: "fable-captions", why: "Fables-R is not at hand." }];
  report.provenance.parameters = { budget: "smoke" };
  for (const block of report.sections.results) if (block.kind === "table") block.table.seeds = [2, 1];
  const said = whatHappened(report).join("\n");
  expect(said).toContain(
    "Fables-R was not run: fable-captions stood in for it, because Fables-R is not at hand. Nothing here is a result on Fables-R.",
  );
  expect(said).toContain("means over 2 seeds (1, 2)");
  expect(said).toContain("other parameters than it is written with: budget = smoke.");
});

it("the first page says what was asked, measured, on what data, and how sure", () => {
  const facts = inBrief(build());
  expect(facts.map(({ term }) => term)).toEqual([
    "Asked",
    "Measured",
    "On what data",
    "Literature",
    "How sure",
  ]);
  const of = (term: string) => facts.find((fact) => fact.term === term)!.sentences.join(" ");
  expect(of("Measured")).toContain(
    "Monolingual mAP, Cross-lingual mAP and Rank distance, for batches Single, Cross and Mixed",
  );
  expect(of("On what data")).toContain("fable-captions 1.2.0");
  expect(of("How sure")).toContain(
    "Of 3 comparisons, 1 holds outside the noise, 1 lies inside it, 1 goes the other way (n = 1200 queries)",
  );
  expect(inBrief(build(goldenCases["no-claims"]!()))).toEqual([]);
});
