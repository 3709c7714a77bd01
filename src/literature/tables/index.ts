export type { CellTable, Dimension, Label, TableCell } from "./cells/cells.js";
export { cellTables, tablesOfDocument } from "./cells/from-document.js";
export { tablesOfFacts } from "./cells/from-facts.js";
export { tablesOfTidyCsv } from "./cells/tidy.js";
export {
  checkClaimAgainstTables,
  TableChecker,
  type TableCheckOptions,
  type TableJudgement,
} from "./check.js";
export { evaluate } from "./expressions/evaluate.js";
export { expressionJsonSchema, readExpression, TableExpression } from "./expressions/expression.js";
export { wordsOf } from "./expressions/words.js";
