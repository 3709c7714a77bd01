export { checkConsistency, checkTables } from "./check.js";
export type { ConsistencyFinding, ConsistencyKind } from "./finding.js";
