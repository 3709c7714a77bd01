import { readFileSync } from "node:fs";
import path from "node:path";
import { Ajv } from "ajv";
import { expect, it } from "vitest";
import { packageRoot } from "../../../src/paths.js";
import { buildReport } from "../../../src/report/build.js";
import { reportJsonSchema } from "../../../src/report/schema.js";
import { goldenCases } from "../golden-cases.js";

const published = path.join(packageRoot, "docs", "schemas", "report-1.json");

it("the published schema is that of the reports; npx vitest run test/report/exports -u writes it anew", async () => {
  await expect(`${JSON.stringify(reportJsonSchema(), null, 2)}\n`).toMatchFileSnapshot(published);
});

it.each(Object.entries(goldenCases))(
  "%s: a validator of JSON Schema takes the report by the published schema",
  (name, notebook) => {
    const schema = JSON.parse(readFileSync(published, "utf8")) as object;
    const validate = new Ajv({ strict: false }).compile(schema);
    const report = JSON.parse(
      JSON.stringify(buildReport(notebook(), { name, now: new Date("2031-05-04T00:00:00Z") })),
    );
    expect(validate(report) ? [] : validate.errors).toEqual([]);
    expect(validate({ ...report, tally: { ...report.tally, claims: -1 } })).toBe(false);
    expect(validate({ ...report, schema: "claimbook/report/2" })).toBe(false);
  },
);
