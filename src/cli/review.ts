import path from "node:path";
import { type Command, InvalidArgumentError } from "commander";
import { now } from "../clock.js";
import type { Io } from "./io.js";
import { atLeast } from "./number-option.js";
import { type SandboxFlags, sandboxOf, withSandboxOptions } from "./sandbox-flags.js";

interface Flags extends SandboxFlags {
  open: boolean;
  port?: number;
  reviewer?: string;
  tolerance?: number;
  cellTimeout?: number;
  kernel?: string;
  json?: boolean;
}

/** `claimbook review NOTEBOOK`: the claims of an executed notebook beside their evidence, in a local web page. */
export function register(program: Command, io: Io): void {
  withSandboxOptions(program.command("review"))
    .description("review an executed notebook in a web page that only this machine can reach, until Ctrl-C")
    .argument("<notebook>", "an executed notebook (.ipynb)")
    .option("--no-open", "print the address only; do not open it in a browser")
    .option("--port <number>", "port on 127.0.0.1 (default: any that is free)", port)
    .option("--reviewer <name>", "whose notes these are; written into NAME.review.json")
    .option(
      "--tolerance <x>",
      "relative tolerance of numbers in reruns, 0.05 for 5 % (default: 0.000001)",
      atLeast(0),
    )
    .option("--cell-timeout <seconds>", "interrupt a cell of a rerun that takes longer", atLeast(0.001))
    .option("--kernel <name>", "rerun with this kernel instead of the recorded one")
    .option("--json", "print the address and the notes' file as JSON")
    .addHelpText(
      "after",
      "\nNotes are saved as they are written, in NAME.review.json beside the notebook.\nExit status: 0 ended by Ctrl-C, 2 usage, 3 the notebook or its notes could not be read.",
    )
    .action((notebook: string, flags: Flags) => review(notebook, flags, io));
}

async function review(notebook: string, flags: Flags, io: Io): Promise<void> {
  const { defaultTolerance } = await import("../verification/index.js");
  const { openPage, putIntoCertificate, ReviewServer } = await import("../review-page/index.js");
  const file = path.resolve(io.cwd, notebook);
  const sandbox = await sandboxOf(flags, io);
  const server = await ReviewServer.start(file, {
    name: notebook,
    env: io.env,
    now: () => now(io.env),
    tolerance: flags.tolerance ?? defaultTolerance,
    onNote: (notes, { sha256 }) => putIntoCertificate(file, sha256, notes),
    ...(flags.port === undefined ? {} : { port: flags.port }),
    ...(flags.reviewer === undefined ? {} : { reviewer: flags.reviewer }),
    ...(flags.cellTimeout === undefined ? {} : { cellTimeout: flags.cellTimeout * 1000 }),
    ...(flags.kernel === undefined ? {} : { kernel: flags.kernel }),
    ...(sandbox === undefined ? {} : { sandbox }),
  });
  let forget = async () => {};
  try {
    const { url, notesFile } = server;
    if (flags.json) io.stdout.write(`${JSON.stringify({ url, notes: notesFile })}\n`);
    else {
      io.stdout.write(`${url}\n`);
      io.stderr.write(
        `claimbook: notes go to ${path.relative(io.cwd, notesFile)} as they are written; Ctrl-C ends\n`,
      );
    }
    if (flags.open && !io.signal.aborted) forget = await openPage(url, io.env);
    await new Promise<void>((resolve) => {
      if (io.signal.aborted) resolve();
      io.signal.addEventListener("abort", () => resolve(), { once: true });
    });
  } finally {
    await server.close();
    await forget();
  }
}

function port(text: string): number {
  const value = Number(text);
  if (/^\d+$/.test(text) && value <= 65_535) return value;
  throw new InvalidArgumentError("It must be a whole number from 0 to 65535.");
}
