import type { ReviewFeatures } from "../features.js";
import type { FindingKind } from "../kinds.js";
import { type Dimension, type DimensionScore, dimensions, type Finding, type Reviewer } from "../model.js";

/** What a reviewer makes of one dimension before findings count: 0..1, in words, with the claims it is about. */
export interface Impression {
  value: number;
  reason: string;
  claims?: readonly string[];
}

/** Who reviews, and how. */
export interface ReviewerProfile {
  name: string;
  mandate: Reviewer["mandate"];
  /** Share of each dimension in the overall score; need not add up to anything. */
  weights: Readonly<Record<Dimension, number>>;
  /** How hard findings count; 1 is plain. */
  severity: number;
  impression: Readonly<Record<Dimension, (features: ReviewFeatures) => Impression>>;
}

/** Which dimensions a kind of finding counts in; the first in full, the others by half. */
const concerns: Readonly<Record<FindingKind, readonly [Dimension, ...Dimension[]]>> = {
  "numbers swapped": ["numerical consistency", "evidence strength"],
  "number that no source prints": ["numerical consistency", "evidence strength"],
  "mean does not recompute": ["numerical consistency"],
  "wrong table reference": ["numerical consistency", "citation grounding"],
  "number not in its evidence": ["numerical consistency", "evidence strength"],
  "direction flipped": ["evidence strength", "numerical consistency"],
  overclaim: ["uncertainty disclosure", "evidence strength"],
  "wrong citation": ["citation grounding", "evidence strength"],
  "off-topic citation": ["citation grounding", "evidence strength"],
  "bibliography as evidence": ["citation grounding", "evidence strength"],
  "benchmark that no source knows": ["benchmark validity", "reproducibility"],
  "quote cut off": ["citation grounding"],
  "quote not in its source": ["citation grounding"],
  "claim cut off": ["evidence strength", "uncertainty disclosure"],
  "abstract cut off": ["uncertainty disclosure"],
  "duplicate claim": ["novelty", "evidence strength"],
  "missing limitation": ["uncertainty disclosure", "safety and impact"],
  "tick against the evidence": ["evidence strength", "uncertainty disclosure"],
  "instruction in a text": ["safety and impact", "citation grounding"],
  "claim without source": ["citation grounding"],
};

const cost = { major: 1, minor: 0.5, note: 0.08 } as const;
/** Claims in a report at which one bad claim costs as much as its severity says. */
const usualClaims = 8;

/** A reviewer's scores; the same features always give the same. */
export function scoreBy(profile: ReviewerProfile, features: ReviewFeatures): Reviewer {
  const scores = dimensions.map((dimension): DimensionScore => {
    const { value, reason, claims = [] } = profile.impression[dimension](features);
    const against = features.findings
      .map((each) => ({ each, share: concern(each, dimension) }))
      .filter(({ share }) => share > 0);
    const loss = against.reduce(
      (sum, { each, share }) => sum + share * weightOf(each, features.claims.length),
      0,
    );
    // Every finding costs something, however many there are.
    const score = 10 * clamp(value) * Math.exp(-0.45 * profile.severity * loss);
    const grave = against.filter(({ each, share }) => each.severity !== "note" && share > 0);
    return {
      dimension,
      score: round(score),
      reason: grave.length === 0 ? reason : `${reason} ${objections(grave.map(({ each }) => each))}`,
      claims: [...new Set([...claims, ...grave.flatMap(({ each }) => each.claims)])],
    };
  });
  const total = dimensions.reduce((sum, dimension) => sum + profile.weights[dimension], 0);
  const overall =
    scores.reduce((sum, { dimension, score }) => sum + profile.weights[dimension] * score, 0) / total;
  return {
    name: profile.name,
    mandate: profile.mandate,
    by: "deterministic",
    scores,
    overall: round(overall),
  };
}

function concern({ kind }: Finding, dimension: Dimension): number {
  // Kinds that are not listed are those of texts and tables that disagree.
  const all: readonly Dimension[] = concerns[kind as FindingKind] ?? ["numerical consistency"];
  const at = all.indexOf(dimension);
  return at < 0 ? 0 : at === 0 ? 1 : 0.5;
}

/** One bad claim among few weighs more than one among many; what concerns the report as a whole counts in full. */
function weightOf({ severity, claims }: Finding, all: number): number {
  return claims.length === 0
    ? cost[severity]
    : cost[severity] * Math.min(1.5, Math.sqrt(usualClaims / Math.max(1, all)));
}

function objections(findings: readonly Finding[]): string {
  const byKind = new Map<string, Set<string>>();
  for (const { kind, claims } of findings)
    byKind.set(kind, new Set([...(byKind.get(kind) ?? []), ...claims]));
  const parts = [...byKind]
    .slice(0, 4)
    .map(([kind, claims]) => (claims.size === 0 ? kind : `${kind} (${named([...claims])})`));
  const more = byKind.size > 4 ? `; and ${byKind.size - 4} more kinds` : "";
  return `Against it: ${parts.join("; ")}${more}.`;
}

/** `“a”, “b” and 3 more`. */
export function named(ids: readonly string[], most = 3): string {
  const shown = ids
    .slice(0, most)
    .map((id) => `“${id}”`)
    .join(", ");
  return ids.length > most ? `${shown} and ${ids.length - most} more` : shown;
}

export const clamp = (value: number) => Math.min(1, Math.max(0, value));
export const mean = (values: readonly number[]) =>
  values.length === 0 ? 0 : values.reduce((sum, value) => sum + value, 0) / values.length;
/** `1 claim`, `2 claims`. */
export const plural = (count: number, noun: string) => `${count} ${noun}${count === 1 ? "" : "s"}`;
/** `3 of 7`. */
export const of = (part: number, all: number) => `${part} of ${all}`;
export const round = (value: number) => Math.round(value * 100) / 100;
