// Running other programs, with a plain message when one is missing or fails.
import { spawnSync } from "node:child_process";
import { closeSync, openSync, readFileSync } from "node:fs";

/** Something the machine lacks or cannot reach, and what its user can do about it. */
export class Missing extends Error {
  exitStatus = 3;

  constructor(message, wayOut) {
    super(message);
    this.wayOut = wayOut;
  }
}

/** What was fetched and built does not work. */
export class Broken extends Missing {
  exitStatus = 1;
}

/** Runs a program to its end, its words on our standard error, or in the file `log`. */
export function run(
  command,
  args,
  { wayOut = "See the message above.", log, Failure = Missing, ...options } = {},
) {
  const sink = log === undefined ? 2 : openSync(log, "w");
  const { status, signal, error } = spawnSync(command, args, { stdio: ["ignore", sink, sink], ...options });
  if (log !== undefined) closeSync(sink);
  if (error) throw new Missing(`${command} could not be started (${error.message})`, wayOut);
  if (status === 0) return;
  if (log !== undefined)
    process.stderr.write(`${readFileSync(log, "utf8").split("\n").slice(-20).join("\n")}\n`);
  throw new Failure(`${command} ended with ${signal ?? `exit status ${status}`}`, wayOut);
}

/** A program's standard output. */
export function output(command, args, { wayOut = "See the message above.", ...options } = {}) {
  const { status, signal, error, stdout } = spawnSync(command, args, {
    stdio: ["ignore", "pipe", "inherit"],
    encoding: "utf8",
    ...options,
  });
  if (error) throw new Missing(`${command} could not be started (${error.message})`, wayOut);
  if (status !== 0) throw new Broken(`${command} ended with ${signal ?? `exit status ${status}`}`, wayOut);
  return stdout;
}

/** A program's standard output, or undefined when it is missing or fails. */
export function answer(command, args) {
  const { status, stdout } = spawnSync(command, args, {
    stdio: ["ignore", "pipe", "ignore"],
    encoding: "utf8",
  });
  return status === 0 ? stdout.trim() : undefined;
}
