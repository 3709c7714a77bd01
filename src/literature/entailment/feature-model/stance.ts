import type { Analysis, Token } from "./analysis.js";
import { type Side, sidesOf } from "./sides.js";
import type { Vocabulary, Weight } from "./similarity.js";

/** How the closest clauses of the evidence stand to a claim; each value is 0..1, the share of the claim they cover. */
export interface Stance {
  /** Closest clause that says the same with the same direction, or denies what the claim denies. */
  agrees: number;
  /** Closest clause on the same axis that points the other way. */
  opposes: number;
  /** Closest clause that finds no effect or no difference where the claim has one, or the other way round. */
  annuls: number;
  /** Closest clause that compares the same things with the sides swapped. */
  swaps: number;
  /** Closest clause that only differs from the claim in being denied (or in not being so). */
  denies: number;
  /** Closest clause that says nothing of the claim's direction. */
  silent: number;
  /** The verdict of the closest clause of all: 1, -1, or 0 where it has none. */
  closest: number;
  /** As `agrees` and `opposes`, over directions of different axes that point up or down in general. */
  looselyAgrees: number;
  looselyOpposes: number;
  /** Product of all signs of claim and closest clause: `less A, more B` agrees with `A lowers B`. */
  parity: number;
}

/** Axes on which "up" and "down" can be compared with those of another of them. */
const general = new Set(["amount", "quality", "promotion", "effect", "survival", "sign"]);
const noChange =
  /\b(?:no|not|nor|without|neither|lack of|absence of)\b[^.;]{0,40}\b(?:effect|effects|difference|differences|change|changes|impact|influence|association|correlation|relationship|evidence|benefit|improvement|trend|role)\b|\b(?:unchanged|unaffected|the same|did not (?:\w+ )?(?:differ|change|affect|alter|influence)|(?:does|do) not (?:\w+ )?(?:differ|change|affect|alter|influence)|intact|identical|comparable|independent of|regardless of|barely|hardly)\b/i;

interface Unit {
  tokens: readonly Token[];
  /** Content words that give no direction. */
  topic: readonly Token[];
  pointed: readonly Token[];
  annulled: boolean;
  denied: boolean;
  sides: Side | undefined;
}

/** Reads every clause of the evidence against the claim as a whole. */
export function stanceOf(
  claim: Analysis,
  sentences: readonly Analysis[],
  all: Vocabulary,
  weight: Weight,
): Stance {
  const asked = unitOf(claim.tokens, claim.text);
  const stance: Stance = {
    agrees: 0,
    opposes: 0,
    annuls: 0,
    swaps: 0,
    denies: 0,
    silent: 0,
    closest: 0,
    looselyAgrees: 0,
    looselyOpposes: 0,
    parity: 0,
  };
  let top = 0;
  for (const sentence of sentences) {
    const whole = new Set(sentence.tokens.map(({ term }) => term));
    for (const unit of unitsOf(sentence)) {
      const match = matchOf(asked, unit, whole, all, weight);
      const { relation, swapped, loose, parity } = relate(asked, unit);
      const raise = (key: keyof Stance) => {
        stance[key] = Math.max(stance[key], match);
      };
      if (relation === "agrees") raise("agrees");
      else if (relation === "opposes") raise("opposes");
      else if (relation === "annuls") raise("annuls");
      else if (relation === "denies") raise("denies");
      else raise("silent");
      if (swapped) raise("swaps");
      if (loose > 0) raise("looselyAgrees");
      if (loose < 0) raise("looselyOpposes");
      if (match > top) {
        top = match;
        stance.closest = relation === "agrees" ? 1 : relation === "silent" ? 0 : -1;
        stance.parity = parity * match;
      }
    }
  }
  return stance;
}

type Relation = "agrees" | "opposes" | "annuls" | "denies" | "silent";

function relate(a: Unit, b: Unit): { relation: Relation; swapped: boolean; loose: number; parity: number } {
  const swapped = crossed(a.sides, b.sides);
  const turn = swapped ? -1 : 1;
  let same = 0;
  let opposite = 0;
  let loose = 0;
  for (const x of a.pointed) {
    const y = partner(x, a, b);
    if (y !== undefined) {
      const sign = signOn(x, y) * (x.negated === y.negated ? 1 : -1) * turn;
      if (sign > 0) same++;
      else opposite++;
    }
  }
  const up = (unit: Unit) =>
    unit.pointed.flatMap((token) =>
      token.directions
        .filter(({ axis }) => general.has(axis))
        .slice(0, 1)
        .map(({ sign }) => sign * (token.negated ? -1 : 1)),
    );
  const [ups, downs] = [up(a), up(b)];
  if (ups.length > 0 && downs.length > 0) loose = Math.sign(mean(ups)) * Math.sign(mean(downs)) * turn;
  const parity =
    ups.length > 0 && downs.length > 0
      ? ups.reduce((p, s) => p * s, 1) * downs.reduce((p, s) => p * s, 1) * turn
      : 0;
  const result = (relation: Relation) => ({ relation, swapped, loose, parity });
  if (a.annulled !== b.annulled && (a.pointed.length > 0 || b.pointed.length > 0)) return result("annuls");
  if (a.annulled && b.annulled) return result("agrees");
  if (same + opposite > 0)
    return result(same >= opposite && same > 0 ? (same > opposite ? "agrees" : "silent") : "opposes");
  if (a.pointed.length > 0) return result("silent");
  return result(a.denied === b.denied ? "agrees" : "denies");
}

/** The word of the clause on one of the axes of `x` whose surroundings are most like those of `x`. */
function partner(x: Token, a: Unit, b: Unit): Token | undefined {
  const candidates = b.pointed.filter((y) =>
    y.directions.some(({ axis }) => x.directions.some((d) => d.axis === axis)),
  );
  if (candidates.length < 2) return candidates[0];
  const around = new Set(near(a.tokens, x));
  let best: Token | undefined;
  let most = -1;
  for (const y of candidates) {
    const shared =
      near(b.tokens, y).filter((term) => around.has(term)).length + (y.term === x.term ? 0.1 : 0);
    if (shared > most) {
      most = shared;
      best = y;
    }
  }
  return best;
}

function near(tokens: readonly Token[], token: Token): string[] {
  const at = tokens.indexOf(token);
  return tokens
    .slice(Math.max(0, at - 4), at + 5)
    .filter((other) => other.content && other.directions.length === 0)
    .map(({ term }) => term);
}

function signOn(x: Token, y: Token): number {
  let sum = 0;
  for (const { axis, sign } of x.directions) {
    sum += sign * (y.directions.find((other) => other.axis === axis)?.sign ?? 0);
  }
  return sum >= 0 ? 1 : -1;
}

/** Share of the claim's topic that a clause has; words elsewhere in its sentence count half, elsewhere a quarter. */
function matchOf(
  asked: Unit,
  unit: Unit,
  whole: ReadonlySet<string>,
  all: Vocabulary,
  weight: Weight,
): number {
  const own = new Set(unit.tokens.map(({ term }) => term));
  const topic = asked.topic.length > 0 ? asked.topic : asked.tokens.filter(({ content }) => content);
  let total = 0;
  let met = 0;
  for (const token of topic) {
    const w = weight(token);
    total += w;
    met += w * (own.has(token.term) ? 1 : whole.has(token.term) ? 0.5 : 0.25 * all.meets(token));
  }
  return total === 0 ? 0 : met / total;
}

function unitsOf(sentence: Analysis): Unit[] {
  const clauses: Token[][] = [];
  for (const token of sentence.tokens) {
    const list = clauses[token.clause];
    if (list === undefined) clauses[token.clause] = [token];
    else list.push(token);
  }
  return clauses
    .filter((tokens) => tokens !== undefined && tokens.length > 1)
    .map((tokens) => unitOf(tokens, tokens.map(({ surface }) => surface).join(" ")));
}

function unitOf(tokens: readonly Token[], text: string): Unit {
  const pointed = tokens.filter(({ directions }) => directions.length > 0);
  return {
    tokens,
    topic: tokens.filter(
      ({ content, directions }, i) =>
        content && directions.length === 0 && tokens.findIndex((t) => t.term === tokens[i]!.term) === i,
    ),
    pointed,
    annulled: noChange.test(text),
    denied: tokens.some(({ content, negated }) => content && negated),
    sides: sidesOf(tokens),
  };
}

function crossed(a: Side | undefined, b: Side | undefined): boolean {
  if (a === undefined || b === undefined) return false;
  const straight = shared(a.left, b.left) + shared(a.right, b.right);
  return shared(a.left, b.right) + shared(a.right, b.left) > straight;
}

function shared(a: ReadonlySet<string>, b: ReadonlySet<string>): number {
  let count = 0;
  for (const term of a) if (b.has(term)) count++;
  return count / Math.max(1, Math.min(a.size, b.size));
}

const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
