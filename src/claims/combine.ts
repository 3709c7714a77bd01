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

/**
 * One failure decides, then exceptions; "not checked" only where no part was checked. What the parts leave open
 * (`why`) stays; what was evaluated stays where it is known of every part.
 */
export function combineReported(parts: readonly Reported[]): Reported {
  const [only] = parts;
  if (parts.length === 1 && only !== undefined) return only;
  const verdicts = new Set(parts.map((part) => part.verdict));
  const order = ["fails", "holds with exceptions", "holds"] as const;
  const relation = parts.flatMap((part) => part.relation ?? []).join("; ");
  const why = [...new Set(parts.flatMap((part) => part.why ?? []))].join("; ");
  const evaluated = parts.flatMap(({ expression }) => (expression === undefined ? [] : [expression]));
  return {
    verdict: order.find((verdict) => verdicts.has(verdict)) ?? "not checked",
    ...(relation === "" ? {} : { relation }),
    ...(parts.length === 0 || evaluated.length < parts.length
      ? {}
      : { expression: { kind: "all", parts: evaluated.flatMap(partsOf) } }),
    ...(why === "" ? {} : { why }),
    comparisons: parts.flatMap((part) => part.comparisons),
  };
}

type Evaluated = NonNullable<Reported["expression"]>;

/** An expression that says "all of these" is said by its parts: such expressions do not nest. */
function partsOf(expression: Evaluated): Evaluated[] {
  const { kind, parts } = expression;
  return kind === "all" && Array.isArray(parts) ? (parts as Evaluated[]) : [expression];
}
