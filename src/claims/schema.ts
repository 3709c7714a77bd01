import { Claim } from "./model.js";

/** The JSON Schema (2020-12) of `application/vnd.claimbook.claim+json`, for publication beside the reports. */
export function claimJsonSchema(): Record<string, unknown> {
  return {
    $schema: "https://json-schema.org/draft/2020-12/schema",
    $id: "urn:claimbook:claim:1",
    title: "A claim bound to its evidence, with three independent judgements",
    // TypeBox keeps its own bookkeeping under symbols, which JSON drops.
    ...(JSON.parse(JSON.stringify(Claim)) as Record<string, unknown>),
  };
}
