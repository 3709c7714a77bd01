import { formatNumber } from "../../../claims/wording.js";
import type { Scope, Select, SimpleExpression, StatedNumber, TableExpression } from "./expression.js";

/** An expression in words: `Hybrid is below X-X in every case (Table 2; metric rank distance)`. */
export function wordsOf(expression: TableExpression): string {
  return expression.kind === "all" ? expression.parts.map(simple).join("; and ") : simple(expression);
}

const quantifiers = {
  every: "in every case",
  most: "in most cases",
  some: "in some case",
  mean: "in the mean over all cases",
} as const;

function simple(expression: SimpleExpression): string {
  const where = scopeWords(expression.scope);
  switch (expression.kind) {
    case "comparison": {
      const { subject, relation, objects, quantifier, margin } = expression;
      const slack = margin === undefined || margin === 0 ? "" : ` (by ${formatNumber(margin * 100)} %)`;
      const within = relation === "equal" || relation === "not worse" || relation === "not better";
      const relationWords = `is ${relation}${comparedTo[relation]} ${objects.map(selectWords).join(" and ")}`;
      const margins = within ? slack.replace("by", "up to") : slack.replace("by", "by at least");
      return `${selectWords(subject)} ${relationWords}${margins} ${quantifiers[quantifier]}${where}`;
    }
    case "difference": {
      const { subject, object, direction, by, quantifier } = expression;
      const how = direction === "either" ? "differs from" : `is ${direction}${comparedTo[direction]}`;
      return `${selectWords(subject)} ${how} ${selectWords(object)} by ${numberWords(by)} ${quantifiers[quantifier]}${where}`;
    }
    case "rank": {
      const { subject, by, rank, quantifier } = expression;
      const place = rank === 1 ? `the ${by}` : `number ${rank} from the ${by}`;
      return `${selectWords(subject)} is ${place} ${quantifiers[quantifier]}${where}`;
    }
    case "value": {
      const { is, quantifier } = expression;
      return `${quantifier === "every" ? "every cell prints" : quantifier === "mean" ? "the mean of the cells is" : "a cell prints"} ${numberWords(is)}${where}`;
    }
    case "change": {
      const { subject, object, from, to } = expression;
      const a = object === undefined ? "" : `${selectWords(object)} `;
      const b = subject === undefined ? "" : `${selectWords(subject)} `;
      return `from ${a}${numberWords(from)} to ${b}${numberWords(to)}${where}`;
    }
    case "count":
      return `${expression.dimension} has ${expression.is} values${where}`;
  }
}

const comparedTo = {
  better: " than",
  worse: " than",
  "not worse": " than",
  "not better": " than",
  above: "",
  below: "",
  "not above": "",
  "not below": "",
  equal: " to",
  different: " from",
} as const;

/** `Hybrid`; several labels of a dimension with "or". */
export function selectWords(select: Select): string {
  const labels = Object.values(select).map((names) => names.join(" or "));
  return labels.length === 0 ? "a cell" : labels.join(", ");
}

/** `30.1 %`, `up to 3.2 points`. */
export function numberWords({ value, decimals, unit, bound }: StatedNumber): string {
  const suffix = unit === undefined ? "" : unit === "percent" ? " %" : ` ${unit}`;
  return `${bound === "exactly" ? "" : `${bound} `}${value.toFixed(Math.min(decimals, 20)).replace(/^-/, "−")}${suffix}`;
}

function scopeWords({ tables, where }: Scope): string {
  const parts = Object.entries(where).map(([dimension, labels]) => `${dimension} ${labels.join(" or ")}`);
  const names = tables.length === 1 ? `Table ${tables[0]}` : `Tables ${tables.join(", ")}`;
  return ` (${[names, ...parts].join("; ")})`;
}
