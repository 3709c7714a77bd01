import { type Command, Option } from "commander";
import { ClaimbookError } from "../errors.js";
import {
  chooseSandbox,
  defaultLimits,
  describeLimits,
  type NamedThings,
  type Sandbox,
  type SandboxWish,
  sandboxNames,
  sandboxWishes,
} from "../sandbox/index.js";
import type { Io } from "./io.js";
import { atLeast } from "./number-option.js";
import { plainLine } from "./plain-line.js";

export interface SandboxFlags {
  sandbox?: SandboxWish | true;
  maxMemory?: number;
  maxCpu?: number;
  maxProcesses?: number;
}

/** `--sandbox` and the limits that go with it, for a command that runs notebooks. */
export function withSandboxOptions(command: Command): Command {
  const { memory, cpu, processes } = defaultLimits;
  return command
    .addOption(
      new Option(
        "--sandbox [how]",
        "run without network, with files read-only and under limits: by bubblewrap (bwrap) or Node's permission model (node, weaker)",
      )
        .choices(sandboxWishes)
        .preset("auto"),
    )
    .option("--max-memory <megabytes>", `with --sandbox (default: ${memory / 1e6})`, atLeast(200))
    .option("--max-cpu <seconds>", `with --sandbox: processor time of a run (default: ${cpu})`, atLeast(1))
    .option("--max-processes <n>", `with --sandbox (default: ${processes})`, atLeast(5));
}

/**
 * The sandbox that was asked for, told on standard error; undefined when none was.
 *
 * @throws ClaimbookError (`usage`) for limits without a sandbox; as `chooseSandbox`
 */
export async function sandboxOf(flags: SandboxFlags, io: Io): Promise<Sandbox | undefined> {
  const { sandbox: wish, maxMemory, maxCpu, maxProcesses } = flags;
  const limits = {
    ...(maxMemory === undefined ? {} : { memory: maxMemory * 1e6 }),
    ...(maxCpu === undefined ? {} : { cpu: maxCpu }),
    ...(maxProcesses === undefined ? {} : { processes: maxProcesses }),
  };
  if (wish === undefined) {
    if (Object.keys(limits).length === 0) return undefined;
    throw new ClaimbookError("--max-memory, --max-cpu and --max-processes are limits of a sandbox", {
      kind: "usage",
      wayOut: "Add --sandbox.",
    });
  }
  const { sandbox, instead } = await chooseSandbox(wish === true ? "auto" : wish, io.env, limits);
  const lines = [
    ...(instead === undefined ? [] : [`No ${instead.of}: ${instead.because}.`]),
    `Sandbox: ${sandboxNames[sandbox.kind]}; at most ${describeLimits(sandbox.limits)}.`,
    ...sandbox.promises.map((promise) => `  - ${promise}`),
  ];
  io.stderr.write(`${lines.join("\n")}\n`);
  return sandbox;
}

/** Names of each kind that are shown. */
const shownNames = 12;

/** What code names that reaches beyond it, one line for each kind. */
export function describeNamed(named: NamedThings): string[] {
  const line = (what: string, names: readonly string[]) => {
    const shown = names.slice(0, shownNames).map((name) => plainLine(name, 60));
    const more = names.length > shownNames ? ` and ${names.length - shownNames} more` : "";
    return `${what}: ${names.length === 0 ? "none" : shown.join(", ")}${more}`;
  };
  return [
    line("Packages imported", named.packages),
    line("Files named", named.files),
    line("Hosts named", named.hosts),
    "Names that the code makes up as it runs cannot be listed.",
  ];
}
