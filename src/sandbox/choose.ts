import { ClaimbookError } from "../errors.js";
import { bubblewrapSandbox, findBubblewrap } from "./bubblewrap.js";
import { defaultLimits, type SandboxLimits } from "./limits.js";
import { nodeSandbox } from "./node-permission.js";
import type { Sandbox, SandboxKind } from "./sandbox.js";

export const sandboxWishes = ["auto", "bwrap", "node"] as const;
/** Which sandbox is wanted; `auto`: bubblewrap where it works, else Node's permission model. */
export type SandboxWish = (typeof sandboxWishes)[number];

export interface ChosenSandbox {
  sandbox: Sandbox;
  /** Why it is not the better one. */
  instead?: { of: SandboxKind; because: string };
}

/**
 * @param find looks for bubblewrap; replaced in tests
 * @throws ClaimbookError (`could-not-run`) when bubblewrap is wanted and does not work here
 */
export async function chooseSandbox(
  wish: SandboxWish,
  env: NodeJS.ProcessEnv,
  limits: Partial<SandboxLimits> = {},
  find = findBubblewrap,
): Promise<ChosenSandbox> {
  const all = { ...defaultLimits, ...limits };
  if (wish === "node") return { sandbox: nodeSandbox(all) };
  const found = await find(env);
  if (typeof found !== "string") return { sandbox: bubblewrapSandbox(found, all) };
  if (wish === "bwrap") {
    throw new ClaimbookError(found, {
      kind: "could-not-run",
      where: "--sandbox=bwrap",
      wayOut: "Install it and allow user namespaces, or take the weaker --sandbox=node.",
    });
  }
  return { sandbox: nodeSandbox(all), instead: { of: "bwrap", because: found } };
}
