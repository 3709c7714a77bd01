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

/** `application/vnd.claimbook.search+json`: what was searched and what came of it (PRISMA 2020 boxes, PRISMA-S rows). */
export const SearchLog = Type.Object(
  {
    schema: Type.Literal("claimbook/search/1"),
    question: Type.String(),
    sources: Type.Array(
      Type.Object(
        {
          name: Type.String(),
          query: Type.String(),
          limits: Type.Optional(Type.String()),
          /** ISO date on which it was searched. */
          date: Type.String(),
          hits: Type.Integer(),
          error: Type.Optional(Type.String()),
        },
        closed,
      ),
    ),
    /** Records found, over all sources. */
    identified: Type.Integer(),
    duplicates: Type.Integer(),
    screened: Type.Integer(),
    excluded: Type.Array(
      Type.Object({ work: Type.String(), title: Type.String(), reason: Type.String() }, closed),
    ),
    included: Type.Array(CslItem),
  },
  closed,
);
export type CslItem = Static<typeof CslItem>;
export type SearchLog = Static<typeof SearchLog>;
