import { type Static, Type } from "@sinclair/typebox";

/** A text with its language as a BCP 47 tag, and a name of that language (or its script) for people. */
const Text = Type.Object(
  { text: Type.String(), lang: Type.String(), label: Type.String() },
  { additionalProperties: false },
);

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
    /** One item to look at: what is asked, and what would be a right answer in each of several languages. */
    example: Type.Optional(
      Type.Object(
        {
          query: Text,
          /** What the texts are about, e.g. an emoji. */
          subject: Type.Optional(Type.String()),
          answers: Type.Array(Text),
        },
        { additionalProperties: false },
      ),
    ),
  },
  { additionalProperties: false },
);
export type DatasetRecord = Static<typeof DatasetRecord>;
