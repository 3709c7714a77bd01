export { consistencyNotes } from "./consistency.js";
export type { DimensionScore, Finding, Reviewer, ReviewRecord } from "./model.js";
export { type NotebookReviewOptions, review } from "./review.js";
export { type Gate, type ReviewOptions, reviewNow, reviewSubject } from "./review-subject.js";
export type { ReviewSource, ReviewSubject, SubjectClaim } from "./subject.js";
export { type ReviewMaterial, subjectOf } from "./subject-of.js";
