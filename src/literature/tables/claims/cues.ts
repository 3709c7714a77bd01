import { adjectives } from "./measured-adjectives.js";

/** What a comparative word says. */
export type CueKind =
  | "better"
  | "worse"
  | "not worse"
  | "above"
  | "below"
  | "equal"
  | "best"
  | "worst"
  | "highest"
  | "lowest";

export interface Cue {
  kind: CueKind;
  text: string;
  start: number;
  end: number;
  /** Takes what it is compared with as its object: "outperforms X". */
  transitive: boolean;
  /** "X is outperformed by Y". */
  passive: boolean;
  negated: boolean;
  /** Place of a superlative: 2 for "second best". */
  rank: number;
}

/** How one thing is told as a multiple of another; the number stands before "times". */
const factorWords = {
  above: "times as \\p{L}+|times (?:that|those) of|(?:twice|double|triple) (?:as \\p{L}+|(?:that|those) of)",
  below: "half as \\p{L}+|half (?:that|those) of",
};

const table: readonly { kind: CueKind; transitive?: boolean; pattern: string }[] = [
  {
    kind: "not worse",
    pattern:
      "(?:comparable|similar|equal|equivalent|on par|competitive)(?: to)? or (?:even )?(?:superior|better|higher)|at least as (?:good|accurate|effective|strong)(?: as)?|match(?:es|ed)? or (?:exceed|outperform|surpass|improve)(?:s|ed)?(?: (?:on|upon))?|superior or comparable|better (?:than )?or (?:comparable|similar|equal)|no worse|not worse",
  },
  // "2.5 times as much as", "twice that of"
  { kind: "above", pattern: `${factorWords.above}` },
  { kind: "below", pattern: `${factorWords.below}` },
  {
    kind: "better",
    transitive: true,
    pattern: "outperform(?:s|ed|ing)?|surpass(?:es|ed|ing)?|beat(?:s|en|ing)?|ahead of|outscor(?:es?|ed|ing)",
  },
  {
    kind: "worse",
    pattern:
      "underperform(?:s|ed|ing)?|worse|inferior|weaker|less (?:accurate|effective|robust)|degrad(?:es?|ed|ing)|lag(?:s|ged)? behind|falls? (?:behind|short of)|trails?",
  },
  {
    kind: "better",
    pattern: "better|superior|stronger|more (?:accurate|effective)|improv(?:es?|ed|ing|ements?)|gains?",
  },
  ...adjectives,
  { kind: "above", transitive: true, pattern: "exceed(?:s|ed|ing)?" },
  {
    kind: "above",
    pattern:
      "higher|larger|greater|bigger|longer|more|increas(?:es?|ed|ing)|ris(?:es?|ing)|rose|grew|grows?|rais(?:es?|ed|ing)|elevated|lengthen(?:s|ed|ing)?|above",
  },
  {
    kind: "below",
    pattern:
      "lower(?:s|ed|ing)?|smaller|fewer|less|shorter|reduc(?:es?|ed|ing|tions?)|decreas(?:es?|ed|ing)|drop(?:s|ped)?|declin(?:es?|ed|ing)|f[ea]ll(?:s|en)?|mitigat(?:es?|ed|ing)|shrinks?|shrank|shorten(?:s|ed|ing)?|cuts?|below",
  },
  {
    kind: "equal",
    pattern:
      "comparable|similar|equal(?:ly)?|equivalent|identical|on par|same|no difference|match(?:es|ed)|competitive|indistinguishable|tied?",
  },
  {
    kind: "best",
    pattern: "best|state-of-the-art|strongest|most (?:accurate|effective)|top-performing",
  },
  { kind: "worst", pattern: "worst|weakest|poorest" },
  { kind: "highest", pattern: "highest|largest|greatest|biggest|longest|most" },
  { kind: "lowest", pattern: "lowest|smallest|shortest|fewest|least" },
];

const compiled = table.map((entry) => ({
  ...entry,
  pattern: new RegExp(String.raw`(?<![\p{L}\p{N}-])(?:${entry.pattern})(?![\p{L}\p{N}])`, "giu"),
}));

const idioms =
  /\bat (?:least|most|best)\b|\b(?:more|less|fewer|higher|lower|greater|larger|smaller|longer|shorter) than(?=\s*(?:[-−+]?\.?\d|twice\b|half\b|double\b))|\b(?:exceed(?:s|ed|ing)?|above|below)(?=\s*[-−+]?\.?\d)|\bmost of\b|\bin most\b|\b(?:mostly|most (?:cases|settings|languages|datasets|metrics|models))\b|\bmore and more\b|\bmuch less\b(?=,)|\bbest[- ]known\b|\bthe same (?:language|data|setting|dataset|way|time|trend|pattern)s?\b|\babove[- ]mentioned\b|\bwe (?:drop|cut|match|match(?:ed)?|reduce|increase)\b|\blast\b|\b(?:as well as|at best)\b|\bno more\b/giu;

/** Comparative words of a text in order, the longest of those that overlap. */
export function cuesIn(text: string): Cue[] {
  const found: Cue[] = [];
  const spoken = [...text.matchAll(idioms)].map((match) => ({
    start: match.index,
    end: match.index + match[0].length,
  }));
  for (const { kind, transitive = false, pattern } of compiled) {
    for (const match of text.matchAll(pattern)) {
      const start = match.index;
      const end = start + match[0].length;
      if (kind !== "not worse" && spoken.some((idiom) => start < idiom.end && idiom.start < end)) continue;
      if (found.some((cue) => start < cue.end && cue.start < end)) continue;
      const after = text.slice(end, end + 4);
      const before = text.slice(0, start);
      found.push({
        kind,
        text: match[0],
        start,
        end,
        transitive,
        passive:
          transitive &&
          /^\s+by\b/i.test(after) &&
          /\b(?:is|are|was|were|be|been|being)\s+(?:\w+ly\s+)?$/i.test(before),
        negated: kind !== "not worse" && isNegated(before),
        rank: rankBefore(before),
      });
    }
  }
  return found.sort((a, b) => a.start - b.start);
}

/** "does not", "fails to", "no", "never" within the three words before. */
function isNegated(before: string): boolean {
  return /(?:\b(?:not|no|never|neither|nor|hardly|without|cannot)|n['’]t|\bfail(?:s|ed)? to)(?:\s+[\p{L}-]+){0,2}\s+$/iu.test(
    before.slice(-60),
  );
}

const ordinals: Readonly<Record<string, number>> = {
  second: 2,
  "2nd": 2,
  third: 3,
  "3rd": 3,
  fourth: 4,
  "4th": 4,
};

function rankBefore(before: string): number {
  const word = /\b([\p{L}\d]+)[- ]$/u.exec(before.slice(-20))?.[1]?.toLowerCase() ?? "";
  return ordinals[word] ?? 1;
}
