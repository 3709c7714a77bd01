import { type Static, Type } from "@sinclair/typebox";

const closed = { additionalProperties: false };

export const findingKinds = [
  "seal",
  "run record",
  "cell source",
  "cell taken out",
  "cell put in",
  "order",
  "execution count",
  "output altered",
  "output taken out",
  "output put in",
] as const;

/** One thing in an executed notebook that is not as it was when it ran. */
export const Finding = Type.Object(
  {
    kind: Type.Unsafe<(typeof findingKinds)[number]>({ type: "string", enum: [...findingKinds] }),
    /** e.g. `cell 5 (id "train")`. */
    where: Type.String(),
    /** e.g. `claim "less-bias" was altered: measured.checks[0].tolerance`. */
    what: Type.String(),
    /** `note`: text that no result depends on. */
    weight: Type.Unsafe<"altered" | "note">({ type: "string", enum: ["altered", "note"] }),
  },
  closed,
);

/** What the digests in an executed notebook show. */
export const Integrity = Type.Object(
  {
    /**
     * What was recorded: the whole `run` (cells, their order, sources, outputs), only the `outputs` that the kernel put
     * fingerprints on, or `none`.
     */
    coverage: Type.Unsafe<"run" | "outputs" | "none">({ type: "string", enum: ["run", "outputs", "none"] }),
    /** Whether nothing that was recorded has been altered; true where nothing was recorded. */
    intact: Type.Boolean(),
    /** The seal's last chain value. */
    head: Type.Optional(Type.String()),
    findings: Type.Array(Finding),
  },
  closed,
);

export type Finding = Static<typeof Finding>;
export type Integrity = Static<typeof Integrity>;
