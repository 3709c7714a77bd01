export { type CellValue, type Danfojs, type DataFrame, danfojs, type Series } from "./danfojs.js";
export { resultsFrame } from "./data-frame.js";
export { resultsHtml, resultsText } from "./results-view.js";
