import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";
import { Check } from "@sinclair/typebox/value";
import { Ajv } from "ajv";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { Claim } from "../src/claims/model.js";
import { schemaProblems } from "../src/json-schema.js";
import { notebookProblems } from "../src/notebook/validate.js";
import { packageRoot } from "../src/paths.js";
import { buildReport, Report } from "../src/report/index.js";
import { goldenCases } from "./report/golden-cases.js";

type Json = null | boolean | number | string | Json[] | { [key: string]: Json };

/** A value with one place of it changed: replaced, taken out or given a key more. */
function changed(value: unknown, steps: readonly number[], put: Json, how: number): unknown {
  const copy = structuredClone(value) as Json;
  let at: Json = copy;
  for (const step of steps) {
    if (at === null || typeof at !== "object") break;
    const keys = Object.keys(at);
    if (keys.length === 0) break;
    const key = keys[step % keys.length]!;
    const inner = (at as Record<string, Json>)[key]!;
    if (inner !== null && typeof inner === "object" && step % 7 !== 0) {
      at = inner;
      continue;
    }
    if (how === 0) delete (at as Record<string, Json>)[key];
    else if (how === 1) (at as Record<string, Json>)[key] = put;
    else (at as Record<string, Json>)[`${key}+`] = put;
    break;
  }
  return copy;
}

const change = fc.record({
  steps: fc.array(fc.nat(1000), { minLength: 12, maxLength: 12 }),
  put: fc.jsonValue({ maxDepth: 2 }) as fc.Arbitrary<Json>,
  how: fc.integer({ min: 0, max: 2 }),
});
const ajv = new Ajv({ strict: false });
const reports = ["sample", "hostile", "search"].map((name) =>
  buildReport(goldenCases[name]!(), { name, now: new Date(0) }),
);

describe("what walks through a schema accepts what the compiled schema accepts", () => {
  test.each([
    { name: "reports", schema: Report, values: reports as unknown[] },
    {
      name: "claims",
      schema: Claim,
      values: reports.flatMap(({ claims }) => claims.map(({ claim }) => claim as unknown)),
    },
  ])("$name, whole and changed in one place", ({ schema, values }) => {
    const compiled = ajv.compile(schema);
    const answers = new Set<boolean>();
    for (const value of values) expect([Check(schema, value), compiled(value)]).toEqual([true, true]);
    fc.assert(
      fc.property(fc.constantFrom(...values), change, (value, { steps, put, how }) => {
        const other = changed(value, steps, put, how);
        const valid = compiled(other);
        answers.add(valid);
        // Accepting is the walk's to say; a refusal is always the compiled schema's.
        if (Check(schema, other)) expect(valid).toBe(true);
        expect(schemaProblems(schema, other).length === 0).toBe(valid);
      }),
      { numRuns: 400 },
    );
    expect(answers).toEqual(new Set([true, false]));
  });
});

test("a refusal names the place and the rule", () => {
  const [report] = reports;
  expect(schemaProblems(Report, { ...report, tally: { ...report!.tally, holds: -1 } })).toEqual([
    "/tally/holds must be >= 0",
  ]);
});

test("a notebook that fits nbformat 4.5 has no problems, one changed in a place has those of its cell", () => {
  const whole = goldenCases.sample!();
  expect(notebookProblems(whole)).toEqual([]);
  const torn = structuredClone(whole) as unknown as { cells: Record<string, unknown>[] };
  torn.cells[0]!.source = 5;
  expect(notebookProblems(torn)).toEqual(
    expect.arrayContaining([expect.stringMatching(/^\/cells\/0\/source /)]),
  );
});

test("the check that the build makes of Jupyter's schema says what the schema says", () => {
  const folder = "notebook/schema/nbformat.v4.5";
  const built = createRequire(import.meta.url)(path.join(packageRoot, "dist", `${folder}.check.cjs`)) as (
    notebook: unknown,
  ) => boolean;
  const { $schema: _, ...schema } = JSON.parse(
    readFileSync(path.join(packageRoot, "src", `${folder}.schema.json`), "utf8"),
  ) as Record<string, unknown>;
  const compiled = ajv.compile(schema);
  const whole = goldenCases.search!();
  expect(built(whole)).toBe(true);
  const answers = new Set<boolean>();
  fc.assert(
    fc.property(change, ({ steps, put, how }) => {
      const other = changed(whole, steps, put, how);
      answers.add(built(other));
      expect(built(other)).toBe(compiled(other));
    }),
    { numRuns: 300 },
  );
  expect(answers).toEqual(new Set([true, false]));
});
