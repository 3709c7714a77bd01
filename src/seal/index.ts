export { canonicalJson, jsonSha256 } from "./canonical-json.js";
export { checkIntegrity } from "./check-seal.js";
export { Finding, Integrity } from "./finding.js";
export { type Fingerprint, fingerprint, fingerprintOf } from "./fingerprint.js";
export { Seal } from "./model.js";
export { sealOf, withoutSeal, withSeal } from "./seal.js";
