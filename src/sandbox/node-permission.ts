import { realpathSync, statSync } from "node:fs";
import { harmlessEnvironment } from "./environment.js";
import { limited, type SandboxLimits } from "./limits.js";
import type { Sandbox } from "./sandbox.js";

/** Tells the kernel's process of cells to run under Node's permission model; its value lists the writable places. */
export const permissionVariable = "CLAIMBOOK_SANDBOX_WRITABLE";

/**
 * A sandbox by Node's permission model, for systems without bubblewrap. Only the process that runs cells is confined;
 * the kernel's own, which runs nothing of the notebook's, is not. Node's documentation: the model "does not protect
 * against malicious code"; so do the promises say.
 */
export function nodeSandbox(limits: SandboxLimits): Sandbox {
  const windows = process.platform === "win32";
  return {
    kind: "node",
    limits,
    ownNetwork: false,
    promises: [
      "cells start no programs, load no native code and write only to temporary files of their own",
      "Node's network functions are closed to cells",
      "THEY CAN READ YOUR FILES, and Node holds back mistakes and known tricks, not every attack: for code of people you do not trust, use bubblewrap",
    ],
    command: ({ argv, env, writable }) => ({
      argv: windows ? [...argv] : limited(argv, limits),
      env: { ...harmlessEnvironment(env), [permissionVariable]: JSON.stringify(writable) },
    }),
  };
}

/**
 * Flags for the process that runs cells; none outside a sandbox.
 *
 * @param version of Node, e.g. `20.19.0`: up to 23.4 the model was experimental (Node's documentation, "Permissions")
 */
export function permissionFlags(env: NodeJS.ProcessEnv, version = process.versions.node): string[] {
  const given = env[permissionVariable];
  if (given === undefined) return [];
  const [major = 0, minor = 0] = version.split(".").map(Number);
  const stable = major > 23 || (major === 23 && minor >= 5) || (major === 22 && minor >= 13);
  const writable = (JSON.parse(given) as string[])
    .flatMap((at) => [at, realpathSync(at)])
    .map((at) => (statSync(at).isDirectory() ? `${at}/*` : at));
  return [
    stable ? "--permission" : "--experimental-permission",
    "--disable-warning=ExperimentalWarning",
    "--disable-warning=SecurityWarning",
    "--allow-fs-read=*",
    // The thread that listens for interrupts; other threads are claimbook's own (src/sandbox/close-doors.ts).
    "--allow-worker",
    `--import=${new URL("./doors-closed.js", import.meta.url).href}`,
    ...[...new Set(writable)].flatMap((at) => [`--allow-fs-write=${at}`]),
  ];
}
