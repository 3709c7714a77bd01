#!/usr/bin/env node
import { Command, CommanderError } from "commander";
import { ClaimbookError } from "../errors.js";
import { ownManifest } from "../manifest.js";
import { Exit, exitOf } from "./exit.js";
import type { Io } from "./io.js";

/** Each command is one file that exports `register(program, io)`. */
const commands = [
  "run",
  "report",
  "verify",
  "certificate",
  "diff",
  "review",
  "eval",
  "kernel",
  "data",
  "models",
  "search",
  "claims",
  "ground",
  "audit",
  "archive",
  "doctor",
] as const;

async function main(argv: string[], io: Io): Promise<void> {
  const { version } = ownManifest();
  const program = new Command("claimbook")
    .description("TypeScript notebooks whose claims can be rerun.")
    .version(version)
    .showHelpAfterError("(claimbook --help lists the commands, claimbook COMMAND --help their options)")
    .exitOverride();
  program.configureOutput({ writeOut: (s) => io.stdout.write(s), writeErr: (s) => io.stderr.write(s) });
  // Loading what the others need (browsers, report templates) takes longer than starting a kernel.
  const wanted = commands.filter((name) => name === argv[0]);
  for (const name of wanted.length === 0 ? commands : wanted) {
    const module = (await import(`./${name}.js`)) as { register(program: Command, io: Io): void };
    module.register(program, io);
  }
  try {
    await program.parseAsync(argv, { from: "user" });
  } catch (error) {
    if (error instanceof CommanderError) return io.exit(error.exitCode === 0 ? Exit.ok : Exit.usage);
    if (error instanceof ClaimbookError) {
      io.stderr.write(`claimbook: ${error.describe()}\n`);
      return io.exit(exitOf[error.kind]);
    }
    io.stderr.write(
      `claimbook: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`,
    );
    return io.exit(Exit.couldNotRun);
  }
}

const abort = new AbortController();
for (const name of ["SIGINT", "SIGTERM"] as const) {
  // The first signal lets the command save what it has; the second one ends the process.
  process.once(name, () => {
    abort.abort(new ClaimbookError(`interrupted by ${name}`, { kind: "could-not-run" }));
    process.once(name, () => process.exit(Exit.couldNotRun));
  });
}
// A reader that has enough (`| head`) ends the command as it ends others: at once, without a word.
process.stdout.on("error", (error: NodeJS.ErrnoException) => {
  if (error.code !== "EPIPE") throw error;
  process.exit(Exit.ok);
});
await main(process.argv.slice(2), {
  stdout: process.stdout,
  stderr: process.stderr,
  cwd: process.cwd(),
  env: process.env,
  exit: (code) => {
    process.exitCode = code;
  },
  signal: abort.signal,
});
