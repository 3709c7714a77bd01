import { createHash } from "node:crypto";
import { judgeClaim } from "../../src/claims/claim.js";
import type { Claim } from "../../src/claims/model.js";
import type { ReviewSource, ReviewSubject } from "../../src/review/subject.js";

/** A claim of a work, supported by the passage given (none: not looked up). */
export function claimOf(text: string, options: { id?: string; work?: string; passage?: string } = {}): Claim {
  const { id = "a-claim", work = "doi:10.5555/one", passage } = options;
  const sha256 = createHash("sha256")
    .update(passage ?? "")
    .digest("hex");
  return judgeClaim({
    id,
    text,
    source: {
      toSource: () => ({ work }),
      ground: () =>
        passage === undefined
          ? { verdict: "not checked", passages: [] }
          : {
              verdict: "supported",
              confidence: 0.9,
              passages: [{ work, text: passage, start: 0, end: passage.length, sha256, score: 0.9 }],
            },
    },
  });
}

export function sourceOf(
  work: string,
  title: string,
  sentences: readonly string[],
  more: Partial<ReviewSource> = {},
): ReviewSource {
  return {
    work,
    title,
    sentences: sentences.map((text) => ({ text })),
    tables: [],
    references: [],
    summary: false,
    ...more,
  };
}

export function subjectWith(claims: readonly Claim[], more: Partial<ReviewSubject> = {}): ReviewSubject {
  return {
    claims: claims.map((claim) => ({ claim })),
    prose: [],
    limitations: undefined,
    tables: [],
    references: [],
    searches: [],
    sources: [],
    knownBenchmarks: [],
    reproducibility: { notebook: true, codeCells: 3, executed: 3, failed: 0, hashes: 2, environment: 2 },
    consistency: [],
    ...more,
  };
}
