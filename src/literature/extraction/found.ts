import type { Claim } from "../../claims/model.js";
import type { Document } from "../documents/document.js";
import type { Candidate } from "./candidates.js";
import type { ClaimOrigin, ExtractedClaim } from "./extracted-claim.js";
import type { Standalone } from "./standalone.js";

/** A claim of one document, before those of others are known. */
export interface Found {
  text: string;
  kind: Claim["kind"];
  origin: ClaimOrigin;
  resolved: ExtractedClaim["resolved"];
  unresolved: readonly string[];
  /** Probability of being check-worthy, 0..1. */
  worth: number;
  /** Where it stands: abstracts and conclusions say what matters. */
  prominence: number;
  proposedBy?: string;
}

/** A candidate with what surrounds it, made to stand alone. */
export interface Prepared {
  candidate: Candidate;
  standalone: Standalone;
}

/** The sentence itself, and the section it stands in. */
export function originOf(document: Document, { sentence, section }: Candidate): ClaimOrigin {
  const title = section === undefined ? undefined : [section.number, section.title].filter(Boolean).join(" ");
  return {
    work: document.work,
    sha256: document.sha256,
    ...(title === undefined || title === "" ? {} : { locator: title }),
    text: sentence.text,
    start: sentence.start,
    end: sentence.end,
  };
}

/** 0..1 by the section. */
export function prominenceOf({ place }: Candidate): number {
  return place.role === "abstract" || place.role === "conclusion" ? 1 : place.role === "results" ? 0.6 : 0.5;
}
