import { publishedSchema } from "../json-schema.js";
import { Claim } from "./model.js";

/** The JSON Schema of `application/vnd.claimbook.claim+json`, for publication beside the reports. */
export function claimJsonSchema(): Record<string, unknown> {
  return publishedSchema(
    Claim,
    "claim:1",
    "A claim bound to its evidence, with three independent judgements",
  );
}
