import { combineReported } from "../../../claims/combine.js";
import type { Reported } from "../../../claims/model.js";
import type { CellTable } from "../cells/cells.js";
import { comparison, rank } from "./comparison.js";
import { difference } from "./difference.js";
import type { SimpleExpression, TableExpression } from "./expression.js";
import { change, count, value } from "./value.js";
import { wordsOf } from "./words.js";

/**
 * Judges an expression by the cells. "not checked" (with `why`) where the tables have no case for it or do not
 * say which way is better. Every comparison made is in the result, those that do not hold are the exceptions.
 */
export function evaluate(expression: TableExpression, tables: readonly CellTable[]): Reported {
  const parts = expression.kind === "all" ? expression.parts : [expression];
  const judged = parts.map((part) => simple(part, tables));
  const open = judged.find((part) => part.verdict === "not checked");
  const failed = judged.find((part) => part.verdict === "fails");
  const together = combineReported(judged);
  // A part that could not be checked leaves the whole open, unless another decides it.
  const verdict = open !== undefined && failed === undefined ? "not checked" : together.verdict;
  return {
    ...together,
    verdict,
    relation: together.relation ?? wordsOf(expression),
    expression: expression as unknown as Record<string, unknown>,
  };
}

function simple(expression: SimpleExpression, tables: readonly CellTable[]): Reported {
  switch (expression.kind) {
    case "comparison":
      return comparison(expression, tables);
    case "difference":
      return difference(expression, tables);
    case "rank":
      return rank(expression, tables);
    case "value":
      return value(expression, tables);
    case "change":
      return change(expression, tables);
    case "count":
      return count(expression, tables);
  }
}
