import { Claim } from "./model.js";

/** The JSON Schema (draft 7, whose form of tuples TypeBox writes) of `application/vnd.claimbook.claim+json`, for publication beside the reports. */
export function claimJsonSchema(): Record<string, unknown> {
  return {
    $schema: "http://json-schema.org/draft-07/schema#",
    $id: "urn:claimbook:claim:1",
    title: "A claim bound to its evidence, with three independent judgements",
    // TypeBox keeps its own bookkeeping under symbols, which JSON drops.
    ...(JSON.parse(JSON.stringify(Claim)) as Record<string, unknown>),
  };
}
