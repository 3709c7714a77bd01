export { groupRecords, type RecordGroup } from "./groups.js";
export { type FoundWork, mergeRecords, nameOf, otherVersions } from "./merge.js";
