export { all, any } from "./build-query.js";
export { contentOf } from "./content-of.js";
export { type Content, mayMatch } from "./may-match.js";
export { parseQuery } from "./parse-query.js";
export { printQuery } from "./print-query.js";
export type { Query, QueryField } from "./query.js";
export { type SplitYears, splitYears } from "./split-years.js";
export { type Grammar, type Weakened, weaken } from "./weaken.js";
export { type BooleanLanguage, writeBoolean } from "./write-boolean.js";
