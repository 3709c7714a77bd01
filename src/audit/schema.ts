import { publishedSchema } from "../json-schema.js";
import { Audit } from "./model.js";

/** The JSON Schema of an audit's JSON. */
export function auditJsonSchema(): Record<string, unknown> {
  return publishedSchema(Audit, "audit:1", "Claims-and-results reports judged again, claim by claim");
}
