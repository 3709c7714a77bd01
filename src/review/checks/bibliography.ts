import type { ReviewContext } from "../evidence.js";
import { finding, quoted } from "../kinds.js";
import type { Finding } from "../model.js";

/** Signs of an entry of a bibliography; one alone may stand in prose, two do not. */
const signs: readonly RegExp[] = [
  /(?:^|[\s,;&])\p{Lu}[\p{L}'’-]+,\s+(?:\p{Lu}\.[\s-]?){1,3}/u,
  /(?:^|[\s,;&])(?:\p{Lu}\.\s?){1,3}\s?\p{Lu}[\p{L}'’-]+(?:,| and | & )/u,
  /^\s*(?:\[\d+\]|\d+\.)\s+\p{Lu}[\p{L}'’-]+\s+(?:\p{Lu}{1,3}|\p{Lu}\.)[,.]/u,
  /(?:^|[\s,(])\(?(?:19|20)\d{2}[a-z]?\)?[.,:;)]/u,
  /\b\d{1,4}\s?\(\d{1,3}\)\s?[:,]\s?\d+/u,
  /\b(?:pp?\.|pages)\s?\d+\s?[–-]\s?\d+|[:,]\s?\d{1,5}\s?[–-]{1,2}\s?\d{1,5}\.?\s*(?:$|doi|https?)/iu,
  /\b(?:doi:|https?:\/\/(?:dx\.)?doi\.org\/|arxiv(?:\s+preprint)?[:\s])/iu,
  /\b(?:in\s+)?(?:proceedings of|proc\.|advances in neural|transactions on|journal of|j\.\s\p{Lu}|university press|lecture notes|annals of|et al\.,?\s\(?\d{4})/iu,
  /\bet al\.?[,.]?\s/u,
];

/** Entries of a bibliography given as evidence: they say that a work exists, not what is so. */
export function bibliography(context: ReviewContext): Finding[] {
  const entries = context.subject.sources
    .flatMap(({ references }) => references.map(normal))
    .filter((entry) => entry.length > 20);
  return context.subject.claims.flatMap(({ claim }) => {
    const texts = [...claim.grounding.passages.map(({ text }) => text), claim.source?.quote?.text ?? ""];
    const found = texts.find((text) => text !== "" && isEntry(text, entries));
    return found === undefined
      ? []
      : [
          finding(
            "bibliography as evidence",
            `An entry of a bibliography is given as evidence: ${quoted(found)}.`,
            [claim.id],
          ),
        ];
  });
}

function isEntry(text: string, entries: readonly string[]): boolean {
  const line = normal(text);
  if (
    line.length > 20 &&
    entries.some((entry) => entry.includes(line) || (line.includes(entry) && entry.length * 2 > line.length))
  )
    return true;
  return looksLikeReference(text);
}

/** Told by shape: at least three signs, and no finite verb between them that states something. */
export function looksLikeReference(text: string): boolean {
  return signs.filter((sign) => sign.test(text)).length >= 3;
}

const normal = (text: string) =>
  text
    .toLowerCase()
    .replace(/[^\p{L}\p{M}\p{N}]+/gu, " ")
    .trim();
