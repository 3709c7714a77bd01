import type { ClaimLabel, ClaimPair } from "../../../../datasets/claims/index.js";
import type { Random } from "../../../../random.js";
import { contentWords } from "../../../words/content-words.js";

/** Word forms that exchange places when a statement is turned round. */
const forms = `increase decrease
increases decreases
increased decreased
increasing decreasing
higher lower
high low
highest lowest
more fewer
more less
most least
larger smaller
greater lower
greatest smallest
longer shorter
rise fall
raises lowers
raised lowered
improve worsen
improves worsens
improved worsened
better worse
best worst
enhances reduces
enhanced reduced
reduction rise
gain loss
promotes inhibits
promote inhibit
promoted inhibited
promotion inhibition
activates suppresses
activated suppressed
activation suppression
induces prevents
induced prevented
upregulated downregulated
upregulation downregulation
stimulates blocks
stimulated blocked
positive negative
positively negatively
positive inverse
effective ineffective
safe unsafe
stronger weaker
strong weak
early late
before after
faster slower
rapidly slowly
common rare
present absent
presence absence
similar different
dependent independent
significant insignificant
significantly marginally
sufficient insufficient
necessary unnecessary
beneficial harmful
with without
above below
always never
all none
sensitive resistant
active inactive
possible impossible
includes excludes
included excluded
gained lost
supports contradicts
superior inferior
advantage disadvantage
benefit harm
easily hardly
majority minority
maximum minimum
upper lower
first last
old young`;

const turned = new Map<string, string[]>();
for (const line of forms.split("\n")) {
  const [a, b] = line.split(" ") as [string, string];
  turned.set(a, [...(turned.get(a) ?? []), b]);
  turned.set(b, [...(turned.get(b) ?? []), a]);
}
const auxiliary = /\b(is|are|was|were|can|could|did|does|do|has|have|may|will|would|should)\b(?! not\b)/gi;
const number = /(?<![\p{L}\d.-])\d+(?:\.\d+)?(?=\s?%|\s\p{L}{3,})(?!\s?(?:et\b|fig|table))/giu;

/** How a sentence of a source was made into a claim. */
export type Change =
  | "as it stands"
  | "shortened"
  | "reordered"
  | "direction"
  | "negation"
  | "number"
  | "other source";

export interface MadePair extends ClaimPair {
  change: Change;
}

/**
 * Claims made of a source's own sentences: as they stand or shortened they are supported by it, with one direction,
 * negation or number changed they are contradicted.
 *
 * @param sources groups with the sentences of each, as `ClaimPair.evidence` gives them
 */
export function turnedPairs(
  sources: readonly { group: string; sentences: readonly string[] }[],
  random: Random,
  dataSet = "made",
): MadePair[] {
  const made: MadePair[] = [];
  for (const { group, sentences } of sources) {
    const usable = sentences.filter(statesSomething);
    if (usable.length === 0) continue;
    const sentence = usable[random.int(usable.length)]!;
    const add = (change: Change, claim: string | undefined, label: ClaimLabel) => {
      if (claim === undefined || claim === sentence) {
        if (change !== "as it stands") return;
      }
      made.push({
        dataSet,
        id: `${group} ${change}`,
        group,
        claim: claim ?? sentence,
        evidence: inOtherOrder(sentences, random),
        label,
        change,
      });
    };
    const plain = shortened(sentence);
    add("as it stands", sentence, "supported");
    add("shortened", plain, "supported");
    add("reordered", reordered(sentence), "supported");
    add(
      "direction",
      directionTurned(random.float() < 0.5 ? sentence : (plain ?? sentence), random),
      "contradicted",
    );
    add(
      "negation",
      negationTurned(random.float() < 0.5 ? sentence : (plain ?? sentence), random),
      "contradicted",
    );
    add("number", numberChanged(sentence, random), "contradicted");
  }
  return made;
}

/** Supported claims with one direction, negation or number changed: their evidence contradicts them. One a claim. */
export function turnedClaims(pairs: readonly ClaimPair[], random: Random): MadePair[] {
  return pairs.flatMap((pair) => {
    if (pair.label !== "supported") return [];
    const changes: readonly [Change, string | undefined][] = [
      ["direction", directionTurned(pair.claim, random)],
      ["negation", negationTurned(pair.claim, random)],
      ["number", numberChanged(pair.claim, random)],
    ];
    const made = changes.flatMap(([change, claim]) =>
      claim === undefined
        ? []
        : [{ ...pair, id: `${pair.id} ${change}`, claim, label: "contradicted" as const, change }],
    );
    return made.length === 0 ? [] : [made[random.int(made.length)]!];
  });
}

/**
 * Each group's first supported claim beside evidence of another group that shares many of its words: what is not
 * there is not found, however close the subject.
 */
export function strangersPairs(pairs: readonly ClaimPair[], random: Random, perClaim = 1): MadePair[] {
  const byGroup = new Map<string, ClaimPair>();
  for (const pair of pairs) {
    if (!byGroup.has(pair.group) && pair.evidence.length > 0) byGroup.set(pair.group, pair);
  }
  const holders = [...byGroup.values()];
  const postings = new Map<string, number[]>();
  for (const [index, { evidence }] of holders.entries()) {
    for (const { term } of contentWords(evidence.join("\n").slice(0, 4000))) {
      postings.set(term, [...(postings.get(term) ?? []), index]);
    }
  }
  const made: MadePair[] = [];
  const claims = new Set<string>();
  for (const pair of pairs) {
    if (claims.has(pair.claim)) continue;
    claims.add(pair.claim);
    const scores = new Float64Array(holders.length);
    for (const { term } of contentWords(pair.claim)) {
      const found = postings.get(term) ?? [];
      const weight = Math.log(1 + holders.length / (1 + found.length));
      for (const index of found) scores[index]! += weight;
    }
    const ranked = [...scores.keys()]
      .filter((index) => holders[index]!.group !== pair.group)
      .sort((a, b) => scores[b]! - scores[a]! || a - b);
    for (let i = 0; i < perClaim; i++) {
      // Mostly close strangers, some at random.
      const pool = random.float() < 0.7 ? Math.min(12, ranked.length) : ranked.length;
      if (pool === 0) continue;
      const other = holders[ranked[random.int(pool)]!]!;
      made.push({
        dataSet: pair.dataSet,
        id: `${pair.id} beside ${other.id}${i === 0 ? "" : ` ${i}`}`,
        group: pair.group,
        claim: pair.claim,
        evidence: [...other.evidence],
        label: "not found",
        change: "other source",
      });
    }
  }
  return made;
}

/** Without what stands in brackets, before the first comma that ends an introduction, and after "which", ", suggesting". */
export function shortened(sentence: string): string | undefined {
  const short = sentence
    .replace(/\s*\([^()]{1,120}\)/g, "")
    .replace(
      /^(?:However|Moreover|Furthermore|In addition|Interestingly|Importantly|Here|Thus|Therefore|Finally|Additionally|Notably|In conclusion|In summary|Overall|Indeed),?\s+/i,
      "",
    )
    .replace(
      /^(?:we|our (?:results|data|findings|study)|these (?:results|data|findings)) (?:\w+ )?(?:show|shows|showed|demonstrate|demonstrated|found|find|report|reported|suggest|suggests|indicate|indicates) that /i,
      "",
    )
    .replace(/,\s(?:which|suggesting|indicating|although|while|whereas|and)\s[^.]{1,200}(?=\.?$)/, "")
    .trim();
  const claim = short === "" ? "" : short[0]!.toUpperCase() + short.slice(1);
  return claim.split(" ").length >= 5 && claim !== sentence ? claim : undefined;
}

/** `In mice, X rises.` becomes `X rises in mice.` */
export function reordered(sentence: string): string | undefined {
  const match = /^(In|After|During|Among|At|For|With|Under) ([^,.;]{3,60}), ([^;]{20,240}?)\.?$/.exec(
    sentence,
  );
  if (match === null) return undefined;
  const [, word, rest, main] = match as unknown as [string, string, string, string];
  return `${main[0]!.toUpperCase()}${main.slice(1)} ${word.toLowerCase()} ${rest}.`;
}

/** One word of direction exchanged for its opposite, or undefined where there is none. */
export function directionTurned(sentence: string, random: Random): string | undefined {
  const places = [...sentence.matchAll(/[a-z]+/gi)].filter(({ 0: word }) => turned.has(word.toLowerCase()));
  if (places.length === 0) return undefined;
  const place = places[random.int(places.length)]!;
  const options = turned.get(place[0].toLowerCase())!;
  const opposite = options[random.int(options.length)]!;
  const cased = /^[A-Z]/.test(place[0]) ? opposite[0]!.toUpperCase() + opposite.slice(1) : opposite;
  return replaced(sentence, place.index, place[0].length, cased);
}

/** A "not" taken out, or put after an auxiliary verb. */
export function negationTurned(sentence: string, random: Random): string | undefined {
  const not = / not(?= )/.exec(sentence);
  if (not !== null) return replaced(sentence, not.index, 4, "");
  const places = [...sentence.matchAll(auxiliary)];
  if (places.length === 0) return undefined;
  const place = places[random.int(places.length)]!;
  const end = place.index + place[0].length;
  return `${sentence.slice(0, end)} not${sentence.slice(end)}`;
}

/** One number replaced by another of the same form. */
export function numberChanged(sentence: string, random: Random): string | undefined {
  const places = [...sentence.matchAll(number)];
  if (places.length === 0) return undefined;
  const place = places[random.int(places.length)]!;
  const decimals = place[0].split(".")[1]?.length ?? 0;
  const value = Number(place[0]);
  const factor = [0.3, 0.5, 0.7, 1.4, 2, 3][random.int(6)]!;
  const other = (value === 0 ? 4 : value * factor).toFixed(decimals);
  if (Number(other) === value)
    return replaced(sentence, place.index, place[0].length, (value + 3).toFixed(decimals));
  return replaced(sentence, place.index, place[0].length, other);
}

function statesSomething(sentence: string): boolean {
  const words = sentence.split(/\s+/).length;
  return (
    words >= 7 &&
    words <= 45 &&
    /^[A-Z]/.test(sentence) &&
    /[a-z]{3}/.test(sentence) &&
    !sentence.includes("?")
  );
}

function inOtherOrder(sentences: readonly string[], random: Random): string[] {
  const order = [...sentences];
  for (let i = order.length - 1; i > 0; i--) {
    const j = random.int(i + 1);
    [order[i], order[j]] = [order[j]!, order[i]!];
  }
  return order;
}

function replaced(text: string, at: number, length: number, by: string): string {
  return text.slice(0, at) + by + text.slice(at + length);
}
