import type { DocumentSection } from "../../documents/document.js";
import { cuesOf } from "./cues.js";
import { type KindWeights, kindWeights, type SentenceKind, sentenceKinds } from "./kind-weights.js";

/** Where a sentence stands, as far as that tells what it is. */
export interface SentencePlace {
  /** Of its section; `abstract` where the document is nothing but an abstract. */
  role?: DocumentSection["role"];
  /** Label of a structured abstract before it, e.g. `RESULTS`. */
  label?: string;
  /** 0 for the first sentence of its section, 1 for the last. */
  position?: number;
}

export interface KindJudgement {
  kind: SentenceKind;
  /** Probability of each kind. */
  probabilities: Readonly<Record<SentenceKind, number>>;
  /** Names of the cues that the sentence shows. */
  cues: readonly string[];
}

type Prior = Partial<Record<SentenceKind, number>>;
/** What a place adds to the log-odds. Set by hand: the labelled sentences stand alone. */
const byRole: Partial<Record<NonNullable<SentencePlace["role"]>, Prior>> = {
  results: { result: 0.4, comparison: 0.4 },
  limitations: { limitation: 2 },
  methods: { method: 0.8, data: 0.5 },
  introduction: { none: 1 },
  "related work": { none: 2 },
};
const byLabel: readonly (readonly [label: RegExp, prior: Prior])[] = [
  [/^(?:background|introduction|objectives?|aims?|purpose|context|rationale)/i, { none: 2.5 }],
  [
    /^(?:materials|methods?|methodology|design|setting|participants|patients|interventions?)/i,
    { method: 1.5, data: 1.5 },
  ],
  [/^(?:results?|findings|principal findings)/i, { result: 1.5, comparison: 1.2, data: 0.5 }],
  [/^(?:conclusions?|interpretation|discussion|significance)/i, { result: 1 }],
  [/^limitations?/i, { limitation: 2.5 }],
];

const otherSide = new Set(["than", "compared with", "verb of comparison"]);

/** What a sentence is, by its cues and its place. English; ask `looksEnglish` first. */
export function kindOf(
  sentence: string,
  place: SentencePlace = {},
  weights: KindWeights = kindWeights,
): KindJudgement {
  const shown = cuesOf(sentence);
  const priors = priorsOf(place);
  const logits = sentenceKinds.map((kind, k) =>
    shown.reduce(
      (sum, cue) => sum + (weights.cues[cue]?.[k] ?? 0),
      weights.bias[kind] + priors.reduce((sum, prior) => sum + (prior[kind] ?? 0), 0),
    ),
  );
  const top = Math.max(...logits);
  const odds = logits.map((logit) => Math.exp(logit - top));
  const total = odds.reduce((a, b) => a + b, 0);
  const probabilities = Object.fromEntries(
    sentenceKinds.map((kind, k) => [kind, odds[k]! / total]),
  ) as KindJudgement["probabilities"];
  let kind = sentenceKinds[logits.indexOf(top)]!;
  // A result that names the other side is a comparison by what the word means, unless little else speaks for it.
  const namesOther = shown.some((cue) => otherSide.has(cue));
  if (kind === "result" && namesOther && probabilities.comparison >= 0.25) kind = "comparison";
  return { kind, probabilities, cues: shown };
}

function priorsOf({ role, label, position }: SentencePlace): Prior[] {
  const priors: Prior[] = [];
  const ofRole = role === undefined ? undefined : byRole[role];
  if (ofRole !== undefined) priors.push(ofRole);
  const ofLabel = label === undefined ? undefined : byLabel.find(([pattern]) => pattern.test(label));
  if (ofLabel !== undefined) priors.push(ofLabel[1]);
  // Abstracts open with what is known and why it matters.
  else if (role === "abstract" && position === 0) priors.push({ none: 0.7 });
  return priors;
}
