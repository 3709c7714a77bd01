export { type ComparedReport, compareReports } from "./compare.js";
export { Comparison, comparisonJsonSchema } from "./model.js";
export { comparisonPage } from "./page.js";
export { readReport } from "./read-report.js";
export { comparisonText, type TerminalOptions } from "./terminal.js";
