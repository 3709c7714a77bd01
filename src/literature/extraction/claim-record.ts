import type { Claim } from "../../claims/model.js";
import { sha256Of } from "../../sha256.js";
import type { ExtractedClaim } from "./extracted-claim.js";

/**
 * Made of the work and the sentence the claim was made from: the same whatever else is read beside it, and after the
 * document was read again. Fits a claim's id.
 */
export function claimId({ origins: [origin] }: Pick<ExtractedClaim, "origins">): string {
  const hash = sha256Of(`${origin!.work}\0${origin!.text}`);
  return `c-${hash.slice(0, 12)}`;
}

/** A claim's record before anything was checked. */
export function claimRecord(extracted: ExtractedClaim): Claim {
  const [{ work, locator, text, start, end, sha256 }] = extracted.origins as [
    ExtractedClaim["origins"][number],
  ];
  return {
    schema: "claimbook/claim/1",
    id: claimId(extracted),
    text: extracted.text,
    kind: extracted.kind,
    source: {
      work,
      ...(locator === undefined ? {} : { locator }),
      quote: { text, start, end, sha256 },
    },
    grounding: { verdict: "not checked", passages: [] },
    reported: { verdict: "not checked", comparisons: [] },
    measured: { verdict: "not checked", checks: [] },
    verified: false,
    standing: "not checked",
    note: "Extracted, and not yet checked.",
  };
}
