import { existsSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { fileURLToPath } from "node:url";
import type { Ajv, ValidateFunction } from "ajv";

type Json = Record<string, unknown>;

let schema: Ajv | undefined;

/**
 * What is wrong with a notebook by Jupyter's own schema of nbformat 4.5 and its rule that cell ids are unique: one
 * line a problem, as `/cells/3/outputs must be array`. Empty for a valid notebook.
 */
export function notebookProblems(notebook: unknown): string[] {
  if (isValid(notebook)) return twins((notebook as { cells: Json[] }).cells);
  const validate = validator("nbformat");
  validate(notebook);
  // A cell or output that fits no kind fails every kind's rules; only those of what it says it is are of interest.
  const { cells } = notebook as { cells?: unknown };
  const own = lines(validate, "").filter((line) => !/^\/cells\/\d/.test(line));
  return [
    ...own,
    ...(Array.isArray(cells) ? cells.flatMap((cell, i) => cellProblems(cell, `/cells/${i}`)) : []),
  ];
}

function cellProblems(cell: Json, at: string): string[] {
  const type = cell?.cell_type;
  if (type !== "code" && type !== "markdown" && type !== "raw")
    return [`${at} must have a cell_type of code, markdown or raw`];
  const validate: ValidateFunction = validator(`nbformat#/definitions/${type}_cell`);
  if (validate(cell as unknown)) return [];
  const own = lines(validate, at).filter((line) => !line.startsWith(`${at}/outputs/`));
  const outputs = type === "code" && Array.isArray(cell.outputs) ? cell.outputs : [];
  return [...own, ...outputs.flatMap((output, i) => outputProblems(output, `${at}/outputs/${i}`))];
}

const outputTypes = ["stream", "display_data", "execute_result", "error"];

function outputProblems(output: Json, at: string): string[] {
  const type = output?.output_type;
  if (typeof type !== "string" || !outputTypes.includes(type))
    return [`${at} must have an output_type of ${outputTypes.join(", ")}`];
  const validate = validator(`nbformat#/definitions/${type}`);
  return validate(output as unknown) ? [] : lines(validate, at);
}

function lines(validate: ValidateFunction, at: string): string[] {
  return (validate.errors ?? []).map(({ instancePath, message, params }) => {
    const extra = "additionalProperty" in params ? `: ${params.additionalProperty}` : "";
    return `${at}${instancePath || (at === "" ? "/" : "")} ${message ?? "is invalid"}${extra}`;
  });
}

function twins(cells: readonly Json[]): string[] {
  const seen = new Set<unknown>();
  const twice = cells.find(({ id }) => seen.has(id) || !seen.add(id));
  return twice === undefined ? [] : [`/cells has two cells with the id "${twice.id}"`];
}

/** Made of the schema by scripts/build.mjs, so that nothing is compiled for a notebook that is valid. */
const compiled = new URL("./schema/nbformat.v4.5.check.cjs", import.meta.url);
let check: ((notebook: unknown) => boolean) | undefined;

function isValid(notebook: unknown): boolean {
  check ??= existsSync(compiled)
    ? (createRequire(import.meta.url)(fileURLToPath(compiled)) as typeof check)!
    : (validator("nbformat") as (notebook: unknown) => boolean);
  return check(notebook);
}

function validator(reference: string): ValidateFunction {
  schema ??= load();
  return schema.getSchema(reference)!;
}

function load(): Ajv {
  const { $schema: _, ...definition } = JSON.parse(
    readFileSync(new URL("./schema/nbformat.v4.5.schema.json", import.meta.url), "utf8"),
  ) as Json;
  // Left out: the file names JSON Schema draft 4, of which it uses nothing that later drafts changed.
  const library = createRequire(import.meta.url)("ajv") as { Ajv: typeof Ajv };
  return new library.Ajv({ allErrors: true, strict: false }).addSchema(definition, "nbformat");
}
