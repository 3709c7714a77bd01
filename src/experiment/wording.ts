import type { Measurement } from "../claims/measurement.js";
import type { MeasuredCheck } from "../claims/model.js";

/** A value with its interval, as prose shows it: `0.312 [0.298, 0.327]`. */
export function withInterval(
  { value, interval }: Pick<Measurement, "value" | "interval">,
  digits = 3,
): string {
  const shown = (number: number) => {
    const digitsOnly = Math.abs(number).toFixed(digits);
    return number < 0 && Number(digitsOnly) > 0 ? `\u2212${digitsOnly}` : digitsOnly;
  };
  return interval === undefined ? shown(value) : `${shown(value)} [${interval.map(shown).join(", ")}]`;
}

/** What a comparison came to, where more is better: `better than`, `worse than`, or that noise does not tell. */
export function inWords({ verdict }: Pick<MeasuredCheck, "verdict">): string {
  if (verdict === "holds") return "better than";
  return verdict === "fails" ? "worse than" : "no different, within the noise, from";
}
