import type { Entailed } from "../entailment.js";
import type { Analysis, Token } from "./analysis.js";
import { contrasts, hedges } from "./cues.js";
import { comparable, sameQuantity } from "./quantities.js";
import { sidesOf } from "./sides.js";
import { Vocabulary } from "./similarity.js";
import { wordsAlone } from "./words-alone.js";

/** What comparing words, directions and numbers one by one says of a claim and a passage. */
export type Exactness =
  /** The passage has the claim's words, numbers and directions. */
  | "says it"
  /** The passage has the claim's words in one clause with the direction, the negation or the sides turned. */
  | "says the opposite"
  /** Words that are close, but a number or a name of the claim is not there, or a direction does not fit. */
  | "falls short"
  /** Too little in common to tell. */
  | "open";

/** Share of the claim's topic that one clause must have to say the opposite, and a sentence to fall short of it. */
const opposed = 0.85;
const close = 0.6;
/** At least this much goes to the verdict that the words compel. */
const compelled = 0.96;
/** At most this much stays with "supported" where something of the claim is not there. */
const doubt = 0.2;

/**
 * Lays a claim beside all sentences of its evidence. One that says it wins over one that falls short; where one says
 * it and another the opposite, nothing is decided.
 */
export function exactnessOf(claim: Analysis, sentences: readonly Analysis[]): Exactness {
  const found = new Set(sentences.map((sentence) => besideSentence(claim, sentence, sentences)));
  if (found.has("says it")) return found.has("says the opposite") ? "open" : "says it";
  if (found.has("says the opposite")) return "says the opposite";
  return found.has("falls short") ? "falls short" : "open";
}

/**
 * Exactness beats probability: a statistical model may find `31.1 %` and `13.1 %` much alike. Where the words
 * themselves decide, its probabilities are moved so that the verdict follows the words.
 */
export function withExactness(judged: Entailed, exactness: Exactness): Entailed {
  switch (exactness) {
    case "says it":
      return raised(judged, "supported", compelled);
    case "says the opposite":
      return raised(judged, "contradicted", compelled);
    case "falls short":
      return lowered(judged, doubt);
    default:
      return judged;
  }
}

function besideSentence(claim: Analysis, sentence: Analysis, all: readonly Analysis[]): Exactness {
  if (claim.content.length < 2 || sentence.content.length === 0) return "open";
  const words = new Vocabulary([sentence]);
  const topic = claim.content.filter(({ directions, kind }) => directions.length === 0 && kind !== "number");
  const met = share(topic, (token) => words.meets(token));
  if (met < close) return "open";
  const asked = claim.quantities.filter(({ kind }) => kind !== "p value");
  const missing = asked.filter((number) => !sentence.quantities.some((other) => sameQuantity(number, other)));
  const nowhere = missing.filter(
    (number) => !all.some(({ quantities }) => quantities.some((other) => sameQuantity(number, other))),
  );
  const clauses = clausesOf(sentence);
  const local = clauses.map((tokens) => share(topic, (token) => (has(tokens, token) ? 1 : 0)));
  const most = Math.max(...local);
  // Directions are read in the clause that is about the claim; in the whole sentence where none is.
  const clause = most >= 0.5 ? clauses[local.indexOf(most)]! : sentence.tokens;
  const { agree, oppose } = directionsBeside(claim, clause);
  const swapped = crossed(claim.tokens, clause) || crossed(claim.tokens, sentence.tokens);
  const turned = negationsDiffer(topic, clause);

  const verbatim = wordsAlone(sentence.text).includes(wordsAlone(claim.text));
  const unsaid = sentence.tokens.some(
    ({ lower, term }) => hedges.has(lower) || hedges.has(term) || contrasts.has(lower),
  );
  const everything =
    claim.content.every((token) => words.has(token.term)) &&
    missing.length === 0 &&
    oppose === 0 &&
    !swapped &&
    !turned &&
    claim.negations === sentence.negations;
  if (everything && (verbatim || (!unsaid && saidInOrder(claim, sentence)))) return "says it";

  if (most >= opposed && missing.length === 0) {
    const pointed = claim.content.filter(({ directions }) => directions.length > 0).length;
    if (swapped && oppose === 0) return "says the opposite";
    if (!swapped && oppose > 0 && agree === 0 && !turned) return "says the opposite";
    if (!swapped && turned && oppose === 0 && agree >= pointed) return "says the opposite";
  }
  const clash = nowhere.some((number) => sentence.quantities.some((other) => comparable(number, other)));
  if (clash || (nowhere.length > 0 && met >= opposed)) return "falls short";
  // Sides and direction both turned round say the same again: X has less than Y, Y has more than X.
  const otherWay = oppose > 0 && agree === 0;
  if (swapped !== otherWay || (turned && met >= opposed)) return "falls short";
  return "open";
}

/** How many words of direction of the claim a clause takes up, the same way and the other way round. */
function directionsBeside(claim: Analysis, clause: readonly Token[]): { agree: number; oppose: number } {
  let agree = 0;
  let oppose = 0;
  for (const x of claim.content) {
    if (x.directions.length === 0) continue;
    let same = false;
    let other = false;
    for (const y of clause) {
      for (const { axis, sign } of x.directions) {
        const match = y.directions.find((direction) => direction.axis === axis);
        if (match === undefined) continue;
        if (match.sign * sign * (x.negated === y.negated ? 1 : -1) > 0) same = true;
        else other = true;
      }
    }
    if (same) agree++;
    else if (other) oppose++;
  }
  return { agree, oppose };
}

/** Every word of the topic that both have is denied in one of them only. */
function negationsDiffer(topic: readonly Token[], clause: readonly Token[]): boolean {
  const pairs = topic.flatMap((token) => {
    const other = clause.find(({ term }) => term === token.term);
    return other === undefined ? [] : [token.negated !== other.negated];
  });
  return pairs.length > 0 && pairs.at(-1) === true && pairs.filter(Boolean).length * 2 >= pairs.length;
}

/** Both compare, and what stands left in one stands right in the other. */
function crossed(a: readonly Token[], b: readonly Token[]): boolean {
  const [x, y] = [sidesOf(a), sidesOf(b)];
  if (x === undefined || y === undefined) return false;
  const met = (one: ReadonlySet<string>, two: ReadonlySet<string>) =>
    [...one].filter((term) => two.has(term)).length / Math.max(1, Math.min(one.size, two.size));
  const straight = met(x.left, y.left) + met(x.right, y.right);
  return met(x.left, y.right) + met(x.right, y.left) > straight;
}

/** The claim's words come in the sentence in the claim's order, with no other word of direction among them. */
function saidInOrder(claim: Analysis, sentence: Analysis): boolean {
  const places = claim.content.map(({ term }) => sentence.tokens.findIndex((token) => token.term === term));
  if (places.some((place, i) => i > 0 && place < places[i - 1]!)) return false;
  const within = sentence.tokens.slice(places[0], places.at(-1)! + 1);
  return within.every(
    ({ directions, term }) => directions.length === 0 || claim.content.some((token) => token.term === term),
  );
}

function clausesOf(sentence: Analysis): readonly (readonly Token[])[] {
  const clauses = new Map<number, Token[]>();
  for (const token of sentence.tokens) {
    const known = clauses.get(token.clause);
    if (known === undefined) clauses.set(token.clause, [token]);
    else known.push(token);
  }
  return [...clauses.values()];
}

function has(tokens: readonly Token[], { term }: Token): boolean {
  return tokens.some((token) => token.term === term);
}

function share(tokens: readonly Token[], met: (token: Token) => number): number {
  return tokens.length === 0 ? 0 : tokens.reduce((sum, token) => sum + met(token), 0) / tokens.length;
}

function raised(judged: Entailed, to: keyof Entailed, least: number): Entailed {
  if (judged[to] >= least) return judged;
  const rest = 1 - judged[to];
  const factor = rest === 0 ? 0 : (1 - least) / rest;
  const scaled = {
    supported: judged.supported * factor,
    contradicted: judged.contradicted * factor,
    notFound: judged.notFound * factor,
  };
  return { ...scaled, [to]: least };
}

function lowered(judged: Entailed, most: number): Entailed {
  if (judged.supported <= most) return judged;
  const moved = judged.supported - most;
  return { supported: most, contradicted: judged.contradicted, notFound: judged.notFound + moved };
}
