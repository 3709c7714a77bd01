import { type Static, Type } from "@sinclair/typebox";

const closed = { additionalProperties: false };
const Sha256 = Type.String({ pattern: "^[0-9a-f]{64}$" });

/** What one cell was when the run ended. */
export const SealedCell = Type.Object(
  {
    id: Type.String(),
    type: Type.Unsafe<"code" | "markdown" | "raw">({ type: "string", enum: ["code", "markdown", "raw"] }),
    /** Of the source. */
    source: Sha256,
    /** Those of its tags that mean something to a run. */
    tags: Type.Optional(Type.Array(Type.String())),
    count: Type.Optional(Type.Union([Type.Integer(), Type.Null()])),
    /** In their order: what each is called, and its sha256. */
    outputs: Type.Optional(Type.Array(Type.Object({ is: Type.String(), sha256: Sha256 }, closed))),
    /** sha256 over the previous cell's chain value (the run record's sha256 before the first) and the above. */
    chain: Sha256,
  },
  closed,
);

/**
 * `metadata.claimbook.seal`, written when a run by claimbook ends: `claimbook/seal/1`. Hashes are over canonical JSON
 * (RFC 8785) and, for sources, over their text. A seal has no signature: it shows an edit by somebody who did not
 * compute it anew, and nothing more.
 */
export const Seal = Type.Object(
  {
    schema: Type.Literal("claimbook/seal/1"),
    /** sha256 of the run record (`metadata.claimbook.run`). */
    run: Sha256,
    cells: Type.Array(SealedCell),
    /** The last cell's chain value: it stands for the run as a whole. */
    head: Sha256,
  },
  closed,
);

export type SealedCell = Static<typeof SealedCell>;
export type Seal = Static<typeof Seal>;
