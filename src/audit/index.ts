export { allBorneOut } from "./answer.js";
export { type AuditOptions, auditReports } from "./audit.js";
export { Corpus, type CorpusOptions, openCorpus } from "./corpus.js";
export { type MeasuringNotebook, readMeasurements } from "./measured.js";
export { Audit, type AuditedClaim, type AuditedReport } from "./model.js";
export { type ForeignReport, readReport } from "./read-report.js";
export { auditJsonSchema } from "./schema.js";
