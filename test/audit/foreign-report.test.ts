import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Audit, auditReports, openCorpus, readReport } from "../../src/audit/index.js";
import { featureEntailment } from "../../src/literature/entailment/feature-model/index.js";
import { soilReport, writeSoilLibrary } from "./soil.js";

const whole =
  "The trial ran on 24 plots at the Lindau station from 2014 to 2020, with four replicates of each treatment and no tillage on any of them after the first autumn.";

let folder: string;
let audit: Audit;
const judged = (beginning: string) => {
  const found = audit.claims.find(({ claim }) => claim.text.startsWith(beginning));
  if (found === undefined) throw new Error(`no claim begins with "${beginning}"`);
  return found;
};

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), "claimbook-audit-"));
  const library = await writeSoilLibrary(folder);
  const first = path.join(folder, "first.md");
  const second = path.join(folder, "second.md");
  await writeFile(
    first,
    soilReport([
      {
        text: "Winter rye sown as a cover crop raised soil organic carbon by 18% over six years.",
        mark: "✓",
      },
      {
        text: "Winter rye sown as a cover crop lowered soil organic carbon by 18% over six years.",
        mark: "✓",
      },
      { text: "Soil organic carbon was higher under rye than under fallow at every depth.", mark: "✓" },
      { text: "Soil organic carbon was higher under rye than under clover at every depth.", mark: "✓" },
      { text: "Nitrate leaching fell by 40% under rye.", mark: "×", confidence: "0.10" },
      { text: "Mycorrhizal fungi colonised the maize roots of the Basel vineyards.", mark: "✓" },
      { text: whole.slice(0, 120), mark: "✓" },
    ]),
  );
  await writeFile(
    second,
    soilReport([
      { text: "Nitrate leaching fell by 40% under rye.", mark: "✓", confidence: "0.30" },
      { text: "Nitrate leaching fell by 60% under rye.", mark: "✓", confidence: "0.31" },
      { text: "Earthworm counts were higher under rye than under fallow.", mark: "✓", confidence: "0.32" },
    ]),
  );
  audit = await auditReports(
    [await readReport(first, "first.md"), await readReport(second, "second.md")],
    await openCorpus({ libraries: [library] }),
    { entailment: featureEntailment(), now: new Date("2026-05-04T00:00:00Z") },
  );
});
afterAll(() => rm(folder, { recursive: true, force: true }));

describe("a report of another field", () => {
  it("finds what the paper says, with the sentence quoted", () => {
    const { claim, agreement, why } = judged("Winter rye sown as a cover crop raised");
    expect(claim.grounding.verdict).toBe("supported");
    expect(claim.grounding.passages[0]?.text).toContain("raised soil organic carbon by 18%");
    expect(claim.grounding.passages[0]?.work).toBe("doi:10.5555/soil.1");
    expect(agreement).toBe("agree");
    expect(why).toContain("doi:10.5555/soil.1 says so (abstract, probability 0.");
  });

  it("tells a ticked claim that the paper contradicts", () => {
    const { claim, agreement } = judged("Winter rye sown as a cover crop lowered");
    expect(claim.grounding.verdict).toBe("contradicted");
    expect(agreement).toBe("ticked but not borne out");
  });

  it("asks the paper's table, and shows the cells that speak against a claim", () => {
    expect(judged("Soil organic carbon was higher under rye than under fallow").claim.reported).toMatchObject(
      {
        verdict: "holds",
      },
    );
    const { claim } = judged("Soil organic carbon was higher under rye than under clover");
    expect(claim.reported.verdict).toBe("holds with exceptions");
    const against = claim.reported.comparisons.filter(({ holds }) => !holds);
    expect(
      against.map(({ left, right }) => [left.value, typeof right === "number" ? right : right.value]),
    ).toEqual([[13, 13.4]]);
  });

  it("judges what two reports say once, and tells which of them crossed a true claim", () => {
    const entry = judged("Nitrate leaching fell by 40%");
    expect(entry.said.map(({ report, verified, agreement }) => [report, verified, agreement])).toEqual([
      [0, false, "not ticked but borne out"],
      [1, true, "agree"],
    ]);
    expect(entry.agreement).toBe("not ticked but borne out");
    expect(judged("Nitrate leaching fell by 60%").said).toHaveLength(1);
    expect(judged("Nitrate leaching fell by 60%").agreement).toBe("ticked but not borne out");
  });

  it("does not bear out what the whole paper never says", () => {
    const { claim, agreement } = judged("Mycorrhizal fungi");
    expect(claim.grounding.verdict).toBe("not found");
    expect(agreement).toBe("ticked but not borne out");
  });

  it("puts the end of a cut claim back, and says where it stands", () => {
    const { claim, completion, incomplete } = judged("The trial ran on 24 plots");
    expect(claim.text).toBe(whole);
    expect(completion).toMatchObject({ work: "doi:10.5555/soil.1", text: whole });
    expect(incomplete).toBeUndefined();
  });

  it("names another source that says it too, never the paper itself", () => {
    const entry = judged("Earthworm counts");
    expect(entry.claim.grounding.passages[0]?.work).toBe("doi:10.5555/soil.1");
    expect(entry.elsewhere).toEqual(["doi:10.5555/rye.3"]);
    expect(entry.why).toContain("Another source says it too: doi:10.5555/rye.3.");
    expect(judged("Winter rye sown as a cover crop raised").elsewhere).toEqual([]);
  });

  it("tells references that are known, about something else, and unknown", () => {
    const [paper, quasars, nobody] = audit.reports[0]!.references;
    expect(paper).toMatchObject({ examined: true });
    expect(paper?.supports.length).toBeGreaterThan(2);
    expect(quasars?.offTopic).toBeLessThan(0.34);
    expect(quasars?.supports).toEqual([]);
    expect(nobody).toMatchObject({ unknown: true, supports: [] });
  });

  it("tells what the question asks about and no claim mentions, and that no source knows it", () => {
    expect(audit.reports[0]!.unanswered.names).toEqual(["AGROBENCH"]);
    expect(audit.reports[0]!.unknownBenchmarks).toEqual(["AGROBENCH"]);
    expect(audit.reports[0]!.problems).toContain("It says that 4 papers were retrieved; it lists 3.");
  });

  it("counts marks, not statements", () => {
    expect(audit.tally).toMatchObject({ reports: 2, rows: 10, claims: 9 });
    expect(audit.tally.ticks).toMatchObject({
      all: 9,
      borneOut: 6,
      notBorneOut: 3,
      cannotTell: 0,
    });
    // At least the claim on clover, whose table holds with an exception.
    expect(audit.tally.ticks.qualified).toBeGreaterThanOrEqual(1);
    expect(audit.tally.crosses).toEqual({ all: 1, borneOut: 1, notBorneOut: 0, cannotTell: 0 });
    expect(audit.answer.join(" ")).toContain("Of 9 ticks, 6 are borne out");
  });
});
