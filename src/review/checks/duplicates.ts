import type { Claim } from "../../claims/model.js";
import { type ReviewContext, subjectWords } from "../evidence.js";
import { finding, quoted } from "../kinds.js";
import type { Finding } from "../model.js";
import { directionsOf } from "../text/direction.js";
import { numbersOf, sameNumber } from "../text/numbers.js";

/** Share of the words of two claims taken together that both have, from which on they say the same. */
const nearlySame = 0.84;
/** The same where both also have the same numbers, or rest on the same sentence. */
const sameGround = 0.62;

/**
 * Claims that say the same thing twice. The same numbers and directions are needed; where each of two claims has a
 * subject word of its own that the sources use, too (monolingual / cross-lingual), they are two claims.
 */
export function duplicates(context: ReviewContext): Finding[] {
  const found: Finding[] = [];
  const taken = new Set<number>();
  const claims = context.subject.claims.map(({ claim }) => ({ claim, ...factsOf(claim) }));
  for (let j = 1; j < claims.length; j++) {
    for (let i = 0; i < j; i++) {
      const [a, b] = [claims[i]!, claims[j]!];
      if (taken.has(j) || !same(a, b, context)) continue;
      taken.add(j);
      found.push(
        finding(
          "duplicate claim",
          `Claims “${a.claim.id}” and “${b.claim.id}” say the same: ${quoted(b.claim.text)}.`,
          [a.claim.id, b.claim.id],
        ),
      );
    }
  }
  return found;
}

interface Facts {
  claim: Claim;
  terms: ReadonlySet<string>;
  names: ReadonlySet<string>;
  numbers: ReturnType<typeof numbersOf>;
  directions: string;
  evidence: string;
}

function factsOf(claim: Claim): Omit<Facts, "claim"> {
  const words = subjectWords(claim.text);
  const { words: directions, negated } = directionsOf(claim.text);
  return {
    terms: new Set(words.map(({ term }) => term)),
    names: new Set(words.filter(({ kind }) => kind === "name").map(({ term }) => term)),
    numbers: numbersOf(claim.text),
    directions: `${[...new Set(directions.map(({ sign }) => sign))].sort().join()}${negated}`,
    evidence: (claim.source?.quote?.text ?? claim.grounding.passages[0]?.text ?? "")
      .replace(/\s+/g, " ")
      .trim(),
  };
}

function same(a: Facts, b: Facts, context: ReviewContext): boolean {
  if (normal(a.claim.text) === normal(b.claim.text)) return true;
  if (a.directions !== b.directions || !sameNumbers(a, b)) return false;
  if (!sameSet(a.names, b.names)) return false;
  const weight = (terms: Iterable<string>) => [...terms].reduce((sum, term) => sum + context.weight(term), 0);
  const common = weight([...a.terms].filter((term) => b.terms.has(term)));
  const either = weight(new Set([...a.terms, ...b.terms]));
  const overlap = either === 0 ? 0 : common / either;
  const onlyA = [...a.terms].filter((term) => !b.terms.has(term));
  const onlyB = [...b.terms].filter((term) => !a.terms.has(term));
  const used = (term: string) =>
    context.subject.sources.some((source) => context.vocabulary(source).has(term));
  // Each has something of its own that the sources speak of: they contrast two things.
  const contrast = onlyA.some(used) && onlyB.some(used);
  if (overlap >= nearlySame && !contrast) return true;
  const ground = (a.evidence !== "" && a.evidence === b.evidence) || a.numbers.length >= 2;
  return ground && overlap >= sameGround && !contrast;
}

function sameNumbers(a: Facts, b: Facts): boolean {
  return (
    a.numbers.length === b.numbers.length &&
    a.numbers.every((x) => b.numbers.some((y) => sameNumber(x, y))) &&
    b.numbers.every((y) => a.numbers.some((x) => sameNumber(x, y)))
  );
}

const sameSet = (a: ReadonlySet<string>, b: ReadonlySet<string>) =>
  a.size === b.size && [...a].every((x) => b.has(x));
const normal = (text: string) =>
  text
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, " ")
    .trim();
