import type { Evidence, ReviewContext } from "../evidence.js";
import { finding, quoted } from "../kinds.js";
import type { Finding } from "../model.js";
import type { SubjectClaim } from "../subject.js";
import { directionsOf } from "../text/direction.js";
import { cautiousWords, type Strength, strengthOf, strongWords } from "../text/strength.js";

const says: Readonly<Record<keyof Strength, { more: string; less: string }>> = {
  scope: { more: "speaks of every case", less: "limits it to some" },
  cause: { more: "claims a cause", less: "reports an association" },
  certainty: { more: "states it as certain", less: "puts it with caution" },
  degree: { more: "calls the effect large", less: "calls it small" },
};
/** Share of a claim's words that a sentence must have to be measured against it. */
const aboutTheSame = 0.6;

/** Claims that go further than the sentences they rest on: in scope, cause, certainty or size of the effect. */
export function overclaims(context: ReviewContext): Finding[] {
  return context.subject.claims.flatMap((entry) => {
    const found = overclaimOf(entry, context.evidenceOf(entry, aboutTheSame));
    return found === undefined ? [] : [finding("overclaim", found, [entry.claim.id])];
  });
}

function overclaimOf({ claim }: SubjectClaim, evidence: readonly Evidence[]): string | undefined {
  const closest = evidence[0];
  if (closest === undefined) return undefined;
  const own = strengthOf(claim.text, "claim");
  // Others that are as close may say it as strongly.
  const near = evidence.filter(
    ({ share, precision }) => share >= closest.share - 0.1 && precision >= closest.precision - 0.25,
  );
  const theirs = near.map(({ text }) => ({ text, strength: strengthOf(text, "source") }));
  for (const kind of ["scope", "cause", "certainty", "degree"] as const) {
    if (own[kind] < 0) continue;
    // A strong word that the source has, too, is its own.
    if (theirs.some(({ text, strength }) => strength[kind] > 0 || sharesWord(claim.text, text, kind)))
      continue;
    const held = theirs.find(({ strength }) => strength[kind] < 0);
    const plain = theirs.some(({ strength }) => strength[kind] === 0);
    const strong = strongWords(claim.text, kind);
    const word = strong.length === 0 ? "" : ` (“${strong.join("”, “")}”)`;
    if (held !== undefined && (own[kind] > 0 || !plain) && dropped(claim.text, held.text, kind, own[kind])) {
      const caution = cautiousWords(held.text, kind).join("”, “");
      return `The claim ${says[kind].more}${word}, its source ${says[kind].less} (“${caution}”): ${quoted(held.text)}.`;
    }
    if (held === undefined && own[kind] > 0) {
      return `The claim ${says[kind].more}${word}; the sentence it rests on does not: ${quoted(closest.text)}.`;
    }
  }
  return undefined;
}

function sharesWord(claim: string, source: string, kind: keyof Strength): boolean {
  const theirs = strongWords(source, kind);
  const own = strongWords(claim, kind);
  return own.length > 0 && own.every((word) => theirs.includes(word));
}

/**
 * Whether a caution that the claim leaves out changes what it says. Leaving out "may", or turning an association
 * into an effect, does; a claim about "most" that says neither most nor all does where it is as wide as the source.
 */
function dropped(claim: string, source: string, kind: keyof Strength, own: number): boolean {
  if (own > 0) return true;
  if (kind === "certainty") return true;
  if (kind === "cause")
    return directionsOf(claim).words.length > 0 || /\baffects?\b|\beffects?\b/i.test(claim);
  if (kind === "scope")
    return (
      /\b(?:most|some|several|few|partly|partially|sometimes|\d+ of (?:the )?\d+)\b/i.test(source) &&
      directionsOf(claim).words.length > 0
    );
  return false;
}
