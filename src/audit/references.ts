import type { Library } from "../literature/library/library.js";
import type { Work } from "../literature/library/work.js";
import { workKey } from "../literature/work-id.js";
import { relevance } from "../review/checks/citations.js";
import type { ReviewContext } from "../review/evidence.js";
import { referencedWork } from "./examined.js";
import type { AuditedClaim, AuditedReference } from "./model.js";

/** Share of the words of question and claims below which a work is about something else; by its title alone. */
const offTopic = { text: 0.34, title: 0.05 };

/** The references of one report: what each is, whether it is about the matter, and which claims its text supports. */
export function auditReferences(
  references: readonly string[],
  examined: Work | undefined,
  claims: readonly Pick<AuditedClaim, "claim" | "elsewhere">[],
  library: Library,
  context: ReviewContext,
): AuditedReference[] {
  return references.map((text): AuditedReference => {
    const work = referencedWork(text, library);
    if (work === undefined) return { text, unknown: true, supports: [] };
    const source = context.source(work.id);
    const closeness =
      source === undefined
        ? undefined
        : Math.max(0, ...claims.map(({ claim }) => relevance(source, claim.text, context)));
    const read = source !== undefined && (source.sentences.length > 0 || source.abstract !== undefined);
    const off =
      closeness !== undefined && work !== examined && closeness < (read ? offTopic.text : offTopic.title);
    return {
      text,
      work: work.id,
      title: work.item.title,
      ...(work === examined ? { examined: true as const } : {}),
      ...(off ? { offTopic: Math.round(100 * closeness) / 100 } : {}),
      supports: claims
        .filter(
          ({ claim, elsewhere }) =>
            elsewhere.some((id) => workKey(id) === workKey(work.id)) ||
            (claim.grounding.verdict === "supported" &&
              claim.grounding.passages.some((passage) => workKey(passage.work) === workKey(work.id))),
        )
        .map(({ claim }) => claim.id),
    };
  });
}
