import type { SourceName, SourceRecord } from "../../../src/literature/sources/source.js";

/** What a test says of a record; the rest is made up. */
export interface Made {
  title: string;
  authors?: readonly string[];
  year?: number;
  doi?: string;
  arxiv?: string;
  source?: SourceName;
  sourceId?: string;
  abstract?: string;
  version?: string;
  retracted?: boolean;
  container?: string;
  rank?: number;
}

let made = 0;

/** A record as a source would give it. */
export function record(of: Made): SourceRecord {
  const {
    title,
    authors = [],
    year,
    doi,
    arxiv,
    source = "openalex",
    abstract,
    version,
    retracted,
    container,
    rank = 1,
  } = of;
  const sourceId = of.sourceId ?? `r${++made}`;
  const id =
    arxiv !== undefined ? `arXiv:${arxiv}` : doi !== undefined ? `doi:${doi}` : `${source}-${sourceId}`;
  return {
    source,
    sourceId,
    ids: { ...(doi === undefined ? {} : { doi }), ...(arxiv === undefined ? {} : { arxiv }) },
    item: {
      id,
      type: "article",
      title,
      author: authors.map((literal) => ({ literal })),
      ...(year === undefined ? {} : { issued: { "date-parts": [[year]] } }),
      ...(abstract === undefined ? {} : { abstract }),
      ...(container === undefined ? {} : { "container-title": container }),
    },
    ...(version === undefined ? {} : { version }),
    ...(retracted === undefined ? {} : { retracted }),
    rank,
  };
}
