import { ClaimbookError } from "../errors.js";
import type { MeasuredCheck, Reported } from "./model.js";

/** One judgement for `measured`, or a list of them: every one must hold. */
export function allOf(...checks: MeasuredCheck[]): MeasuredCheck[];
/** One judgement for `reported` out of several relations: every one must hold. */
export function allOf(...judgements: Reported[]): Reported;
/** @throws ClaimbookError (`usage`) for an empty list: nothing would be checked while it looked as if it were */
export function allOf(...parts: MeasuredCheck[] | Reported[]): MeasuredCheck[] | Reported {
  if (parts.length === 0) {
    throw new ClaimbookError("allOf() needs at least one check", { kind: "usage", where: "allOf()" });
  }
  const reported = parts.filter((part): part is Reported => "comparisons" in part);
  if (reported.length === 0) return parts as MeasuredCheck[];
  if (reported.length < parts.length) {
    throw new ClaimbookError("allOf() got relations over printed tables mixed with measured checks", {
      kind: "usage",
      where: "allOf()",
      wayOut: "Give the former to `reported` and the latter to `measured`.",
    });
  }
  return combineReported(reported);
}

/** One failure decides, then exceptions; "not checked" only where no part was checked. */
export function combineReported(parts: readonly Reported[]): Reported {
  const verdicts = new Set(parts.map((part) => part.verdict));
  const order = ["fails", "holds with exceptions", "holds"] as const;
  const relation = parts.flatMap((part) => part.relation ?? []).join("; ");
  return {
    verdict: order.find((verdict) => verdicts.has(verdict)) ?? "not checked",
    ...(relation === "" ? {} : { relation }),
    comparisons: parts.flatMap((part) => part.comparisons),
  };
}
