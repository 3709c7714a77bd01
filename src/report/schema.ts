import { publishedSchema } from "../json-schema.js";
import { Report } from "./model.js";

/** The JSON Schema of the JSON report. */
export function reportJsonSchema(): Record<string, unknown> {
  return publishedSchema(
    Report,
    "report:1",
    "A claims and results report, as rendered from one executed notebook",
  );
}
