import type { ClaimLabel, ClaimPair } from "../../../../datasets/claims/index.js";
import type { CorpusData } from "../../../../datasets/parallel/parallel-corpus.js";
import type { Random } from "../../../../random.js";
import {
  directionTurned,
  negationTurned,
  numberChanged,
  shortened,
} from "../../feature-model/training/made-pairs.js";

/** Words of a sentence that is used. */
const fewest = 6;
const most = 35;

/**
 * Pairs in two languages, one of them English: a sentence beside its translation (supported), beside the translation
 * with the English side's direction, negation or number turned (contradicted), and beside the translation of a neighbour in
 * the same document (not found). Claim and evidence share hardly a word, so that what tells the labels apart is what
 * is said and not how much of it is the same words. Either side may be the claim.
 */
export function translatedPairs({ locales, sentences, texts }: CorpusData, random: Random): ClaimPair[] {
  const english = locales.indexOf("en");
  const others = locales.map((_, at) => at).filter((at) => at !== english);
  const turns = [directionTurned, negationTurned, numberChanged];
  const pairs: ClaimPair[] = [];
  for (const [at, { id, document }] of sentences.entries()) {
    const sentence = texts[english]?.get(at);
    const length = sentence?.split(/\s+/u).length ?? 0;
    if (sentence === undefined || length < fewest || length > most) continue;
    const add = (label: ClaimLabel, here: string | undefined, place: number) => {
      const language = random.pick(others);
      const there = texts[language]!.get(place);
      if (here === undefined || there === undefined) return;
      const [claim, evidence] = random.float() < 0.5 ? [here, there] : [there, here];
      pairs.push({
        dataSet: "translations",
        id: `${id} ${locales[language]} ${label}`,
        group: document ?? id,
        claim,
        evidence: [evidence],
        label,
      });
    };
    const plain = (random.float() < 0.5 ? shortened(sentence) : undefined) ?? sentence;
    add("supported", plain, at);
    let turned: string | undefined;
    for (const turn of random.shuffle(turns)) turned ??= turn(plain, random);
    add("contradicted", turned, at);
    const neighbours = [at - 2, at - 1, at + 1, at + 2].filter(
      (each) => sentences[each]?.document === document,
    );
    if (neighbours.length > 0) add("not found", plain, random.pick(neighbours));
  }
  return pairs;
}
