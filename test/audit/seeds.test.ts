import { existsSync, readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import {
  type Audit,
  Audit as AuditSchema,
  auditReports,
  openCorpus,
  readReport,
} from "../../src/audit/index.js";
import { schemaProblems } from "../../src/json-schema.js";
import { featureEntailment } from "../../src/literature/entailment/feature-model/index.js";
import { packageRoot } from "../../src/paths.js";

const seeds = path.resolve(packageRoot, "../shared/seeds");

it("the committed audit fits its schema, and is of the five seeds", () => {
  const file = path.join(packageRoot, "reports/audit/seeds.json");
  const committed = JSON.parse(readFileSync(file, "utf8")) as Audit;
  expect(schemaProblems(AuditSchema, committed)).toEqual([]);
  expect(committed.tally).toMatchObject({ reports: 5, rows: 54, claims: 16 });
  expect(JSON.stringify(committed)).not.toMatch(/"\/(?:home|root|tmp|work|Users)\b/);
});

describe.skipIf(!existsSync(seeds))("the five seeds (skipped where ../shared/seeds is not there)", () => {
  let audit: Audit;
  beforeAll(async () => {
    const files = readdirSync(seeds)
      .filter((name) => name.endsWith(".txt"))
      .sort();
    const reports = [];
    for (const name of files) reports.push(await readReport(path.join(seeds, name), name));
    const libraries = ["data/library", "reports/audit/library"].map((folder) =>
      path.join(packageRoot, folder),
    );
    audit = await auditReports(reports, await openCorpus({ libraries }), {
      entailment: featureEntailment(),
      now: new Date(0),
    });
  });
  const judged = (pattern: RegExp) => {
    const found = audit.claims.filter(({ claim }) => pattern.test(claim.text));
    expect(found).toHaveLength(1);
    return found[0]!;
  };

  it("make 54 claims, 16 of them different", () => {
    expect(audit.tally).toMatchObject({ reports: 5, rows: 54, claims: 16 });
    expect(audit.tally.ticks.all + audit.tally.crosses.all).toBe(54);
  });

  it("are found to examine the paper, and every claim is asked of it", () => {
    expect(audit.reports.map(({ examines }) => examines?.work)).toEqual(Array(5).fill("arXiv:2408.10536v1"));
    for (const { claim } of audit.claims) {
      expect(claim.grounding.verdict).not.toBe("not checked");
      for (const { work } of claim.grounding.passages) expect(work).toBe("arXiv:2408.10536v1");
    }
  });

  it("cross what is true: the datasets, the metric", () => {
    const datasets = judged(/^Experiments/);
    expect(datasets.claim.grounding.verdict).toBe("supported");
    expect(datasets.said.map(({ verified }) => verified)).toEqual(Array(5).fill(false));
    expect(datasets.agreement).toBe("not ticked but borne out");
    const metric = judged(/mean average precision/);
    expect(metric.said.filter(({ verified }) => verified)).toHaveLength(2);
    expect(metric.said.filter(({ verified }) => !verified)).toHaveLength(3);
    expect(metric.agreement).toBe("not ticked but borne out");
  });

  it("tick what the paper's own tables bear out only with exceptions", () => {
    const { claim } = judged(/achieves the best performance in multilingual/);
    expect(claim.reported.verdict).toBe("holds with exceptions");
    const against = claim.reported.comparisons.filter(({ holds }) => !holds);
    expect(against.map(({ left }) => left.row)).toEqual([expect.stringContaining("XQuAD-R")]);
    expect(claim.standing).toBe("qualified");
  });

  it("say that bias is reduced, once substantially and once not: two claims, both borne out by Table 2", () => {
    for (const pattern of [/ training substantially reduces/, / training reduces/]) {
      expect(judged(pattern).claim.reported.verdict).toBe("holds");
    }
  });

  it("ask about data that no claim mentions, once of a name that nobody knows", () => {
    expect(audit.reports.map(({ unanswered }) => unanswered.names)).toEqual([
      ["XM3600"],
      ["XLSD"],
      ["BEIR", "XTREME-R"],
      [],
      ["XM3600"],
    ]);
    expect(audit.reports.map(({ unknownBenchmarks }) => unknownBenchmarks)).toContainEqual(["XLSD"]);
  });

  it("cite a paper on quantum computing", () => {
    const off = audit.reports.flatMap(({ references }) =>
      references.filter((each) => each.offTopic !== undefined),
    );
    expect(off.map(({ title }) => title)).toEqual(["Quantum Curriculum Learning"]);
  });
});
