import type { Analysis, Token } from "./analysis.js";
import { sidesOf } from "./sides.js";
import type { Weight } from "./similarity.js";

/** How far a word's surroundings go, in content words to either side. */
const window = 5;

/** What evidence says of the directions, negations and compared sides of a claim; each is 0..1. */
export interface Aligned {
  /** The closest surroundings in which the evidence points the claim's way, 0 for none. */
  same: number;
  /** ... and the opposite way. */
  opposite: number;
  /** Directions of the claim that no word of the evidence takes up, as a share. */
  unmet: number;
}

/**
 * Lays a claim's words of direction beside those of a sentence: where both stand on one axis, the words around
 * them tell whether they speak of the same thing, and sign times negation whether they point the same way.
 */
export function alignDirections(claim: Analysis, sentence: Analysis, weight: Weight): Aligned {
  let same = 0;
  let opposite = 0;
  let unmet = 0;
  let asked = 0;
  const theirs = sentence.tokens.flatMap((token, i) => (token.directions.length > 0 ? [i] : []));
  const around = new Map<number, ReadonlySet<string>>();
  for (const [i, token] of claim.tokens.entries()) {
    if (token.directions.length === 0) continue;
    asked++;
    const context = contextOf(claim.tokens, i);
    const total = sum(context, weight);
    let met = false;
    for (const j of theirs) {
      const other = sentence.tokens[j]!;
      for (const { axis, sign } of token.directions) {
        const match = other.directions.find((direction) => direction.axis === axis);
        if (match === undefined) continue;
        met = true;
        let terms = around.get(j);
        if (terms === undefined) {
          terms = new Set(contextOf(sentence.tokens, j).map(({ term }) => term));
          around.set(j, terms);
        }
        const shared =
          total === 0
            ? 0
            : sum(
                context.filter(({ term }) => terms.has(term)),
                weight,
              ) / total;
        const turned = match.sign * sign * (token.negated === other.negated ? 1 : -1);
        if (turned > 0) same = Math.max(same, shared);
        else opposite = Math.max(opposite, shared);
      }
    }
    if (!met) unmet++;
  }
  return { same, opposite, unmet: asked === 0 ? 0 : unmet / asked };
}

/** Share of the claim's weight whose words stand in the sentence under another negation than in the claim. */
export function negationTurned(claim: Analysis, sentence: Analysis, weight: Weight): number {
  const theirs = new Map<string, boolean[]>();
  for (const { term, content, negated } of sentence.tokens) {
    if (content) theirs.set(term, [...(theirs.get(term) ?? []), negated]);
  }
  let total = 0;
  let turned = 0;
  for (const token of claim.content) {
    const w = weight(token);
    const known = theirs.get(token.term);
    if (known === undefined) continue;
    total += w;
    if (known.every((negated) => negated !== token.negated)) turned += w;
  }
  return total === 0 ? 0 : turned / total;
}

/** 1 where both compare the same things the same way round, -1 where the sides are swapped, else 0. */
export function comparedAlike(claim: Analysis, sentence: Analysis): -1 | 0 | 1 {
  const a = sidesOf(claim.tokens);
  const b = sidesOf(sentence.tokens);
  if (a === undefined || b === undefined) return 0;
  const straight = shared(a.left, b.left) + shared(a.right, b.right);
  const crossed = shared(a.left, b.right) + shared(a.right, b.left);
  if (straight === crossed) return 0;
  return straight > crossed ? 1 : -1;
}

function shared(a: ReadonlySet<string>, b: ReadonlySet<string>): number {
  let count = 0;
  for (const term of a) if (b.has(term)) count++;
  return count / Math.max(1, Math.min(a.size, b.size));
}

/** Content words round a place, those of direction left out; they need not stand in one clause. */
function contextOf(tokens: readonly Token[], at: number): Token[] {
  const context: Token[] = [];
  for (const step of [-1, 1]) {
    let taken = 0;
    for (let i = at + step; i >= 0 && i < tokens.length && taken < window; i += step) {
      const token = tokens[i]!;
      if (!token.content || token.directions.length > 0) continue;
      context.push(token);
      taken++;
    }
  }
  return context;
}

function sum(tokens: readonly Token[], weight: Weight): number {
  return tokens.reduce((total, token) => total + weight(token), 0);
}
