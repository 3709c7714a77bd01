import { PassThrough } from "node:stream";
import { text } from "node:stream/consumers";
import { Command, CommanderError } from "commander";
import { Exit, exitOf } from "../../src/cli/exit.js";
import type { Io } from "../../src/cli/io.js";
import { ClaimbookError } from "../../src/errors.js";

/** Runs one command in this process as `src/cli/main.ts` does, without the other commands. */
export async function inProcess(
  register: (program: Command, io: Io) => void,
  args: string[],
  options: { cwd: string; env?: NodeJS.ProcessEnv },
): Promise<{ code: number; stdout: string; stderr: string }> {
  const stdout = new PassThrough();
  const stderr = new PassThrough();
  const written = Promise.all([text(stdout), text(stderr)]);
  let code: number = Exit.ok;
  const io: Io = {
    stdout,
    stderr,
    cwd: options.cwd,
    env: options.env ?? process.env,
    exit: (given) => {
      code = given;
    },
    signal: new AbortController().signal,
  };
  const program = new Command("claimbook").exitOverride();
  program.configureOutput({ writeOut: (s) => stdout.write(s), writeErr: (s) => stderr.write(s) });
  register(program, io);
  try {
    await program.parseAsync(args, { from: "user" });
  } catch (error) {
    if (error instanceof CommanderError) code = error.exitCode === 0 ? Exit.ok : Exit.usage;
    else if (error instanceof ClaimbookError) {
      code = exitOf[error.kind];
      stderr.write(error.describe());
    } else throw error;
  }
  stdout.end();
  stderr.end();
  const [out, err] = await written;
  return { code, stdout: out, stderr: err };
}
