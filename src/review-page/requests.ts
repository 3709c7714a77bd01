import type { IncomingMessage } from "node:http";
import { type Static, Type } from "@sinclair/typebox";
import { ClaimbookError } from "../errors.js";
import { reviewerVerdicts } from "./notes.js";

/** Largest body of a request: a note of 20,000 characters, each of six bytes as JSON writes them, and some more. */
const largestBody = 200_000;

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

/** The JSON that came with a request. @throws ClaimbookError (`usage`) when it is none, or too large */
export async function bodyOf(request: IncomingMessage): Promise<unknown> {
  const pieces: Buffer[] = [];
  let size = 0;
  for await (const piece of request as AsyncIterable<Buffer>) {
    size += piece.length;
    if (size > largestBody) throw new ClaimbookError("the request is too large", { kind: "usage" });
    pieces.push(piece);
  }
  try {
    return JSON.parse(Buffer.concat(pieces).toString("utf8"));
  } catch (cause) {
    throw new ClaimbookError("the request is not JSON", { kind: "usage", cause });
  }
}
