import { escapeHtml } from "../claims/escape.js";
import { ClaimbookError } from "../errors.js";
import { urlOf } from "../report/references.js";
import { sortName } from "./person.js";
import { type ArchiveSubject, summaryOf, tallySentence } from "./subject.js";

/** Metadata of a deposit, as Zenodo's REST API takes it (developers.zenodo.org, "Representation" of a deposit). */
export interface DepositMetadata {
  upload_type: "publication";
  publication_type: "report";
  title: string;
  publication_date: string;
  /** HTML. */
  description: string;
  creators: { name: string; affiliation?: string; orcid?: string }[];
  access_right: "open";
  license: string;
  keywords?: string[];
  related_identifiers?: { identifier: string; relation: "cites"; resource_type: string }[];
  language: "eng";
  notes: string;
}

/**
 * What a deposit of the archive says of itself.
 *
 * @throws ClaimbookError (`usage`) without an author or a licence: a deposit needs both
 */
export function zenodoMetadata(subject: ArchiveSubject): { metadata: DepositMetadata } {
  const { report, people, licence, keywords, works } = subject;
  if (people.length === 0) {
    throw new ClaimbookError("a deposit needs at least one author", {
      kind: "usage",
      where: "claimbook archive",
      wayOut: 'Name one: --author "Family, Given; ORCID; Affiliation".',
    });
  }
  if (licence === undefined) {
    throw new ClaimbookError("an open deposit needs a licence", {
      kind: "usage",
      where: "claimbook archive",
      wayOut: "Name one by its SPDX identifier: --license CC-BY-4.0.",
    });
  }
  const related = works.flatMap((work) => {
    const identifier = work.DOI ?? urlOf(work);
    return identifier === undefined
      ? []
      : [
          {
            identifier,
            relation: "cites" as const,
            resource_type: work.type === "dataset" ? "dataset" : "publication",
          },
        ];
  });
  return {
    metadata: {
      upload_type: "publication",
      publication_type: "report",
      title: report.title,
      publication_date: subject.date,
      description: `<p>${escapeHtml(summaryOf(subject))}</p><p>${escapeHtml(tallySentence(report))}</p>`,
      creators: people.map((person) => ({
        name: sortName(person),
        ...(person.affiliation === undefined ? {} : { affiliation: person.affiliation }),
        ...(person.orcid === undefined ? {} : { orcid: person.orcid }),
      })),
      access_right: "open",
      // Zenodo's vocabulary has SPDX identifiers in lower case.
      license: licence.toLowerCase(),
      ...(keywords.length === 0 ? {} : { keywords: [...keywords] }),
      ...(related.length === 0 ? {} : { related_identifiers: related }),
      language: "eng",
      notes: `Executed notebook and report; sha256 of the notebook's cells: ${report.notebook.sha256}.`,
    },
  };
}
