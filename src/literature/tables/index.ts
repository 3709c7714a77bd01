export type { CellTable, Dimension, Label, TableCell } from "./cells.js";
export {
  checkClaimAgainstTables,
  TableChecker,
  type TableCheckOptions,
  type TableJudgement,
} from "./check.js";
export { evaluate } from "./evaluate.js";
export { expressionJsonSchema, readExpression, TableExpression } from "./expression.js";
export { cellTables, tablesOfDocument } from "./from-document.js";
export { tablesOfFacts } from "./from-facts.js";
export { tablesOfTidyCsv } from "./tidy.js";
export { wordsOf } from "./words.js";
