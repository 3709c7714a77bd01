import type { Reported } from "../../../claims/model.js";
import type { CellTable } from "../cells/cells.js";
import { differenceOf, percentChange, type Range, rangeOf, ratioOf } from "../cells/rounding.js";
import { reportedCell } from "../cells/select.js";
import type { Relation } from "../printed/relation.js";
import { type Pair, pairsOf } from "./cases.js";
import type { Difference, StatedNumber } from "./expression.js";
import { judge, meanPair, notChecked, numeric, rounded } from "./judged.js";
import { boundHolds } from "./stated.js";
import { wordsOf } from "./words.js";

/** How far the subject lies from the object, against what was stated. */
export function difference(expression: Difference, tables: readonly CellTable[]): Reported {
  const { subject, object, direction, by, quantifier } = expression;
  let pairs = pairsOf(tables, expression.scope, subject, object);
  if (pairs.length === 0) {
    return notChecked(expression, "no table has both sides of the difference in one case");
  }
  if (quantifier === "mean") pairs = [meanPair(pairs)];
  const cases: Relation[][] = [];
  for (const pair of pairs) {
    const sign = direction === "either" ? undefined : numeric(direction, pair);
    if (direction !== "either" && sign === undefined) {
      return notChecked(expression, `which way is better is not known for Table ${pair.table.number}`);
    }
    cases.push([differs(pair, sign, by)]);
  }
  if (by.bound === "up to") return upTo(expression, cases, pairs);
  return judge(expression, cases, quantifier);
}

/** Whether the subject lies as far from the object as stated, in the direction stated. */
function differs(pair: Pair, sign: Relation["relation"] | undefined, by: StatedNumber): Relation {
  const { subject, object } = pair;
  const [a, b] = [rangeOf(object.value, object.decimals), rangeOf(subject.value, subject.decimals)];
  const outward = sign === undefined ? Math.sign(subject.value - object.value) : sign === ">" ? 1 : -1;
  const step = by.unit === "percent" ? (by.value / 100) * Math.abs(object.value) : by.value;
  const times = outward > 0 ? object.value * by.value : object.value / by.value;
  const expected = rounded(by.unit === "times" ? times : object.value + outward * step);
  const holds = outward !== 0 && isApart(a, b, outward, by);
  const relation =
    by.bound === "at least"
      ? outward > 0
        ? ">="
        : "<="
      : by.bound === "at most" || by.bound === "up to"
        ? outward > 0
          ? "<="
          : ">="
        : "=";
  const size = by.unit === "times" ? expected : Math.abs(step);
  const slack = by.value === 0 ? 0 : (size * 10 ** -by.decimals) / by.value;
  return {
    left: reportedCell(subject),
    relation,
    right: expected,
    ...(relation === "=" ? { tolerance: rounded(slack) } : {}),
    holds,
  };
}

/** Whether `b` lies as far above `a` (outward 1) or below it (-1) as was stated. */
function isApart(a: Range, b: Range, outward: number, by: StatedNumber): boolean {
  if (by.unit === "times") {
    const ratio = outward > 0 ? ratioOf(b, a) : ratioOf(a, b);
    return ratio !== undefined && boundHolds(ratio, by);
  }
  const change = by.unit === "percent" ? percentChange(a, b) : differenceOf(b, a);
  if (change === undefined) return false;
  return boundHolds(outward > 0 ? change : { low: -change.high, high: -change.low }, by);
}

/** "Up to": no case beyond it, and one case there. */
function upTo(expression: Difference, cases: readonly Relation[][], pairs: readonly Pair[]): Reported {
  const exact = { ...expression.by, bound: "exactly" as const };
  const reached = pairs.some((pair) => {
    const sign = expression.direction === "either" ? undefined : numeric(expression.direction, pair);
    return differs(pair, sign, exact).holds;
  });
  const beyond = pairs.some((pair) => {
    const sign = expression.direction === "either" ? undefined : numeric(expression.direction, pair);
    return !differs(pair, sign, expression.by).holds;
  });
  const verdict = reached && !beyond ? "holds" : "fails";
  const words = `${wordsOf(expression)}: ${reached ? "reached" : "reached in no case"}${beyond ? ", exceeded" : ""}`;
  return { verdict, relation: words, comparisons: cases.flat() };
}
