import { createRequire } from "node:module";
import { type Static, type TSchema, TypeRegistry } from "@sinclair/typebox";
import { Check } from "@sinclair/typebox/value";
import type { Ajv, ErrorObject } from "ajv";
import { ClaimbookError } from "./errors.js";

// The one use of schemas beyond TypeBox's own kinds here: one of several texts. Others are left to Ajv.
TypeRegistry.Set<{ type?: unknown; enum?: unknown }>(
  "Unsafe",
  ({ type, enum: texts }, value) => type === "string" && Array.isArray(texts) && texts.includes(value),
);

let ajv: Ajv | undefined;

/** Loaded only for what does not fit: compiling a schema takes a hundred times as long as walking through it. */
function explaining(): Ajv {
  if (ajv === undefined) {
    const library = createRequire(import.meta.url)("ajv") as { Ajv: typeof Ajv };
    // Most schemas are used once or twice in a process: optimising their code costs more than it saves.
    ajv = new library.Ajv({ allErrors: true, strict: false, code: { optimize: false } });
  }
  return ajv;
}

/** One line a problem: `/reported/verdict must be equal to one of the allowed values`. */
export function schemaProblems(schema: TSchema, value: unknown): string[] {
  if (Check(schema, value)) return [];
  const validate = explaining().compile(schema);
  if (validate(value)) return [];
  return (validate.errors ?? []).map(
    (e: ErrorObject) => `${e.instancePath || "/"} ${e.message ?? "is invalid"}`,
  );
}

/**
 * Narrows `value` to the schema's type.
 *
 * @param what how to call the value in the error, e.g. `claim "less-bias"`
 * @throws ClaimbookError (`could-not-run`) that lists each place that does not fit
 */
export function assertSchema<T extends TSchema>(
  schema: T,
  value: unknown,
  what: string,
  where?: string,
): Static<T> {
  const problems = schemaProblems(schema, value);
  if (problems.length > 0) {
    throw new ClaimbookError(`${what} does not fit its schema: ${problems.slice(0, 5).join("; ")}`, {
      kind: "could-not-run",
      ...(where === undefined ? {} : { where }),
    });
  }
  return value as Static<T>;
}

/**
 * A schema as JSON Schema for others to read. Draft 7: TypeBox writes tuples in its form, which later drafts refuse.
 *
 * @param id what follows `urn:claimbook:`, e.g. `claim:1`
 */
export function publishedSchema(schema: TSchema, id: string, title: string): Record<string, unknown> {
  return {
    $schema: "http://json-schema.org/draft-07/schema#",
    $id: `urn:claimbook:${id}`,
    title,
    // TypeBox keeps its own bookkeeping under symbols, which JSON drops.
    ...(JSON.parse(JSON.stringify(schema)) as Record<string, unknown>),
  };
}
