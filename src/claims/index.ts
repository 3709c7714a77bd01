export { claimCard, claimText } from "./card.js";
export { type ClaimHandle, type ClaimOptions, claim, type GroundingSource } from "./claim.js";
export { allOf } from "./combine.js";
export { type Comparison, Measurement, type MeasurementOptions } from "./measurement.js";
export type { Claim, MeasuredCheck, MeasuredValue, Reported } from "./model.js";
export { type CellWithOutputs, type RecordedClaim, readClaims } from "./read.js";
export { resetClaims } from "./registry.js";
export { claimJsonSchema } from "./schema.js";
