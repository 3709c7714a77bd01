import { readFileSync } from "node:fs";
import { Ajv, type ValidateFunction } from "ajv";

let validator: ValidateFunction | undefined;

/**
 * What is wrong with a notebook by Jupyter's own schema of nbformat 4.5 and its rule that cell ids are unique: one
 * line a problem, as `/cells/3/outputs must be array`. Empty for a valid notebook.
 */
export function notebookProblems(notebook: unknown): string[] {
  validator ??= compile();
  if (!validator(notebook)) {
    // A cell that fits no kind fails every kind's rules: the deepest problem is the one that tells most.
    const errors = (validator.errors ?? []).filter(({ keyword }) => keyword !== "oneOf");
    return errors
      .toSorted((a, b) => b.instancePath.length - a.instancePath.length)
      .map(({ instancePath, message }) => `${instancePath || "/"} ${message ?? "is invalid"}`);
  }
  const ids = (notebook as { cells: { id?: string }[] }).cells.map((cell) => cell.id);
  const twice = ids.find((id, i) => ids.indexOf(id) !== i);
  return twice === undefined ? [] : [`/cells has two cells with the id "${twice}"`];
}

function compile(): ValidateFunction {
  const schema = JSON.parse(
    readFileSync(new URL("./schema/nbformat.v4.5.schema.json", import.meta.url), "utf8"),
  ) as Record<string, unknown>;
  // The file names JSON Schema draft 4, of which it uses nothing that later drafts changed.
  delete schema.$schema;
  return new Ajv({ allErrors: true, strict: false }).compile(schema);
}
