import { Report } from "./model.js";

/** The JSON Schema (draft 7, whose form of tuples TypeBox writes) of the JSON report. */
export function reportJsonSchema(): Record<string, unknown> {
  return {
    $schema: "http://json-schema.org/draft-07/schema#",
    $id: "urn:claimbook:report:1",
    title: "A claims and results report, as rendered from one executed notebook",
    // TypeBox keeps its own bookkeeping under symbols, which JSON drops.
    ...(JSON.parse(JSON.stringify(Report)) as Record<string, unknown>),
  };
}
