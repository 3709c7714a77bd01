import { dump } from "js-yaml";
import type { CslItem } from "../literature/search-log.js";
import { urlOf } from "../report/references.js";
import type { Person } from "./person.js";
import { type ArchiveSubject, summaryOf } from "./subject.js";

/** CSL type -> type of a reference in the Citation File Format 1.2.0. */
const types: Readonly<Record<string, string>> = {
  "article-journal": "article",
  "article-magazine": "magazine-article",
  "article-newspaper": "newspaper-article",
  book: "book",
  dataset: "data",
  manuscript: "manuscript",
  "paper-conference": "conference-paper",
  patent: "patent",
  report: "report",
  software: "software",
  thesis: "thesis",
  webpage: "website",
};

/**
 * `CITATION.cff` (Citation File Format 1.2.0): how to cite the archive, and what it cites. Without authors the format
 * asks for `anonymous`.
 */
export function citationCff(subject: ArchiveSubject): string {
  const { report, people, licence, keywords, works, date } = subject;
  const authors = people.length === 0 ? [{ name: "anonymous" }] : people.map(authorOf);
  const record = {
    "cff-version": "1.2.0",
    message: "If you use this notebook, its results or its report, please cite it as below.",
    type: "dataset",
    title: report.title,
    authors,
    abstract: summaryOf(subject),
    "date-released": date,
    ...(licence === undefined ? {} : { license: licence }),
    ...(keywords.length === 0 ? {} : { keywords: [...new Set(keywords)] }),
    identifiers: [
      {
        type: "other",
        value: `sha256:${report.notebook.sha256}`,
        description: "Hash over the sources of the notebook's cells, in their order",
      },
    ],
    ...(works.length === 0 ? {} : { references: works.map(referenceOf) }),
  };
  // Dates and numbers that are texts get quotes; everything else stays as a reader would write it.
  return dump(record, { lineWidth: -1, noRefs: true, quotingType: '"' });
}

function authorOf({ family, given, name, orcid, affiliation }: Person): Record<string, string> {
  if (name !== undefined) return { name };
  return {
    ...(family === undefined ? {} : { "family-names": family }),
    ...(given === undefined ? {} : { "given-names": given }),
    ...(orcid === undefined ? {} : { orcid: `https://orcid.org/${orcid}` }),
    ...(affiliation === undefined ? {} : { affiliation }),
  };
}

function referenceOf(work: CslItem): Record<string, unknown> {
  const fields = work as CslItem & Record<string, unknown>;
  const [[year, month] = []] = work.issued?.["date-parts"] ?? [];
  const url = urlOf(work);
  const text = (field: string) => (typeof fields[field] === "string" ? (fields[field] as string) : undefined);
  const container = text("container-title");
  const authors = (work.author ?? []).map(({ family, given, literal }) =>
    family === undefined
      ? { name: literal ?? given ?? "anonymous" }
      : authorOf({ family, ...(given === undefined ? {} : { given }) }),
  );
  const reference: Record<string, unknown> = {
    type: types[work.type] ?? "generic",
    title: work.title,
    authors: authors.length === 0 ? [{ name: "anonymous" }] : authors,
    year,
    month,
    [work.type === "paper-conference" ? "collection-title" : "journal"]: container,
    volume: text("volume"),
    issue: text("issue"),
    publisher: text("publisher") === undefined ? undefined : { name: text("publisher") },
    doi: work.DOI,
    url: url !== undefined && /^https?:\/\//.test(url) ? url : undefined,
  };
  return Object.fromEntries(Object.entries(reference).filter(([, value]) => value !== undefined));
}
