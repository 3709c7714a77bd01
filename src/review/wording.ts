import type { Finding, ReviewRecord } from "./model.js";

const severities = { major: "Major", minor: "Minor", note: "Note" } as const;
const mandates = {
  challenge: "challenges",
  confirm: "confirms the evidence",
  integrate: "integrates",
} as const;

/** `7.4 ± 0.6 of 10`. */
export function consensusText({ consensus }: ReviewRecord): string {
  return `${points(consensus.score)} ± ${points(consensus.spread)} of 10`;
}

/** Whether the report passes, and what it lacks. */
export function gateText({ gate, consensus }: ReviewRecord): string {
  const lacks = [
    ...(consensus.score < gate.minimumScore ? [`${points(gate.minimumScore)} points`] : []),
    ...(gate.verified < gate.minimumVerified ? [`${gate.minimumVerified} verified claims`] : []),
  ];
  const asked = `at least ${points(gate.minimumScore)} points and ${gate.minimumVerified} verified claims`;
  return gate.passed
    ? `It passes the gate (${asked}) with ${gate.verified} verified claims.`
    : `It does not pass the gate (${asked}): it lacks ${lacks.join(" and ")}; ${gate.verified} ${gate.verified === 1 ? "claim is" : "claims are"} verified.`;
}

/** `Challenger, who challenges` with the model's name where one stands in. */
export function reviewerText({ name, mandate, by }: ReviewRecord["reviewers"][number]): string {
  return `${name}, who ${mandates[mandate]}${by === "deterministic" ? "" : ` (${by})`}`;
}

/** `Major: numbers swapped`. */
export function findingLead({ severity, kind }: Finding): string {
  return `${severities[severity]}: ${kind}`;
}

/** Two decimals at most, so that small differences are seen; one where they suffice. */
export function points(value: number): string {
  return value.toFixed(1);
}
