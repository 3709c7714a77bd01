import type { Claim, Grounding, Measured, MeasuredCheck, Reported } from "./model.js";

type Judgements = { grounding: Grounding; reported: Reported; measured: Measured };

/** The report's tick (DESIGN: contracts): a source says it, and neither tables nor measurement fail it. */
export function isVerified({ grounding, reported, measured }: Judgements): boolean {
  return grounding.verdict === "supported" && reported.verdict !== "fails" && measured.verdict !== "fails";
}

/**
 * The claim over all checks made. Any check that goes against it decides; then any that leaves doubt
 * (exceptions, inside the noise, a source that does not say what a table or a measurement bears out).
 * A source that does not say it, with nothing else in its favour, leaves the claim without support: it
 * does not hold. A claim nobody checked is "not checked", never "does not hold".
 */
export function standingOf({ grounding, reported, measured }: Judgements): Claim["standing"] {
  if (grounding.verdict === "contradicted" || reported.verdict === "fails" || measured.verdict === "fails") {
    return "does not hold";
  }
  const holds = reported.verdict === "holds" || measured.verdict === "holds";
  if (grounding.verdict === "not found") {
    return holds || reported.verdict === "holds with exceptions" ? "qualified" : "does not hold";
  }
  if (reported.verdict === "holds with exceptions" || measured.verdict === "inconclusive") return "qualified";
  return holds || grounding.verdict === "supported" ? "holds" : "not checked";
}

/** Every check must hold: one failure decides, then one inside the noise. No check: "not checked". */
export function combineChecks(checks: readonly MeasuredCheck[]): Measured["verdict"] {
  if (checks.length === 0) return "not checked";
  if (checks.some((c) => c.verdict === "fails")) return "fails";
  return checks.some((c) => c.verdict === "inconclusive") ? "inconclusive" : "holds";
}
