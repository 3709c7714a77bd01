import { type ConsistencyKind, checkConsistency } from "../literature/consistency/index.js";
import type { Document } from "../literature/documents/document.js";
import { workKey } from "../literature/work-id.js";
import type { ConsistencyNote, SubjectClaim } from "./subject.js";

/** What makes a quoted sentence a bad witness; that a table lacks one of its numbers does not. */
const telling: ReadonlySet<ConsistencyKind> = new Set<ConsistencyKind>([
  "mean does not recompute",
  "percentage does not follow",
  "difference does not follow",
  "comparison not borne out",
  "wrong table reference",
  "total does not add up",
]);

/**
 * Sentences of the sources that do not agree with the sources' own tables, where a claim rests on them: the claim
 * may repeat its source faithfully, and both be wrong. Never graver than `minor`: the slip is the source's.
 */
export function consistencyNotes(
  documents: readonly Document[],
  claims: readonly SubjectClaim[],
): ConsistencyNote[] {
  return documents.flatMap((document) => {
    const quoted = claims.flatMap(({ claim }) =>
      [
        ...claim.grounding.passages,
        ...(claim.source?.quote === undefined ? [] : [{ ...claim.source.quote, work: claim.source.work }]),
      ]
        .filter(({ work }) => workKey(work) === workKey(document.work))
        .map(({ start, end }) => ({ id: claim.id, start, end })),
    );
    if (quoted.length === 0) return [];
    return checkConsistency(document).flatMap(({ kind, text, place }) => {
      const at = place.sentence;
      if (!telling.has(kind) || at === undefined) return [];
      const resting = quoted.filter(({ start, end }) => start < at.end && end > at.start).map(({ id }) => id);
      return resting.length === 0
        ? []
        : [
            {
              finding: { kind, severity: "minor", text: `In ${document.work}: ${text}` },
              claims: [...new Set(resting)],
            },
          ];
    });
  });
}
