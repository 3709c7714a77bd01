import type { Claim } from "../../claims/model.js";
import { agreement, clausesOf, sidesAgree } from "../../literature/words/polarity.js";
import { wordsOf } from "../../literature/words/words.js";
import { type Evidence, type ReviewContext, subjectWords } from "../evidence.js";
import { finding, quoted } from "../kinds.js";
import type { Finding } from "../model.js";
import type { SubjectClaim } from "../subject.js";
import { type DirectionWord, directionsOf, lowerIsBetter } from "../text/direction.js";
import { numbersOf } from "../text/numbers.js";

/** Share of a claim's words that a sentence must have, to compare which way the two point. */
const aboutTheSame = 0.7;

/** Claims that point the other way than the sentences, cells and measurements they rest on. */
export function directions(context: ReviewContext): Finding[] {
  return context.subject.claims.flatMap((entry) => {
    const { claim } = entry;
    const against = againstText(entry, context);
    if (against !== undefined) {
      const word = against.word === undefined ? "" : ` (“${against.word[0]}” against “${against.word[1]}”)`;
      return [
        finding(
          "direction flipped",
          `The claim points the other way than its source${word}: ${quoted(against.text, 260)}.`,
          [claim.id],
        ),
      ];
    }
    const own = againstOwnNumbers(claim.text) ?? againstChecks(claim);
    return own === undefined ? [] : [finding("direction flipped", own, [claim.id])];
  });
}

function againstText(
  entry: SubjectClaim,
  context: ReviewContext,
): { text: string; word?: [string, string] } | undefined {
  const evidence = context.evidenceOf(entry, aboutTheSame).slice(0, 6);
  const judged = evidence.map((each) => ({ each, verdict: compare(entry.claim.text, each) }));
  const opposite = judged.find(({ verdict }) => verdict.agreement === "opposite");
  if (opposite === undefined) return undefined;
  const same = judged.find(({ verdict }) => verdict.agreement === "same");
  // A sentence that is about as close and points the same way speaks for the claim.
  if (same !== undefined && same.each.share >= opposite.each.share - 0.12) return undefined;
  return {
    text: opposite.each.text,
    ...(opposite.verdict.word === undefined ? {} : { word: opposite.verdict.word }),
  };
}

/** Word by word of direction: the one of the sentence that stands beside the same things. */
function compare(
  claim: string,
  { text }: Evidence,
): { agreement: "same" | "opposite" | "unknown"; word?: [string, string] } {
  const [own, theirs] = [directionsOf(claim), directionsOf(text)];
  const [a, b] = [clausesOf(claim), clausesOf(text)];
  if (own.words.length === 0 || theirs.words.length === 0) {
    return {
      agreement:
        own.negated !== theirs.negated && own.words.length + theirs.words.length === 0 && b.parts.length === 0
          ? "opposite"
          : "unknown",
    };
  }
  const grammar = sidesAgree(a.whole, b.whole);
  // Where grammar does not tell what is compared with what, the same order of the same words does.
  const sides = grammar === "unknown" && sameOrder(claim, text) ? "same" : grammar;
  if (sides === "unknown") return { agreement: "unknown" };
  const turned = sides === "opposite" ? -1 : 1;
  const [mine, others] = [company(claim, own.words), company(text, theirs.words)];
  let same = 0;
  let opposite: [string, string] | undefined;
  for (const [i, word] of own.words.entries()) {
    const rivals = theirs.words
      .map((each, j) => ({ each, near: overlap(mine[i]!, others[j]!) }))
      .filter(({ each }) => each.axis === word.axis)
      .sort((x, y) => y.near - x.near);
    const best = rivals[0];
    if (best === undefined) continue;
    // Two of the same axis as near: nobody knows which is meant.
    if (
      rivals[1] !== undefined &&
      rivals[1].each.sign !== best.each.sign &&
      rivals[1].near >= best.near - 0.05
    )
      continue;
    if (best.near < 0.2 && theirs.words.length > 1) continue;
    const parity = best.each.negated === word.negated ? turned : -turned;
    if (best.each.sign * word.sign * parity === 1) same++;
    else opposite ??= [word.word, best.each.word];
  }
  if (opposite !== undefined) return { agreement: "opposite", word: opposite };
  if (same > 0) return { agreement: "same" };
  return { agreement: agreement(a.whole, b.whole, b.parts.length === 0) };
}

/** Whether the words that two texts have in common stand in the same order; at least three of them. */
function sameOrder(a: string, b: string): boolean {
  const terms = (text: string) => [...new Set(subjectWords(text).map(({ term }) => term))];
  const [ours, theirs] = [terms(a), terms(b)];
  const places = ours.map((term) => theirs.indexOf(term)).filter((place) => place >= 0);
  return places.length >= 3 && places.every((place, i) => i === 0 || place > places[i - 1]!);
}

/** The subject words near a word of direction. */
function company(text: string, found: readonly DirectionWord[]): Map<string, number>[] {
  const words = wordsOf(text);
  const subject = new Set(subjectWords(text).map(({ term }) => term));
  return found.map(({ index }) => {
    const near = new Map<string, number>();
    for (const [i, { term }] of words.entries()) {
      if (subject.has(term)) near.set(term, Math.max(near.get(term) ?? 0, 1 / (1 + Math.abs(i - index) / 3)));
    }
    return near;
  });
}

function overlap(a: ReadonlyMap<string, number>, b: ReadonlyMap<string, number>): number {
  let common = 0;
  let all = 0;
  for (const term of new Set([...a.keys(), ...b.keys()])) {
    common += Math.min(a.get(term) ?? 0, b.get(term) ?? 0);
    all += Math.max(a.get(term) ?? 0, b.get(term) ?? 0);
  }
  return all === 0 ? 0 : common / all;
}

/** `rose from 41 to 31`: the numbers of the claim itself tell the other way. */
function againstOwnNumbers(text: string): string | undefined {
  const match = /\bfrom\s+([^,;.]{0,30}?[\d.,]+\d|\d)(?:\s?%|\s?\p{L}{0,12})\s+to\s+([\d.,]*\d)/iu.exec(text);
  if (match === null) return undefined;
  const numbers = numbersOf(match[0]);
  const change = directionsOf(text.slice(0, match.index))
    .words.filter(({ axis }) => axis === "amount")
    .at(-1);
  if (numbers.length !== 2 || change === undefined || directionsOf(text).negated) return undefined;
  const [from, to] = [numbers[0]!.value, numbers[1]!.value];
  if (from === to || Math.sign(to - from) === change.sign) return undefined;
  return `The claim says “${change.word}”, but its numbers go from ${numbers[0]!.surface} to ${numbers[1]!.surface}.`;
}

/** The relations that were checked for the claim, over cells or measurements, point the other way than its words. */
function againstChecks(claim: Claim): string | undefined {
  const relations = [
    ...claim.reported.comparisons.map(({ left, relation, right }) => ({
      name: `${left.row} ${left.column}`,
      left: left.column,
      right: typeof right === "number" ? "" : right.column,
      sign: relation.startsWith(">") ? 1 : relation.startsWith("<") ? -1 : 0,
      shown: `${left.column} ${relation} ${typeof right === "number" ? right : right.column}`,
    })),
    ...claim.measured.checks.map(({ expression, left, right }) => {
      const sign = / > | >= /.test(expression) ? 1 : / < | <= /.test(expression) ? -1 : 0;
      return {
        name: left.name,
        left: argument(left.name),
        right: typeof right === "number" ? "" : argument(right.name),
        sign,
        shown: expression,
      };
    }),
  ].filter(({ sign, right }) => sign !== 0 && right !== "");
  if (relations.length === 0) return undefined;
  const { words, negated } = directionsOf(claim.text);
  const said = words.filter(({ axis }) => axis === "quality" || axis === "amount");
  if (said.length !== 1 || negated) return undefined;
  const word = said[0]!;
  const lower = claim.text.toLowerCase();
  for (const { name, left, right, sign, shown } of relations) {
    const [at, other] = [placeOf(lower, left), placeOf(lower, right)];
    if (at < 0 || other < 0 || at === other) return undefined;
    const turned = at < other ? 1 : -1;
    const better = lowerIsBetter(name) ? -1 : 1;
    const meant = word.axis === "quality" ? word.sign * better : word.sign;
    if (meant * turned === sign) return undefined;
    if (word.axis === "amount" && !sharesQuantity(name, claim.text)) return undefined;
    if (relations.every((each) => each.sign === sign))
      return `The claim says “${word.word}”, but what was checked is ${shown}.`;
  }
  return undefined;
}

/** `Cross-lingual mAP(Hybrid, unseen queries)` -> `Hybrid`. */
function argument(name: string): string {
  return /\(([^,)]+)/.exec(name)?.[1]?.trim() ?? name;
}

function placeOf(text: string, name: string): number {
  return name === "" ? -1 : text.indexOf(name.toLowerCase());
}

function sharesQuantity(name: string, text: string): boolean {
  const has = new Set(subjectWords(text).map(({ term }) => term));
  return subjectWords(name.replace(/\([^)]*\)/g, " ")).some(({ term }) => has.has(term));
}
