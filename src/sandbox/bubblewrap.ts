import { execFile } from "node:child_process";
import { existsSync, realpathSync } from "node:fs";
import { homedir } from "node:os";
import path from "node:path";
import { promisify } from "node:util";
import { packageRoot } from "../paths.js";
import { harmlessEnvironment } from "./environment.js";
import { limited, type SandboxLimits } from "./limits.js";
import type { Sandbox, SandboxedProgram } from "./sandbox.js";

const run = promisify(execFile);

/** What bubblewrap needs to be told from version to version. */
export interface Bubblewrap {
  program: string;
  /** `--size` of a tmpfs, since 0.7. */
  sizes: boolean;
  /** `--disable-userns`, since 0.8. */
  noMoreNamespaces: boolean;
}

/**
 * Looks for bubblewrap and tries it out: a system may have the program and forbid the namespaces.
 *
 * @returns why it cannot be used, else what it can do
 */
export async function findBubblewrap(env: NodeJS.ProcessEnv): Promise<Bubblewrap | string> {
  if (process.platform !== "linux") return "bubblewrap needs Linux";
  let help: string;
  try {
    help = (await run("bwrap", ["--help"], { env, timeout: 30_000 })).stdout;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT")
      return "bubblewrap is not installed (Debian, Ubuntu: apt install bubblewrap)";
    return `bubblewrap does not start: ${firstLine(error)}`;
  }
  const found = {
    program: "bwrap",
    sizes: help.includes("--size"),
    noMoreNamespaces: help.includes("--disable-userns"),
  };
  try {
    const flags = [...isolation(found), "--ro-bind", "/", "/", "--dev", "/dev", "--proc", "/proc"];
    await run("bwrap", [...flags, "--", "/bin/sh", "-c", "exit 0"], { env, timeout: 30_000 });
  } catch (error) {
    return `bubblewrap is there, but this system lets it make no namespaces: ${firstLine(error)}`;
  }
  return found;
}

/**
 * A sandbox of Linux namespaces: no network, all files read-only but those named, home folder and temporary folders
 * out of sight, no process of others to be seen or signalled, no privilege to be gained.
 */
export function bubblewrapSandbox(bubblewrap: Bubblewrap, limits: SandboxLimits): Sandbox {
  return {
    kind: "bwrap",
    limits,
    ownNetwork: true,
    promises: [
      "no network, not even this machine's own",
      "files are read-only; the home folder (but for the project, its data and claimbook) and temporary files are out of sight",
      "no secrets from the environment; other processes can be neither seen nor signalled",
    ],
    command: (program) => ({
      argv: [bubblewrap.program, ...arguments_(bubblewrap, program, limits)],
      env: { ...harmlessEnvironment(program.env), TMPDIR: "/tmp" },
    }),
  };
}

function isolation({ noMoreNamespaces }: Bubblewrap): string[] {
  return [
    "--unshare-all",
    ...(noMoreNamespaces ? ["--unshare-user", "--disable-userns"] : []),
    "--die-with-parent",
    "--new-session",
    "--cap-drop",
    "ALL",
  ];
}

function arguments_(bubblewrap: Bubblewrap, program: SandboxedProgram, limits: SandboxLimits): string[] {
  const { argv, cwd, env, readable, writable } = program;
  // Memory that is filled as files counts as much as any other.
  const tmpfs = (at: string) => [
    ...(bubblewrap.sizes ? ["--size", String(Math.ceil(limits.memory / 4))] : []),
    "--tmpfs",
    at,
  ];
  const home = real(env.HOME || homedir());
  const hidden = ["/tmp", "/var/tmp", "/run", home].filter((at) => at !== "/" && existsSync(at));
  const needed = [
    cwd,
    packageRoot,
    path.join(packageRoot, "node_modules"),
    // PREFIX/bin/node: its libraries lie beside it where it comes from a version manager.
    path.dirname(path.dirname(process.execPath)),
    ...readable,
  ];
  return [
    ...isolation(bubblewrap),
    ...["--ro-bind", "/", "/", "--proc", "/proc", "--dev", "/dev"],
    ...tmpfs("/dev/shm"),
    ...["--remount-ro", "/dev"],
    ...hidden.flatMap(tmpfs),
    ...[...new Set(needed.flatMap((at) => [at, real(at)]))]
      .filter((at) => at !== "/" && existsSync(at) && hidden.some((place) => isWithin(at, place)))
      // A folder before what lies in it: the later hides the earlier.
      .sort((a, b) => a.length - b.length)
      .flatMap((at) => ["--ro-bind", at, at]),
    ...writable.flatMap((at) => ["--bind", at, at]),
    ...["--chdir", cwd, "--"],
    ...limited(argv, limits),
  ];
}

function isWithin(at: string, folder: string): boolean {
  return at === folder || at.startsWith(`${folder}/`);
}

function real(at: string): string {
  try {
    return realpathSync(at);
  } catch {
    return at;
  }
}

function firstLine(error: unknown): string {
  const { stderr, message } = error as { stderr?: string; message: string };
  return (stderr?.trim() || message).split("\n")[0]!;
}
