import { type Static, Type } from "@sinclair/typebox";
import { reviewerVerdicts } from "./notes.js";

const closed = { additionalProperties: false };

/** What the page sends; `NoteRequest` and `RerunRequest` of messages.ts, checked. */
export const NoteBody = Type.Object(
  {
    verdict: Type.Unsafe<(typeof reviewerVerdicts)[number] | "">({
      type: "string",
      enum: [...reviewerVerdicts, ""],
    }),
    note: Type.String({ maxLength: 20_000 }),
    revision: Type.Integer({ minimum: 0 }),
    sha256: Type.String({ pattern: "^[0-9a-f]{64}$" }),
  },
  closed,
);
export const RerunBody = Type.Object({ sha256: Type.String({ pattern: "^[0-9a-f]{64}$" }) }, closed);

export type NoteBody = Static<typeof NoteBody>;
export type RerunBody = Static<typeof RerunBody>;
