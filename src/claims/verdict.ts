import type { Claim, Grounding, Measured, MeasuredCheck, Reported } from "./model.js";

type Judgements = { grounding: Grounding; reported: Reported; measured: Measured };

/** The report's tick (DESIGN: contracts): a source says it, and neither tables nor measurement fail it. */
export function isVerified({ grounding, reported, measured }: Judgements): boolean {
  return grounding.verdict === "supported" && reported.verdict !== "fails" && measured.verdict !== "fails";
}

/**
 * The claim over all checks made. Any check that goes against it decides; then any that leaves doubt
 * (exceptions, inside the noise); a claim nobody checked is "not checked", never "does not hold".
 */
export function standingOf({ grounding, reported, measured }: Judgements): Claim["standing"] {
  const against =
    grounding.verdict === "contradicted" ||
    grounding.verdict === "not found" ||
    reported.verdict === "fails" ||
    measured.verdict === "fails";
  if (against) return "does not hold";
  if (reported.verdict === "holds with exceptions" || measured.verdict === "inconclusive") return "qualified";
  const checked =
    grounding.verdict === "supported" || reported.verdict === "holds" || measured.verdict === "holds";
  return checked ? "holds" : "not checked";
}

/** Every check must hold: one failure decides, then one inside the noise. No check: "not checked". */
export function combineChecks(checks: readonly MeasuredCheck[]): Measured["verdict"] {
  if (checks.length === 0) return "not checked";
  if (checks.some((c) => c.verdict === "fails")) return "fails";
  return checks.some((c) => c.verdict === "inconclusive") ? "inconclusive" : "holds";
}
