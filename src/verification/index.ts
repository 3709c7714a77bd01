export { badgeSvg } from "./badge.js";
export { Certificate, certificateJsonSchema, type Note } from "./certificate.js";
export { certificatePage } from "./certificate-page.js";
export {
  ClaimOutcome,
  compareClaims,
  Difference,
  defaultTolerance,
  isReproduced,
  type Outcome,
  outcomes,
} from "./compare-claims.js";
export { compareRecords, RecordOutcome } from "./compare-records.js";
export {
  isEnvelope,
  isSignedBy,
  keyId,
  newKeyPair,
  payloadText,
  privateKeyOf,
  publicKeyOf,
  readEnvelope,
  signed,
} from "./envelope.js";
export { contradictions, readStatement, Statement, statementJsonSchema, statementOf } from "./statement.js";
export { describeChange } from "./surroundings.js";
export {
  planVerification,
  type Verification,
  type VerificationPlan,
  type VerifyOptions,
  verifyNotebook,
} from "./verify.js";
export { describeFinding, describeOutcome, describeRecord, describeSearch, verdictLine } from "./wording.js";
