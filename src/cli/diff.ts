import path from "node:path";
import type { Command } from "commander";
import { now } from "../clock.js";
import { ClaimbookError } from "../errors.js";
import { writeWhole } from "../notebook/write.js";
import { Exit } from "./exit.js";
import type { Io } from "./io.js";
import { atLeast } from "./number-option.js";

interface Flags {
  tolerance?: number;
  html?: string;
  all?: boolean;
  json?: boolean;
  schema?: boolean;
}

/** `claimbook diff A B`: two executed notebooks, or reports of them, claim by claim. */
export function register(program: Command, io: Io): void {
  program
    .command("diff")
    .description("compare two executed notebooks or reports claim by claim; nothing is run")
    .argument("[left]", "an executed notebook (.ipynb) or its report (.json)")
    .argument("[right]", "the other one")
    .option("--tolerance <x>", "relative tolerance of numbers, 0.05 for 5 % (default: 0.000001)", atLeast(0))
    .option("--html <file>", "also write the comparison as one HTML file")
    .option("--all", "show also what is the same, and what moved within the tolerance")
    .option("--json", "print the comparison as JSON")
    .option("--schema", "print the JSON Schema of that JSON and end")
    .addHelpText(
      "after",
      "\nExit status: 0 no difference that matters, 1 some, 2 usage, 3 a file could not be read or written.\nWorks that a search found anew or no more matter; surroundings (versions, parameters, hashes) are listed only.",
    )
    .action((left: string | undefined, right: string | undefined, flags: Flags) =>
      diff(left, right, flags, io),
    );
}

async function diff(
  left: string | undefined,
  right: string | undefined,
  flags: Flags,
  io: Io,
): Promise<void> {
  const { compareReports, comparisonJsonSchema, comparisonPage, comparisonText, readReport } = await import(
    "../comparison/index.js"
  );
  if (flags.schema) {
    io.stdout.write(`${JSON.stringify(comparisonJsonSchema(), null, 2)}\n`);
    return;
  }
  if (left === undefined || right === undefined) {
    throw new ClaimbookError("which two?", {
      kind: "usage",
      where: "claimbook diff",
      wayOut: "Give two executed notebooks or reports: claimbook diff before.ipynb after.ipynb",
    });
  }
  const read = async (file: string) => ({
    file,
    report: await readReport(path.resolve(io.cwd, file), file, now(io.env)),
  });
  const comparison = compareReports(await read(left), await read(right), flags.tolerance);
  if (flags.html !== undefined)
    await writeWhole(path.resolve(io.cwd, flags.html), comparisonPage(comparison));
  if (flags.json) io.stdout.write(`${JSON.stringify(comparison, null, 2)}\n`);
  else {
    const colour = (io.stdout as { isTTY?: boolean }).isTTY === true && (io.env.NO_COLOR ?? "") === "";
    io.stdout.write(comparisonText(comparison, { colour, all: flags.all === true }));
  }
  io.exit(comparison.same ? Exit.ok : Exit.failed);
}
