import { type Static, Type } from "@sinclair/typebox";

/** `application/vnd.claimbook.dataset+json`: which data a notebook used, so that a rerun can tell if they changed. */
export const DatasetRecord = Type.Object(
  {
    schema: Type.Literal("claimbook/dataset/1"),
    name: Type.String(),
    version: Type.String(),
    /** Where it comes from, for a person. */
    origin: Type.String(),
    licence: Type.String(),
    /** sha256 over the files read, in a fixed order. */
    sha256: Type.String(),
    /** Facts worth a row in the report: pictures, locales, scripts, queries, candidates. */
    counts: Type.Record(Type.String(), Type.Number()),
    options: Type.Record(Type.String(), Type.Unknown()),
  },
  { additionalProperties: false },
);
export type DatasetRecord = Static<typeof DatasetRecord>;
