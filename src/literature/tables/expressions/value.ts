import type { Reported } from "../../../claims/model.js";
import { formatNumber } from "../../../claims/wording.js";
import type { CellTable } from "../cells/cells.js";
import { caseKey, cellsIn, cellsOf, fits, summaryAt } from "../cells/select.js";
import type { Relation } from "../printed/relation.js";
import { type Pair, pairsOf } from "./cases.js";
import type { Change, Count, Value } from "./expression.js";
import { judge, meanCell, notChecked } from "./judged.js";
import { amountsTo, printed } from "./stated.js";
import { numberWords, wordsOf } from "./words.js";

/** Cells against a number: one of them, all, or their mean. */
export function value(expression: Value, tables: readonly CellTable[]): Reported {
  const cells = cellsOf(tables, expression.scope);
  if (cells.length === 0) return notChecked(expression, "no cell has these labels");
  const judged = (expression.quantifier === "mean" ? [meanCell(cells)] : cells).map((cell) =>
    printed(cell, expression.is),
  );
  const { verdict } = judge(
    expression,
    judged.map((relation) => [relation]),
    expression.quantifier,
  );
  const held = judged.filter((relation) => relation.holds);
  return {
    verdict,
    relation: `${wordsOf(expression)}: ${held.length} of ${judged.length}`,
    // Of a value that some cell must print, those that print it; the closest where none does.
    comparisons:
      expression.quantifier !== "some"
        ? judged
        : held.length > 0
          ? held
          : [closest(judged, expression.is.value)],
  };
}

function closest(relations: readonly Relation[], value: number): Relation {
  return relations.reduce((best, relation) =>
    Math.abs(relation.left.value - value) < Math.abs(best.left.value - value) ? relation : best,
  );
}

/** Two cells of one case against the two numbers of a change. */
export function change(expression: Change, tables: readonly CellTable[]): Reported {
  const { scope, subject, object, from, to, by } = expression;
  const pairs =
    subject !== undefined && object !== undefined
      ? pairsOf(tables, scope, subject, object)
      : neighbours(tables, expression);
  const relations = pairs.map((pair) => [printed(pair.object, from), printed(pair.subject, to)]);
  if (relations.length === 0) {
    const known = subject !== undefined && object !== undefined;
    return known
      ? notChecked(expression, "no table has both sides of the change in one case")
      : { verdict: "fails", relation: `${wordsOf(expression)}: no two such cells`, comparisons: [] };
  }
  if (by !== undefined && !amountsTo(from, to, by)) {
    const words = `${wordsOf(expression)}: ${numberWords(by)} does not follow from ${numberWords(from)} and ${numberWords(to)}`;
    return { verdict: "fails", relation: words, comparisons: relations.slice(0, 8).flat() };
  }
  const held = relations.filter((both) => both.every((relation) => relation.holds));
  const shown = held.length > 0 ? held : relations.slice(0, 8);
  return {
    verdict: held.length > 0 ? "holds" : "fails",
    relation: `${wordsOf(expression)}: ${held.length} of ${relations.length} cases`,
    comparisons: shown.flat(),
  };
}

/** Pairs of cells that print the two numbers and differ in one label. */
function neighbours(tables: readonly CellTable[], { scope, subject, from, to }: Change): Pair[] {
  const found: Pair[] = [];
  for (const table of tables.filter((candidate) => scope.tables.includes(candidate.number))) {
    const cells = cellsIn(table, scope.where);
    const starts = cells.filter((cell) => printed(cell, from).holds);
    const ends = cells.filter(
      (cell) => printed(cell, to).holds && (subject === undefined || fits(cell, subject)),
    );
    for (const start of starts) {
      for (const end of ends) {
        const different = Object.keys(end.at).filter(
          (dimension) => end.at[dimension] !== start.at[dimension],
        );
        if (different.length === 1 && Object.keys(start.at).length === Object.keys(end.at).length) {
          found.push({
            table,
            subject: end,
            object: start,
            key: `${table.number} ${caseKey(end, different)}`,
          });
        }
      }
    }
  }
  return found;
}

/** How many labels a dimension has, against a number. */
export function count(expression: Count, tables: readonly CellTable[]): Reported {
  const labels = new Set<string>();
  for (const table of tables.filter(({ number }) => expression.scope.tables.includes(number))) {
    for (const cell of cellsIn(table, expression.scope.where)) {
      const label = cell.at[expression.dimension];
      if (label !== undefined && summaryAt(table, cell, expression.dimension) === undefined)
        labels.add(label);
    }
  }
  if (labels.size === 0) return notChecked(expression, `no table has the dimension ${expression.dimension}`);
  return {
    verdict: labels.size === expression.is ? "holds" : "fails",
    relation: `${wordsOf(expression)}: ${formatNumber(labels.size)} (${[...labels].join(", ")})`,
    comparisons: [],
  };
}
