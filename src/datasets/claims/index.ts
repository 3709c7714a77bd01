export { CLAIM_LABELS, type ClaimLabel, type ClaimPair } from "./claim-pair.js";
export { readCovidfact } from "./covidfact.js";
export { citint, covidfact, healthver, scifact, scifactVerdicts } from "./data-sets.js";
export { readHealthver } from "./healthver.js";
export { type DocumentVerdict, readScifactFormat, readVerdicts } from "./scifact-format.js";
export { foldsByGroup, heldOutFifth } from "./splits.js";
