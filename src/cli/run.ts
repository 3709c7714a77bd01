import { realpath, stat } from "node:fs/promises";
import path from "node:path";
import { type Command, InvalidArgumentError } from "commander";
import { ClaimbookError } from "../errors.js";
import { execute, failureError } from "../execution/execute.js";
import type { Interrupted } from "../execution/index.js";
import { readNotebook, removeLeftovers, writeNotebook } from "../notebook/index.js";
import { Exit } from "./exit.js";
import type { Io } from "./io.js";
import { RunProgress } from "./run-progress.js";
import { type SandboxFlags, sandboxOf, withSandboxOptions } from "./sandbox-flags.js";

interface RunFlags extends SandboxFlags {
  param: Record<string, string>;
  out?: string;
  inPlace?: true;
  kernel?: string;
  cellTimeout?: number;
  timeout?: number;
  outputLimit?: number;
  allowErrors?: true;
  cwd?: string;
  resume?: true;
  reuse: boolean;
  json?: true;
}

export function register(program: Command, io: Io): void {
  withSandboxOptions(program.command("run"))
    .description("execute a notebook in a fresh kernel, saving it after every cell")
    .argument("<notebook>", "an .ipynb file")
    .option("-p, --param <name=value>", "set a parameter (repeatable)", parameter, {})
    .option(
      "-o, --out <file>",
      "where to save the executed notebook (default: NAME.executed.ipynb beside it)",
    )
    .option("--in-place", "save over the notebook itself")
    .option("--kernel <name>", "kernelspec to use instead of the notebook's own")
    .option("--cell-timeout <seconds>", "interrupt a cell that takes longer, then end the run", positive)
    .option("--timeout <seconds>", "interrupt a run that takes longer", positive)
    .option("--output-limit <megabytes>", "output that one cell may keep (default: 10)", positive)
    .option("--allow-errors", "go on after a cell that failed")
    .option("--cwd <folder>", "where the kernel works (default: the project that the notebook lies in)")
    .option("--resume", "go on with an interrupted run: finished steps are reused, the rest is run")
    .option("--no-reuse", "compute every step anew")
    .option("--json", "print the result as JSON on standard output")
    .addHelpText("after", "\nExit codes: 0 done, 1 a cell failed, 2 usage, 3 could not run.")
    .action((notebook: string, flags: RunFlags) => run(notebook, flags, io));
}

async function run(file: string, flags: RunFlags, io: Io): Promise<void> {
  if (flags.inPlace && flags.out !== undefined) {
    throw new ClaimbookError("--in-place and --out exclude each other", {
      kind: "usage",
      wayOut: "Give one of them.",
    });
  }
  const source = path.resolve(io.cwd, file);
  const notebook = await readNotebook(source).catch((error) => rename(error, source, file));
  const out = flags.inPlace ? source : path.resolve(io.cwd, flags.out ?? executedName(source));
  if (!flags.inPlace && (await sameFile(out, source))) {
    throw new ClaimbookError("--out names the notebook itself", {
      kind: "usage",
      where: file,
      wayOut: "Say --in-place to save over it, or choose another file.",
    });
  }
  const shown = path.relative(io.cwd, out) || out;
  const resume = flags.resume ? await interrupted(out, shown) : undefined;
  const sandbox = await sandboxOf(flags, io);
  const progress = new RunProgress(io.stderr, path.basename(file), () => performance.now());
  const milliseconds = (value: number | undefined) => (value === undefined ? undefined : value * 1000);
  const limits = {
    cellTimeout: milliseconds(flags.cellTimeout),
    timeout: milliseconds(flags.timeout),
    outputLimit: flags.outputLimit === undefined ? undefined : flags.outputLimit * 1e6,
  };
  let result: Awaited<ReturnType<typeof execute>>;
  try {
    result = await execute(notebook, {
      name: file,
      folder: path.dirname(source),
      env: io.env,
      parameters: flags.param,
      ...(flags.kernel === undefined ? {} : { kernel: flags.kernel }),
      ...Object.fromEntries(Object.entries(limits).filter(([, value]) => value !== undefined)),
      ...(flags.cwd === undefined ? {} : { cwd: await folder(path.resolve(io.cwd, flags.cwd)) }),
      ...(sandbox === undefined ? {} : { sandbox }),
      ...(flags.allowErrors ? { allowErrors: true } : {}),
      ...(resume === undefined ? {} : { resume }),
      reuse: flags.reuse,
      save: (state) => writeNotebook(out, state),
      onEvent: (event) => progress.take(event),
      signal: io.signal,
    });
  } finally {
    progress.finish();
  }
  const { status, failure, resumable } = result;
  if (flags.json) {
    io.stdout.write(
      `${JSON.stringify({
        status,
        notebook: out,
        ...(failure === undefined
          ? {}
          : { failure: { place: failure.place, ename: failure.ename, evalue: failure.evalue } }),
      })}\n`,
    );
  } else {
    io.stderr.write(`${status === "ok" ? "Executed" : "What was done is"} in ${shown}\n`);
  }
  if (failure === undefined) return io.exit(Exit.ok);
  io.stderr.write(`claimbook: ${failureError(file, failure).describe()}\n`);
  if (resumable)
    io.stderr.write("  The same command with --resume goes on; finished steps are not computed again.\n");
  io.exit(status === "interrupted" ? Exit.couldNotRun : Exit.failed);
}

/** @throws ClaimbookError (`could-not-run`) when `out` is not the notebook of a run that can go on */
async function interrupted(out: string, shown: string): Promise<Interrupted> {
  if (!(await exists(out))) {
    throw new ClaimbookError("there is nothing to resume: it does not exist", {
      kind: "could-not-run",
      where: shown,
      wayOut: "Run without --resume, or name with --out where the interrupted run was saved.",
    });
  }
  const { interruptedRun } = await import("../execution/interrupted-run.js");
  const found = interruptedRun(await readNotebook(out).catch((error) => rename(error, out, shown)), shown);
  await removeLeftovers(out);
  return found;
}

function exists(file: string): Promise<boolean> {
  return stat(file).then(
    () => true,
    () => false,
  );
}

/** Names a file as it was given, which is how the reader knows it. */
function rename(error: unknown, file: string, given: string): never {
  if (!(error instanceof ClaimbookError) || error.where?.startsWith(file) !== true) throw error;
  throw new ClaimbookError(error.message, {
    kind: error.kind,
    where: given + error.where.slice(file.length),
    ...(error.wayOut === undefined ? {} : { wayOut: error.wayOut }),
    cause: error,
  });
}

async function sameFile(a: string, b: string): Promise<boolean> {
  const [real, other] = await Promise.all([a, b].map((file) => realpath(file).catch(() => file)));
  return real === other;
}

async function folder(name: string): Promise<string> {
  const found = await stat(name).catch(() => undefined);
  if (found?.isDirectory()) return name;
  throw new ClaimbookError(`--cwd ${name} is not a folder`, {
    kind: "usage",
    wayOut: "Give one that exists.",
  });
}

function executedName(file: string): string {
  return path.join(path.dirname(file), `${path.basename(file, ".ipynb")}.executed.ipynb`);
}

function parameter(text: string, before: Record<string, string>): Record<string, string> {
  const at = text.indexOf("=");
  if (at < 1) throw new InvalidArgumentError("It looks like name=value.");
  return { ...before, [text.slice(0, at)]: text.slice(at + 1) };
}

function positive(text: string): number {
  const value = Number(text);
  if (!(value > 0 && Number.isFinite(value))) throw new InvalidArgumentError("It must be a number above 0.");
  return value;
}
