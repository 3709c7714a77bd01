import { type Static, Type } from "@sinclair/typebox";

const closed = { additionalProperties: false };

/** A bibliographic record in CSL-JSON; only what claimbook reads is named, the rest is carried along. */
export const CslItem = Type.Object(
  {
    id: Type.String(),
    type: Type.String(),
    title: Type.String(),
    author: Type.Optional(
      Type.Array(
        Type.Object({
          family: Type.Optional(Type.String()),
          given: Type.Optional(Type.String()),
          literal: Type.Optional(Type.String()),
        }),
      ),
    ),
    issued: Type.Optional(Type.Object({ "date-parts": Type.Array(Type.Array(Type.Integer())) })),
    URL: Type.Optional(Type.String()),
    DOI: Type.Optional(Type.String()),
    abstract: Type.Optional(Type.String()),
    "container-title": Type.Optional(Type.String()),
    publisher: Type.Optional(Type.String()),
  },
  { additionalProperties: true },
);

const count = Type.Integer({ minimum: 0 });

/** One source's row: what was asked, when, and what came of it (PRISMA-S items 1, 8, 9, 13 and 15). */
export const SearchedSource = Type.Object(
  {
    name: Type.String(),
    /** The query as it was sent. */
    query: Type.String(),
    limits: Type.Optional(Type.String()),
    /** ISO date on which it was searched. */
    date: Type.String(),
    /** Records that it gave. */
    hits: Type.Integer(),
    error: Type.Optional(Type.String()),
    /** The source's name in claimbook, e.g. `europe-pmc`. */
    id: Type.Optional(Type.String()),
    /** ISO date and time (UTC) of the first request. */
    at: Type.Optional(Type.String()),
    /** Parts of the query that the source cannot express. */
    lost: Type.Optional(Type.Array(Type.String())),
    /** How many records the source says it has; it may be wrong. */
    total: Type.Optional(count),
    pages: Type.Optional(count),
    /** Records that it gave more than once; not among the hits. */
    repeated: Type.Optional(count),
    /** Entries that it gave although the query rules them out; not among the hits. */
    filtered: Type.Optional(count),
    /** Pauses before another attempt, by their reason. */
    retries: Type.Optional(Type.Array(Type.Object({ reason: Type.String(), times: count }, closed))),
    /** Entries that could not be read, each in words. */
    problems: Type.Optional(Type.Array(Type.String())),
    /** Why no more was asked: all was there, the limit was reached, it failed, or the search was stopped. */
    ended: Type.Optional(
      Type.Union((["end", "limit", "error", "stopped"] as const).map((name) => Type.Literal(name))),
    ),
  },
  closed,
);

/** Records that are one work: which they are, why they were joined, and where each field came from. */
export const MergedRecords = Type.Object(
  {
    work: Type.String(),
    records: Type.Array(
      Type.Object(
        { source: Type.String(), id: Type.String(), version: Type.Optional(Type.String()) },
        closed,
      ),
    ),
    /** In words, e.g. `same DOI 10.1000/x`. */
    joined: Type.Array(Type.String()),
    /** CSL field -> `source id` of the record that it was taken from. */
    fields: Type.Record(Type.String(), Type.String()),
  },
  closed,
);

export const exclusionKinds = [
  "off topic",
  "retracted",
  "outside the years",
  "ruled out by the query",
  "beyond the limit",
] as const;
export type ExclusionKind = (typeof exclusionKinds)[number];

/**
 * `application/vnd.claimbook.search+json`: what was searched and what came of it (PRISMA 2020 boxes, PRISMA-S rows).
 * `identified - duplicates = screened = excluded + included`.
 */
export const SearchLog = Type.Object(
  {
    schema: Type.Literal("claimbook/search/1"),
    question: Type.String(),
    /** The boolean query from which the sources' own queries were made. */
    query: Type.Optional(Type.String()),
    /** The question's concepts: any of the terms stands for the concept. */
    concepts: Type.Optional(
      Type.Array(Type.Object({ terms: Type.Array(Type.String()), why: Type.String() }, closed)),
    ),
    sources: Type.Array(SearchedSource),
    /** Records found, over all sources. */
    identified: Type.Integer(),
    /** Records that repeat a work, other versions of it included. */
    duplicates: Type.Integer(),
    /** How many of the duplicates are another version of the work (a preprint of what was published, v1 of v2). */
    versions: Type.Optional(count),
    screened: Type.Integer(),
    /** How works were ranked and from where on they were included. */
    screening: Type.Optional(Type.String()),
    excluded: Type.Array(
      Type.Object(
        {
          work: Type.String(),
          title: Type.String(),
          reason: Type.String(),
          kind: Type.Optional(Type.Union(exclusionKinds.map((kind) => Type.Literal(kind)))),
        },
        closed,
      ),
    ),
    included: Type.Array(CslItem),
    /** Why each work was included, and what to beware of. */
    reasons: Type.Optional(
      Type.Array(
        Type.Object(
          { work: Type.String(), reason: Type.String(), warning: Type.Optional(Type.String()) },
          closed,
        ),
      ),
    ),
    /** Works that more than one record speaks of. */
    merged: Type.Optional(Type.Array(MergedRecords)),
    /** The search was stopped before it was done; what had been found until then is here. */
    stopped: Type.Optional(Type.Literal(true)),
  },
  closed,
);
export type CslItem = Static<typeof CslItem>;
export type SearchedSource = Static<typeof SearchedSource>;
export type MergedRecords = Static<typeof MergedRecords>;
export type SearchLog = Static<typeof SearchLog>;
