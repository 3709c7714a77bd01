export { Certificate, certificateJsonSchema } from "./certificate.js";
export { certificatePage } from "./certificate-page.js";
export { ClaimOutcome, compareClaims, Difference, defaultTolerance, type Outcome } from "./compare-claims.js";
export { describeChange } from "./surroundings.js";
export { type Verification, type VerifyOptions, verifyNotebook } from "./verify.js";
export { describeOutcome } from "./wording.js";
