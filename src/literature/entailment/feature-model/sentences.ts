import { passagesOf } from "../../library/passages.js";
import { type Analysis, analyse } from "./analysis.js";

/** More sentences of evidence than this are not read: they come closest first. */
const mostSentences = 40;
/** ... nor more characters of one piece. */
const longestEvidence = 20_000;

const cache = new Map<string, Analysis>();
/** A text taken apart, remembered for the next question about it. */
export function analysed(text: string): Analysis {
  let known = cache.get(text);
  if (known === undefined) {
    if (cache.size >= 4096) cache.clear();
    known = analyse(text);
    cache.set(text, known);
  }
  return known;
}

const split = new Map<string, readonly Analysis[]>();
/** The sentences of evidence, in its order. */
export function sentencesOf(evidence: readonly string[]): readonly Analysis[] {
  return evidence.flatMap(ofPiece).slice(0, mostSentences);
}

function ofPiece(text: string): readonly Analysis[] {
  let known = split.get(text);
  if (known === undefined) {
    if (split.size >= 2048) split.clear();
    known = passagesOf(text.slice(0, longestEvidence))
      .slice(0, mostSentences)
      .map((passage) => analysed(passage.text))
      .filter(({ tokens }) => tokens.length > 0);
    split.set(text, known);
  }
  return known;
}
