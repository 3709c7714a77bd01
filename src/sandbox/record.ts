import { type Static, Type } from "@sinclair/typebox";
import { describeLimits } from "./limits.js";
import type { Sandbox, SandboxKind } from "./sandbox.js";
import { usageIsKnown } from "./usage.js";

const closed = { additionalProperties: false };
const AtLeast = (minimum: number) => Type.Number({ minimum });

/** Whether code was run in a sandbox, by which means, and under which limits: as it is written down. */
export const SandboxRecord = Type.Union([
  Type.Object(
    {
      /** With the rights of whoever ran it. */
      kind: Type.Literal("none"),
    },
    closed,
  ),
  Type.Object(
    {
      kind: Type.Union([Type.Literal("bwrap"), Type.Literal("node")]),
      /** See `SandboxLimits`; absent where the system does not tell what processes use, so that nobody watched. */
      limits: Type.Optional(
        Type.Object(
          {
            /** Bytes. */
            memory: AtLeast(0),
            /** Seconds of processor time. */
            cpu: AtLeast(0),
            processes: Type.Integer({ minimum: 1 }),
          },
          closed,
        ),
      ),
    },
    closed,
  ),
]);
export type SandboxRecord = Static<typeof SandboxRecord>;

/** @param sandbox undefined for none */
export function sandboxRecord(sandbox: Sandbox | undefined): SandboxRecord {
  if (sandbox === undefined) return { kind: "none" };
  const { kind, limits } = sandbox;
  return usageIsKnown() ? { kind, limits: { ...limits } } : { kind };
}

export const sandboxNames: Readonly<Record<SandboxKind, string>> = {
  bwrap: "bubblewrap",
  node: "Node's permission model",
};

/** `in a sandbox (bubblewrap; at most 4 GB of memory, …)`; says of a record that is absent that nothing was recorded. */
export function describeSandbox(record: SandboxRecord | undefined): string {
  if (record === undefined) return "not recorded whether in a sandbox";
  if (record.kind === "none") return "without a sandbox, with the rights of whoever ran it";
  const limits =
    record.limits === undefined ? "no limits were watched" : `at most ${describeLimits(record.limits)}`;
  const weaker = record.kind === "node" ? ", which holds back mistakes and not every attack" : "";
  return `in a sandbox (${sandboxNames[record.kind]}${weaker}; ${limits})`;
}
