export { citationCff } from "./citation-cff.js";
export { type Archive, type ArchiveOptions, archiveSubject, collectArchive } from "./collect.js";
export { type Deposit, type DepositOptions, deposit, repositoryUrl } from "./deposit.js";
export { isLicenceId, type Person, parsePerson, projectOf } from "./person.js";
export { readDeposit } from "./read-deposit.js";
export { roCrateMetadata } from "./ro-crate.js";
export type { ArchiveFile, ArchiveSubject } from "./subject.js";
export { writeArchive } from "./write.js";
export { type DepositMetadata, zenodoMetadata } from "./zenodo.js";
