import type { EntailmentPair } from "../entailment.js";
import { alignDirections, comparedAlike, negationTurned } from "./alignment.js";
import type { Analysis, Token } from "./analysis.js";
import { absolutes, associations, causes, contrasts, hedges, ignorance, partials } from "./cues.js";
import { exactnessOf } from "./exactness.js";
import { comparable, type Quantity, sameQuantity } from "./quantities.js";
import { rankedBy } from "./ranked.js";
import { analysed, sentencesOf } from "./sentences.js";
import { sidesOf } from "./sides.js";
import { bigramShare, coverage, gramShare, gramsOf, subsequenceShare, Vocabulary } from "./similarity.js";
import { stanceOf } from "./stance.js";
import { termWeight } from "./term-weight.js";
import { wordsAlone } from "./words-alone.js";

const vocabularies = new WeakMap<Analysis, Vocabulary>();
function vocabularyOf(sentence: Analysis): Vocabulary {
  let known = vocabularies.get(sentence);
  if (known === undefined) {
    known = new Vocabulary([sentence]);
    vocabularies.set(sentence, known);
  }
  return known;
}

/** What a claim and its evidence look like to the model: numbers by name. */
export function featuresOf({ claim, evidence }: EntailmentPair): Record<string, number> {
  const asked = analysed(claim);
  const sentences = sentencesOf(evidence);
  const weight = termWeight;
  const content = asked.content;
  const named = content.filter(({ kind }) => kind === "name");
  const all = new Vocabulary(sentences);
  const claimWords = vocabularyOf(asked);
  const terms = termsOf(asked);
  const grams = gramsOf(asked.text);

  const judged = sentences.map((sentence, index) => {
    const own = vocabularyOf(sentence);
    return {
      sentence,
      own,
      index,
      hard: coverage(content, own, weight, false),
      soft: coverage(content, own, weight, true),
      precision: coverage(sentence.content, claimWords, weight, true),
      ...alignDirections(asked, sentence, weight),
    };
  });
  const best = judged.reduce<(typeof judged)[number] | undefined>(
    (top, each) =>
      top === undefined || each.soft + 0.25 * each.precision > top.soft + 0.25 * top.precision ? each : top,
    undefined,
  );
  const sentence = best?.sentence ?? analysed("");
  const missing = content.filter((token) => all.meets(token) === 0);
  const missingWeight = share(missing, content);
  const opposed = content.filter((token) => all.meets(token) < 1 && all.opposes(token));
  const bestOpposed = content.filter(
    (token) => best !== undefined && best.own.meets(token) < 1 && best.own.opposes(token),
  );
  const numbers = numbersOf(
    asked.quantities,
    sentences.flatMap(({ quantities }) => quantities),
  );
  const bestNumbers = numbersOf(asked.quantities, sentence.quantities);
  const count = (analysis: Analysis, list: ReadonlySet<string>) =>
    analysis.tokens.filter(({ lower, term }) => list.has(lower) || list.has(term)).length;
  const inBest = (list: ReadonlySet<string>) => Math.min(3, count(sentence, list));
  const inClaim = (list: ReadonlySet<string>) => Math.min(3, count(asked, list));
  const soft = best?.soft ?? 0;
  const same = max(judged.map((each) => each.same * each.soft));
  const opposite = max(judged.map((each) => each.opposite * each.soft));
  const turned = best === undefined ? 0 : negationTurned(asked, sentence, weight);
  const polarity = (analysis: Analysis) => {
    const signs = analysis.tokens.flatMap(({ directions, negated }) =>
      directions
        .filter(({ axis }) => /^(?:quality|effect|safety|truth|permission)$/.test(axis))
        .map(({ sign }) => (negated ? -sign : sign)),
    );
    return signs.length === 0 ? 0 : Math.sign(signs.reduce((a, b) => a + b, 0));
  };
  const upDown = (analysis: Analysis) => {
    const signs = analysis.tokens.flatMap(({ directions, negated }) =>
      directions
        .filter(({ axis }) => /^(?:amount|promotion)$/.test(axis))
        .map(({ sign }) => (negated ? -sign : sign)),
    );
    return signs.length === 0 ? 0 : Math.sign(signs.reduce((a, b) => a + b, 0));
  };
  const stance = stanceOf(asked, sentences, all, weight);
  const exactness = exactnessOf(asked, sentences);
  const sides = best === undefined ? 0 : comparedAlike(asked, sentence);

  return {
    coverBest: best?.hard ?? 0,
    softBest: soft,
    coverAll: coverage(content, all, weight, false),
    softAll: coverage(content, all, weight, true),
    coverMean: mean(judged.map((each) => each.soft)),
    precisionBest: best?.precision ?? 0,
    precisionMean: mean(judged.map((each) => each.precision)),
    f1Best: soft === 0 ? 0 : (2 * soft * best!.precision) / (soft + best!.precision),
    gramBest: gramShare(grams, gramsOf(sentence.text)),
    gramAll: gramShare(grams, gramsOf(sentences.map(({ text }) => text).join(" "))),
    subsequence: subsequenceShare(terms, termsOf(sentence)),
    subsequenceMost: max(sentences.map((each) => subsequenceShare(terms, termsOf(each)))),
    bigramBest: bigramShare(terms, [termsOf(sentence)]),
    bigramAll: bigramShare(terms, sentences.map(termsOf)),
    verbatim: sentences.some(({ text }) => wordsAlone(text).includes(wordsAlone(asked.text))) ? 1 : 0,
    missingWeight,
    missingCount: Math.min(6, missing.length),
    missingOne: missing.length === 1 ? soft : 0,
    missingNone: missing.length === 0 ? 1 : 0,
    missingRarest: max(missing.map((token) => weight(token))),
    missingEarly: missing.length === 0 ? 0 : content.indexOf(missing[0]!) / content.length,
    missingLate: missing.length > 0 && content.at(-1) === missing.at(-1) ? soft : 0,
    namesAsked: Math.min(4, named.length),
    namesMissing:
      named.length === 0 ? 0 : named.filter((token) => all.meets(token) === 0).length / named.length,
    namesMissingAny: named.some((token) => all.meets(token) === 0) ? soft : 0,
    numbersAsked: Math.min(4, numbers.asked),
    numbersMet: numbers.met,
    numbersMissing: numbers.missing,
    numbersClash: numbers.clash * soft,
    numbersMetBest: bestNumbers.met,
    numbersClashBest: bestNumbers.clash * soft,
    boundTurned: numbers.boundTurned,
    same,
    opposite,
    sameBest: best?.same ?? 0,
    oppositeBest: best?.opposite ?? 0,
    directionBalance: opposite - same,
    directionUnmet: best?.unmet ?? 0,
    directionAsked: Math.min(3, asked.tokens.filter(({ directions }) => directions.length > 0).length),
    opposed: share(opposed, content),
    opposedBest: share(bestOpposed, content) * soft,
    opposedAny: bestOpposed.length > 0 ? soft : 0,
    upDownAgree: upDown(asked) * upDown(sentence),
    upDownClash: upDown(asked) * upDown(sentence) < 0 ? soft : 0,
    polarityAgree: polarity(asked) * polarity(sentence),
    polarityClash: polarity(asked) * polarity(sentence) < 0 ? soft : 0,
    negatedClaim: Math.min(2, asked.negations),
    negatedBest: Math.min(2, sentence.negations),
    negatedMean: Math.min(2, mean(sentences.map(({ negations }) => negations))),
    negationParity: (asked.negations + sentence.negations) % 2,
    negationParityClose: ((asked.negations + sentence.negations) % 2) * soft,
    negationTurned: turned,
    negationTurnedClose: turned * soft,
    hedgesClaim: inClaim(hedges),
    hedgesBest: inBest(hedges),
    hedgeDropped: inBest(hedges) > 0 && inClaim(hedges) === 0 ? 1 : 0,
    absolutesClaim: inClaim(absolutes),
    absolutesBest: inBest(absolutes),
    partialsBest: inBest(partials),
    overreach: inClaim(absolutes) > 0 && inBest(partials) > 0 ? 1 : 0,
    causesClaim: inClaim(causes),
    causesBest: inBest(causes),
    associationsBest: inBest(associations),
    associationsClaim: inClaim(associations),
    causalLeap: inClaim(causes) > 0 && inBest(associations) > 0 && inBest(causes) === 0 ? 1 : 0,
    ignoranceBest: inBest(ignorance),
    contrastBest: inBest(contrasts),
    stanceAgrees: stance.agrees,
    stanceOpposes: stance.opposes,
    stanceAnnuls: stance.annuls,
    stanceSwaps: stance.swaps,
    stanceDenies: stance.denies,
    stanceSilent: stance.silent,
    stanceClosest: stance.closest,
    stanceLooselyAgrees: stance.looselyAgrees,
    stanceLooselyOpposes: stance.looselyOpposes,
    stanceParity: stance.parity,
    stanceBalance: stance.agrees - Math.max(stance.opposes, stance.annuls, stance.denies, stance.swaps),
    stanceAgainst: Math.max(stance.opposes, stance.annuls, stance.denies, stance.swaps),
    stanceTop: Math.max(stance.agrees, stance.opposes, stance.annuls, stance.denies, stance.silent),
    comparesClaim: sidesOf(asked.tokens) === undefined ? 0 : 1,
    comparesAlike: sides === 1 ? 1 : 0,
    comparesSwapped: sides === -1 ? 1 : 0,
    exactlySaid: exactness === "says it" ? 1 : 0,
    exactlyOpposed: exactness === "says the opposite" ? 1 : 0,
    exactlyShort: exactness === "falls short" ? 1 : 0,
    ...rankedBy(asked, sentences, all, vocabularyOf),
    question: asked.question ? 1 : 0,
    claimLength: Math.log(1 + asked.tokens.length),
    evidenceLength: Math.log(1 + sentences.reduce((sum, each) => sum + each.tokens.length, 0)),
    bestLength: Math.log(1 + sentence.tokens.length),
    sentences: Math.log(1 + sentences.length),
    bestRank: best === undefined ? 0 : best.index / Math.max(1, sentences.length),
  };

  function share(part: readonly Token[], whole: readonly Token[]): number {
    const total = whole.reduce((sum, token) => sum + weight(token), 0);
    return total === 0 ? 0 : part.reduce((sum, token) => sum + weight(token), 0) / total;
  }
}

function numbersOf(asked: readonly Quantity[], known: readonly Quantity[]) {
  const told = asked.filter(({ kind }) => kind !== "p value");
  let met = 0;
  let clash = 0;
  let boundTurned = 0;
  for (const number of told) {
    const hit = known.find((other) => sameQuantity(number, other));
    if (hit !== undefined) {
      met++;
      if (hit.bound * number.bound < 0) boundTurned = 1;
    } else if (known.some((other) => comparable(number, other))) clash++;
  }
  const missing = told.length - met;
  return {
    asked: told.length,
    met: told.length === 0 ? 0 : met / told.length,
    missing: told.length === 0 ? 0 : missing / told.length,
    clash: told.length === 0 ? 0 : clash / told.length,
    boundTurned,
  };
}

const termsOf = (analysis: Analysis) =>
  analysis.tokens.filter(({ content }) => content).map(({ term }) => term);
const max = (values: readonly number[]) => values.reduce((top, value) => Math.max(top, value), 0);
const mean = (values: readonly number[]) =>
  values.length === 0 ? 0 : values.reduce((sum, value) => sum + value, 0) / values.length;
