import { readFile } from "node:fs/promises";
import path from "node:path";
import { type Command, InvalidArgumentError } from "commander";
import { now } from "../clock.js";
import { ClaimbookError } from "../errors.js";
import { writeNotebook } from "../notebook/write.js";
import { describeSandbox } from "../sandbox/index.js";
import {
  type Certificate,
  defaultTolerance,
  describeChange,
  describeFinding,
  describeOutcome,
  describeRecord,
  describeSearch,
  isReproduced,
  planVerification,
  privateKeyOf,
  type VerificationPlan,
  type VerifyOptions,
  verdictLine,
  verifyNotebook,
} from "../verification/index.js";
import { writeCertificate } from "./certificate-files.js";
import { Exit } from "./exit.js";
import type { Io } from "./io.js";
import { atLeast } from "./number-option.js";
import { plainLine } from "./plain-line.js";
import { RunProgress } from "./run-progress.js";
import { describeNamed, type SandboxFlags, sandboxOf, withSandboxOptions } from "./sandbox-flags.js";

interface VerifyFlags extends SandboxFlags {
  tolerance?: number;
  seeds?: number;
  claim?: string[];
  live?: boolean;
  dryRun?: boolean;
  sign?: string;
  out?: string;
  keep?: string;
  cellTimeout?: number;
  kernel?: string;
  json?: boolean;
}

/** Differences of one claim that are printed; the certificate has all. */
const shownDifferences = 6;
/** Findings of a kind that are printed. */
const shownFindings = 20;

/** `claimbook verify NOTEBOOK`. */
export function register(program: Command, io: Io): void {
  withSandboxOptions(program.command("verify"))
    .description("rerun an executed notebook in a fresh kernel and compare it claim by claim")
    .argument("<notebook>", "an executed notebook (.ipynb), or the report made of it (.json)")
    .option(
      "--tolerance <x>",
      `relative tolerance of numbers, 0.05 for 5 % (default: ${defaultTolerance})`,
      atLeast(0),
    )
    .option(
      "--seeds <n>",
      "rerun with N other seeds too: verdicts that depend on the seed are fragile",
      wholeNumber,
    )
    .option("--claim <id>", "judge only this claim, running only the cells it needs; may be repeated", listed)
    .option("--live", "ask the databases of recorded searches again and tell what changed")
    .option("--dry-run", "say what would run and check the digests; run nothing")
    .option("--sign <key>", "sign the certificate with this private Ed25519 key (PEM)")
    .option("--out <file>", "where the certificate goes (default: NAME.certificate.json beside the notebook)")
    .option("--keep <file>", "keep the notebook that the rerun makes")
    .option(
      "--cell-timeout <seconds>",
      "interrupt a cell that takes longer, then end the rerun",
      atLeast(0.001),
    )
    .option("--kernel <name>", "run with this kernel instead of the recorded one")
    .option("--json", "print the certificate (with --dry-run: the plan) as JSON")
    .addHelpText("after", help)
    .action(async (given: string, flags: VerifyFlags) => {
      const file = await notebookOf(given, io);
      const how = howOf(flags);
      if (flags.dryRun) return dryRun(await planVerification(file, how), flags, io);
      const sandbox = await sandboxOf(flags, io);
      // A key that is none is told before, not after, the rerun.
      const key = flags.sign === undefined ? undefined : await keyOf(flags.sign, io);
      const progress = new RunProgress(io.stderr, path.basename(file), () => performance.now());
      // So are a reviewer's notes that cannot be read.
      const { readNotes, withNotes } = await import("../review-page/certificate-notes.js");
      await readNotes(file);
      const { certificate: found, notebook } = await verifyNotebook(file, {
        env: io.env,
        clock: () => now(io.env),
        signal: io.signal,
        onEvent: (event) => progress.take(event),
        onStage: (what) => io.stderr.isTTY && io.stderr.write(`\r\u001b[Know: ${what}\n`),
        ...(sandbox === undefined ? {} : { sandbox }),
        ...(sandbox === undefined && flags.json ? {} : { onPlan: (plan) => announce(plan, io) }),
        ...how,
      }).finally(() => progress.finish());

      const certificate = await withNotes(found, file);
      // Found first, written then: a full disk must not cost what took minutes to find out.
      if (!flags.json) printOutcome(certificate, io);
      if (flags.keep !== undefined) await writeNotebook(path.resolve(io.cwd, flags.keep), notebook);
      const files = await writeCertificate(certificate, certificateFile(file, flags.out, io), key, io);
      if (flags.json) io.stdout.write(`${JSON.stringify(certificate, null, 2)}\n`);
      else io.stdout.write(`Certificate: ${files.map((each) => path.relative(io.cwd, each)).join(", ")}\n`);
      const nothingRan = certificate.claims.every(({ outcome }) => outcome === "could not run");
      io.exit(certificate.passed ? Exit.ok : nothingRan ? Exit.couldNotRun : Exit.failed);
    });
}

const help = `
Digests that were written at execution are compared first, then everything is run anew with an empty cache: see
docs/verification.md for what each can show.

Exit status: 0 every claim was reproduced and nothing was altered; 1 some claim or record was not reproduced, something
was altered after execution, or (--seeds) a verdict is fragile; 2 usage; 3 it could not be rerun.`;

type How = Pick<VerifyOptions, "tolerance" | "seeds" | "claims" | "live" | "cellTimeout" | "kernel">;

function howOf({ tolerance, seeds, claim, live, cellTimeout, kernel }: VerifyFlags): How {
  return {
    ...(tolerance === undefined ? {} : { tolerance }),
    ...(seeds === undefined ? {} : { seeds }),
    ...(claim === undefined ? {} : { claims: claim }),
    ...(live === undefined ? {} : { live }),
    ...(cellTimeout === undefined ? {} : { cellTimeout: cellTimeout * 1000 }),
    ...(kernel === undefined ? {} : { kernel }),
  };
}

async function keyOf(given: string, io: Io) {
  const text = await readFile(path.resolve(io.cwd, given), "utf8").catch((error: Error) => {
    throw new ClaimbookError(`cannot be read: ${error.message}`, {
      kind: "usage",
      where: given,
      wayOut: "Make a pair of keys: claimbook certificate key KEY.pem",
    });
  });
  return privateKeyOf(text, given);
}

function dryRun(plan: VerificationPlan, { json, claim, live, sandbox }: VerifyFlags, io: Io): void {
  const { integrity, cells, named, codeCells, runs, kernel, parameters, claims } = plan;
  if (json) {
    const { record: _, ...rest } = plan;
    const ids = claims.map(({ claim: { id } }) => id);
    io.stdout.write(`${JSON.stringify({ ...rest, claims: ids }, null, 2)}\n`);
  } else {
    const how = sandbox === undefined ? "as you and with your network" : "in a sandbox";
    const times = runs === 1 ? "" : `, ${runs} times with different seeds`;
    const lines = [
      `Would run ${cells.length} of ${codeCells} code cells in a fresh kernel "${kernel}"${times}, with an empty cache, ${how}:`,
      ...cells.map(({ number: at, id, line }) => `  ${at} (${plainLine(id, 30)})  ${plainLine(line, 80)}`),
      ...describeNamed(named),
      `Parameters: ${plainLine(JSON.stringify(parameters), 500)}`,
      `Claims judged again: ${claims.map(({ claim: { id } }) => id).join(", ")}`,
      ...(live ? ["Databases of recorded searches would be asked again."] : []),
      ...(claim === undefined ? [] : ["Cells that these claims do not need would not be run."]),
      ...integrityLines(integrity),
    ];
    io.stdout.write(`${lines.join("\n")}\n`);
  }
  io.exit(integrity.intact ? Exit.ok : Exit.failed);
}

/** Before a stranger's code runs: what it is. */
function announce({ cells, named, codeCells, kernel }: VerificationPlan, io: Io): void {
  const lines = [
    `Runs ${cells.length} of ${codeCells} code cells in a fresh kernel "${plainLine(kernel, 60)}" (--dry-run lists them).`,
    ...describeNamed(named),
  ];
  io.stderr.write(`${lines.join("\n")}\n`);
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

function printOutcome(certificate: Certificate, io: Io): void {
  const { claims, circumstances, integrity, records, literature = [], seeds, failure, sandbox } = certificate;
  const lines: string[] = [];
  if (failure !== undefined) lines.push(`the rerun failed at ${failure.place}: ${failure.what}`);
  for (const claim of claims)
    if (!isReproduced(claim.outcome)) lines.push(...describeOutcome(claim, shownDifferences));
  lines.push(...integrityLines(integrity));
  const off = records.filter(({ outcome }) => !isReproduced(outcome));
  lines.push(...off.slice(0, shownFindings).map(describeRecord));
  lines.push(...literature.flatMap(describeSearch));
  for (const { id, fragile, standings } of seeds?.claims ?? []) {
    const bySeed = standings.map((standing, i) => `${seeds!.seeds[i]}: ${standing}`).join(", ");
    lines.push(
      `${id}: ${fragile ? "FRAGILE, its verdict depends on the seed" : "the same with every seed"} (${bySeed})`,
    );
  }
  for (const each of circumstances) if (!each.same) lines.push(`note: ${describeChange(each)}`);
  lines.push(`Run ${describeSandbox(sandbox)}.`, verdictLine(certificate));
  io.stdout.write(`${lines.map((line) => plainLine(line, 400)).join("\n")}\n`);
}

function integrityLines({ coverage, intact, findings }: Certificate["integrity"]): string[] {
  const what = {
    run: "cells, their order, sources and outputs",
    outputs: "outputs with a fingerprint and the sources that made them",
    none: "",
  }[coverage];
  if (coverage === "none") return ["digests: not recorded when it was executed"];
  if (findings.length === 0) return [`digests: nothing was altered since it was executed (${what})`];
  return [
    `digests: ${intact ? "no result" : "SOMETHING"} was altered since it was executed (${what})`,
    ...findings.slice(0, shownFindings).map((each) => `  ${describeFinding(each)}`),
    ...(findings.length > shownFindings ? [`  and ${findings.length - shownFindings} more`] : []),
  ];
}

function listed(id: string, before: string[] = []): string[] {
  return [...before, id];
}

function wholeNumber(text: string): number {
  if (/^[1-9]\d{0,2}$/.test(text)) return Number(text);
  throw new InvalidArgumentError("It must be a whole number from 1 to 999.");
}
