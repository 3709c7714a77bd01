import type { Entailed, Entailment, EntailmentPair } from "../entailment.js";
import { type Exactness, exactnessOf, withExactness } from "./exactness.js";
import { analysed, sentencesOf } from "./sentences.js";

/** What the words of a pair decide. */
export function pairExactness({ claim, evidence }: EntailmentPair): Exactness {
  return exactnessOf(analysed(claim), sentencesOf(evidence));
}

/** What was judged of a pair, held to its words where they decide: see `exactnessOf`. */
export function exactlyJudged(pair: EntailmentPair, judged: Entailed): Entailed {
  return withExactness(judged, pairExactness(pair));
}

/** Judges claims by any entailment, and holds each judgement to the words of its pair. */
export async function judgeExactly(
  entailment: Entailment,
  pairs: readonly EntailmentPair[],
  signal?: AbortSignal,
): Promise<Entailed[]> {
  const judged = await entailment.judge(pairs, signal);
  return pairs.map((pair, index) => exactlyJudged(pair, judged[index]!));
}
