import { Ajv } from "ajv";
import { describe, expect, test } from "vitest";
import { judgeClaim } from "../../src/claims/claim.js";
import { readClaims } from "../../src/claims/read.js";
import { claimJsonSchema } from "../../src/claims/schema.js";
import { Mime } from "../../src/notebook/mime.js";

const record = (id: string, text = "Something is so.") => judgeClaim({ id, text });
const output = (value: unknown) => ({
  output_type: "display_data",
  data: { [Mime.claim]: value },
  metadata: {},
});

describe("readClaims", () => {
  test("takes claims in order of cells, the last of an id within a cell, and passes over the rest", () => {
    const claims = readClaims([
      { id: "m" },
      {
        id: "one",
        outputs: [{}, output(record("b", "Old.")), output(record("a")), output(record("b", "New."))],
      },
      { outputs: [{ data: { "text/plain": "1" } }, output(record("c"))] },
    ]);
    expect(claims.map(({ claim, cell }) => [claim.id, claim.text, cell.number, cell.id])).toEqual([
      ["b", "New.", 2, "one"],
      ["a", "Something is so.", 2, "one"],
      ["c", "Something is so.", 3, undefined],
    ]);
  });

  test("an id in two cells is an error that names both", () => {
    const cells = [{ id: "one", outputs: [output(record("a"))] }, { outputs: [output(record("a"))] }];
    expect(() => readClaims(cells, "n.ipynb")).toThrow(
      'claim "a" is made in two cells: cell 1 (id "one") and cell 2',
    );
  });

  test("a record that does not fit the schema is an error that names claim, cell and field", () => {
    const broken = { ...record("a"), standing: "perhaps" };
    expect(() => readClaims([{ id: "one", outputs: [output(broken)] }], "n.ipynb")).toThrowError(
      expect.objectContaining({
        where: 'n.ipynb, cell 1 (id "one")',
        message: expect.stringMatching(/claim "a" does not fit its schema: \/standing/) as unknown,
      }) as Error,
    );
    expect(() => readClaims([{ outputs: [output("text")] }])).toThrow(/does not fit/);
  });
});

describe("the published schema", () => {
  const validate = new Ajv({ strict: true }).compile(claimJsonSchema());

  test("is valid JSON Schema draft 7 that accepts records and refuses others", () => {
    expect(validate(JSON.parse(JSON.stringify(record("a"))))).toBe(true);
    expect(validate({ ...record("a"), extra: 1 })).toBe(false);
    expect(validate({ ...record("a"), id: "-" })).toBe(false);
  });
});
