import type { Command } from "commander";
import { diagnose, type Finding } from "../diagnosis/index.js";
import { Exit } from "./exit.js";
import type { Io } from "./io.js";

/** Marks differ in shape, so that they read without colour. */
const marks: Record<Finding["status"], string> = { ok: "✓ ok  ", warn: "! warn", fail: "✗ fail" };

/** `claimbook doctor`. */
export function register(program: Command, io: Io): void {
  program
    .command("doctor")
    .description("check what claimbook needs of this machine")
    .option("--json", "print the findings as JSON")
    .addHelpText("after", "\nExit status: 0 nothing fails, 3 something does.")
    .action(async (flags: { json?: boolean }) => {
      const findings: Finding[] = [];
      for await (const finding of diagnose({ cwd: io.cwd, env: io.env, signal: io.signal })) {
        findings.push(finding);
        if (!flags.json) io.stdout.write(line(finding));
      }
      if (flags.json) io.stdout.write(`${JSON.stringify(findings, null, 2)}\n`);
      io.exit(findings.some(({ status }) => status === "fail") ? Exit.couldNotRun : Exit.ok);
    });
}

function line({ name, status, detail, wayOut }: Finding): string {
  const head = `${marks[status]}  ${name.padEnd(11)}  ${detail}\n`;
  return wayOut === undefined ? head : `${head}${" ".repeat(21)}${wayOut}\n`;
}
