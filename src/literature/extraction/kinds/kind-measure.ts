import type { LabelledSentence } from "./kind-fit.js";
import { type SentenceKind, sentenceKinds } from "./kind-weights.js";

/** The labelled table (kind, field, sentence; tab-separated, with a header), every third sentence held out. */
export function splitSentences(tsv: string): { fitting: LabelledSentence[]; held: LabelledSentence[] } {
  const rows = tsv
    .split("\n")
    .slice(1)
    .filter((line) => line !== "")
    .map((line): LabelledSentence => {
      const [kind, , text] = line.split("\t");
      return { kind: kind as SentenceKind, text: text! };
    });
  return {
    fitting: rows.filter((_, i) => i % 3 !== 2),
    held: rows.filter((_, i) => i % 3 === 2),
  };
}

export interface KindMeasure {
  /** 0 where a kind was never said, or never there. */
  precision: number;
  recall: number;
  f1: number;
  /** Sentences that are of this kind. */
  n: number;
}

/** Precision, recall and F1 of each kind, and what was taken for something else. */
export function measureKinds(sentences: readonly LabelledSentence[], judge: (text: string) => SentenceKind) {
  const said = sentences.map(({ text }) => judge(text));
  const byKind = Object.fromEntries(
    sentenceKinds.map((kind): [SentenceKind, KindMeasure] => {
      const n = sentences.filter((sentence) => sentence.kind === kind).length;
      const claimed = said.filter((each) => each === kind).length;
      const right = sentences.filter((sentence, i) => sentence.kind === kind && said[i] === kind).length;
      const precision = claimed === 0 ? 0 : right / claimed;
      const recall = n === 0 ? 0 : right / n;
      return [kind, { precision, recall, f1: right === 0 ? 0 : (2 * right) / (claimed + n), n }];
    }),
  ) as Record<SentenceKind, KindMeasure>;
  const wrong = sentences.flatMap((sentence, i) =>
    said[i] === sentence.kind ? [] : [{ ...sentence, said: said[i]! }],
  );
  return {
    byKind,
    macroF1: sentenceKinds.reduce((sum, kind) => sum + byKind[kind].f1, 0) / sentenceKinds.length,
    accuracy: 1 - wrong.length / Math.max(1, sentences.length),
    wrong,
  };
}
