export { type CellValue, type Danfojs, type DataFrame, danfojs, type Series } from "./danfojs.js";
export { resultsFrame } from "./data-frame.js";
export { type LatexOptions, toLatex } from "./latex.js";
export { toMarkdown } from "./markdown.js";
export { type PaperTable, type PaperTableOptions, paperTable } from "./paper-table.js";
export { resultsHtml, resultsText } from "./results-view.js";
