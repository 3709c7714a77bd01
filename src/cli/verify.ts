import { readFile } from "node:fs/promises";
import path from "node:path";
import { type Command, InvalidArgumentError } from "commander";
import { now } from "../clock.js";
import { ClaimbookError } from "../errors.js";
import { writeNotebook, writeWhole } from "../notebook/write.js";
import {
  type Certificate,
  certificatePage,
  defaultTolerance,
  describeChange,
  describeOutcome,
  type Outcome,
  verifyNotebook,
} from "../verification/index.js";
import { Exit } from "./exit.js";
import type { Io } from "./io.js";
import { RunProgress } from "./run-progress.js";

interface VerifyFlags {
  tolerance?: number;
  out?: string;
  keep?: string;
  cellTimeout?: number;
  kernel?: string;
  json?: boolean;
}

/** Differences of one claim that are printed; the certificate has all. */
const shownDifferences = 6;

/** `claimbook verify NOTEBOOK`. */
export function register(program: Command, io: Io): void {
  program
    .command("verify")
    .description("rerun an executed notebook in a fresh kernel and compare it claim by claim")
    .argument("<notebook>", "an executed notebook (.ipynb), or the report made of it (.json)")
    .option(
      "--tolerance <x>",
      `relative tolerance of numbers, 0.05 for 5 % (default: ${defaultTolerance})`,
      number(0),
    )
    .option("--out <file>", "where the certificate goes (default: NAME.certificate.json beside the notebook)")
    .option("--keep <file>", "keep the notebook that the rerun makes")
    .option(
      "--cell-timeout <seconds>",
      "interrupt a cell that takes longer, then end the rerun",
      number(0.001),
    )
    .option("--kernel <name>", "run with this kernel instead of the recorded one")
    .option("--json", "print the certificate as JSON")
    .addHelpText(
      "after",
      "\nExit status: 0 every claim was reproduced, 1 some were not, 2 usage, 3 it could not be rerun.",
    )
    .action(async (given: string, flags: VerifyFlags) => {
      const file = await notebookOf(given, io);
      const progress = new RunProgress(io.stderr, path.basename(file), () => performance.now());
      const { certificate, notebook } = await verifyNotebook(file, {
        env: io.env,
        clock: () => now(io.env),
        signal: io.signal,
        onEvent: (event) => progress.take(event),
        ...(flags.tolerance === undefined ? {} : { tolerance: flags.tolerance }),
        ...(flags.cellTimeout === undefined ? {} : { cellTimeout: flags.cellTimeout * 1000 }),
        ...(flags.kernel === undefined ? {} : { kernel: flags.kernel }),
      }).finally(() => progress.finish());

      // Found first, written then: a full disk must not cost what took minutes to find out.
      if (!flags.json) printOutcome(certificate, io);
      if (flags.keep !== undefined) await writeNotebook(path.resolve(io.cwd, flags.keep), notebook);
      const files = await writeCertificate(certificate, certificateFile(file, flags.out, io), io);
      if (flags.json) io.stdout.write(`${JSON.stringify(certificate, null, 2)}\n`);
      else io.stdout.write(`Certificate: ${files.map((each) => path.relative(io.cwd, each)).join(", ")}\n`);
      io.exit(certificate.reproduced ? Exit.ok : Exit.failed);
    });
}

/** A report's JSON names the notebook it was made of, which lies beside it. */
async function notebookOf(given: string, io: Io): Promise<string> {
  // As a reader of errors knows it: seen from where the command runs.
  const file = path.relative(process.cwd(), path.resolve(io.cwd, given));
  if (path.extname(file) !== ".json") return file;
  const fail = (what: string, wayOut: string): never => {
    throw new ClaimbookError(what, { kind: "could-not-run", where: given, wayOut });
  };
  let report: { schema?: unknown; notebook?: { name?: unknown } };
  try {
    report = JSON.parse(await readFile(file, "utf8")) as typeof report;
  } catch (error) {
    return fail(`cannot be read: ${(error as Error).message}`, "Give the executed notebook itself.");
  }
  const name = report.notebook?.name;
  if (report.schema !== "claimbook/report/1" || typeof name !== "string")
    return fail("JSON, but not a report of claimbook", "Give the executed notebook itself.");
  return path.join(path.dirname(file), path.basename(name, ".ipynb").concat(".ipynb"));
}

function certificateFile(notebook: string, out: string | undefined, io: Io): string {
  if (out !== undefined) return path.resolve(io.cwd, out);
  const { dir, name } = path.parse(notebook);
  return path.join(dir, `${name}.certificate.json`);
}

/** The JSON, and beside it the page, which is also printed where a browser is found. */
async function writeCertificate(certificate: Certificate, file: string, io: Io): Promise<string[]> {
  const stem = file.replace(/\.json$/, "");
  const page = certificatePage(certificate);
  await writeWhole(file, `${JSON.stringify(certificate, null, 2)}\n`);
  await writeWhole(`${stem}.html`, page);
  const files = [file, `${stem}.html`];
  try {
    const { withBrowser } = await import("../report/pdf/browser.js");
    const { printPdf } = await import("../report/pdf/print.js");
    const { pdf } = await withBrowser({ env: io.env, signal: io.signal }, (browser) =>
      printPdf(browser, page, new Date(certificate.date)),
    );
    await writeWhole(`${stem}.pdf`, pdf);
    files.push(`${stem}.pdf`);
  } catch (error) {
    // The finding stands without its print.
    if (!(error instanceof ClaimbookError)) throw error;
    io.stderr.write(`claimbook: the certificate was not printed: ${error.describe()}\n`);
  }
  return files;
}

function printOutcome({ claims, counts, circumstances, reproduced }: Certificate, io: Io): void {
  for (const claim of claims) {
    if (claim.outcome !== "reproduced")
      io.stdout.write(`${describeOutcome(claim, shownDifferences).join("\n")}\n`);
  }
  for (const each of circumstances) {
    if (!each.same) io.stdout.write(`note: ${describeChange(each)}\n`);
  }
  const tally = (Object.entries(counts) as [Outcome, number][])
    .filter(([, count]) => count > 0)
    .map(([outcome, count]) => `${count} ${outcome}`);
  io.stdout.write(
    `${reproduced ? "Reproduced" : "Not reproduced"}: ${claims.length} claims, ${tally.join(", ")}\n`,
  );
}

/** Reads an option's number of at least `least`. */
function number(least: number): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (text.trim() !== "" && Number.isFinite(value) && value >= least) return value;
    throw new InvalidArgumentError(`It must be a number of at least ${least}.`);
  };
}
