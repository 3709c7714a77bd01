export { type ChosenSandbox, chooseSandbox, type SandboxWish, sandboxWishes } from "./choose.js";
export { defaultLimits, describeLimits, type SandboxLimits } from "./limits.js";
export { type NamedThings, namedThings } from "./named-things.js";
export { describeSandbox, SandboxRecord, sandboxNames, sandboxRecord } from "./record.js";
export type { Sandbox, SandboxKind } from "./sandbox.js";
