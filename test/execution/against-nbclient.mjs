// `node test/execution/against-nbclient.mjs [--runs 20] [--seed 1] [--kernel claimbook]`
//
// Random notebooks through claimbook's executor and through nbclient, Jupyter's own, with the same kernel: every
// cell must have the same outputs and execution count. Ends with `N passed, N failed`; a failure names its seed
// (`--seed S --runs 1` runs that notebook alone). Python's side lives in .venv/against-nbclient, set up on first use;
// it needs python3 and pip.
//
// What differs by design is made the same on both sides before they are compared:
// - nbclient keeps every stream message as an output of its own: neighbours of one stream are joined.
// - claimbook keeps of text that overwrites itself what a terminal shows in the end: so is nbclient's.
// - nbclient loses what a cell's timers print after the cell has ended (those lines carry a mark): they are left out
//   on both sides, and on claimbook's must be in the cell that started the timer, once, if a later cell waited for it.
// - times (metadata.execution) are left out.
import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { isDeepStrictEqual, parseArgs } from "node:util";
import { execute } from "../../dist/execution/index.js";
import { TerminalText } from "../../dist/execution/terminal-text.js";
import { parseNotebook } from "../../dist/notebook/index.js";
import { lateMark, randomNotebook } from "./nbclient/random-notebook.mjs";

const { values } = parseArgs({
  options: {
    runs: { type: "string", default: "20" },
    seed: { type: "string", default: "1" },
    kernel: { type: "string", default: "claimbook" },
  },
});
const seeds = Array.from({ length: Number(values.runs) }, (_, i) => Number(values.seed) + i);

const here = import.meta.dirname;
const root = path.resolve(here, "../..");
const venv = path.join(root, ".venv", "against-nbclient");
const python = path.join(
  venv,
  ...(process.platform === "win32" ? ["Scripts", "python.exe"] : ["bin", "python"]),
);

setUpPython();
const work = mkdtempSync(path.join(os.tmpdir(), "claimbook-against-"));
let passed = 0;
let failed = 0;
try {
  const file = (seed) => path.join(work, `${String(seed).padStart(9, "0")}.ipynb`);
  const books = new Map(seeds.map((seed) => [seed, randomNotebook(seed, values.kernel)]));
  for (const [seed, { notebook }] of books) writeFileSync(file(seed), JSON.stringify(notebook));
  execFileSync(python, [path.join(here, "nbclient", "batch.py"), values.kernel, work], {
    stdio: ["ignore", "ignore", "inherit"],
    env: { ...process.env, JUPYTER_PATH: path.join(venv, "share", "jupyter"), VIRTUAL_ENV: venv },
  });
  for (const [seed, { notebook, awaited }] of books) {
    const ours = await execute(parseNotebook(JSON.stringify(notebook), `seed ${seed}`), {
      name: `${seed}.ipynb`,
      folder: work,
      cwd: work,
      env: process.env,
      cellTimeout: 120_000,
      allowErrors: notebook.metadata.allow_errors,
    });
    const theirs = parseNotebook(readFileSync(file(seed), "utf8"), `seed ${seed}, nbclient`);
    const problems = [...differences(ours.notebook, theirs), ...lateProblems(ours.notebook, awaited)];
    if (problems.length === 0) passed++;
    else {
      failed++;
      console.log(`seed ${seed}: ${problems.join("\n  ")}`);
    }
  }
} finally {
  rmSync(work, { recursive: true, force: true });
}
console.log(`${passed} passed, ${failed} failed`);
process.exitCode = failed === 0 ? 0 : 1;

function setUpPython() {
  const requirements = path.join(here, "nbclient", "requirements.txt");
  const wanted = readFileSync(requirements, "utf8");
  const stamp = path.join(venv, "packages.txt");
  if (!existsSync(stamp) || readFileSync(stamp, "utf8") !== wanted) {
    mkdirSync(path.dirname(venv), { recursive: true });
    console.log("setting up .venv/against-nbclient ...");
    execFileSync("python3", ["-m", "venv", venv], { stdio: "inherit" });
    execFileSync(python, ["-m", "pip", "install", "--quiet", "--requirement", requirements], {
      stdio: "inherit",
    });
    writeFileSync(stamp, wanted);
  }
  const main = path.join(root, "dist", "cli", "main.js");
  execFileSync(process.execPath, [main, "kernel", "install", "--prefix", venv], { stdio: "ignore" });
}

function differences(ours, theirs) {
  return ours.cells.flatMap((cell, i) => {
    const other = theirs.cells[i];
    const [a, b] = [cell, other].map(({ execution_count, outputs }) => ({
      execution_count,
      outputs: comparable(outputs),
    }));
    if (isDeepStrictEqual(a, b)) return [];
    return [
      `cell ${i + 1} differs\n${indent(cell.source)}\n  claimbook ${JSON.stringify(a)}\n  nbclient  ${JSON.stringify(b)}`,
    ];
  });
}

/** Outputs without what differs by design; see above. */
function comparable(outputs) {
  const kept = [];
  for (const output of outputs) {
    const last = kept.at(-1);
    if (output.output_type !== "stream") kept.push(output);
    else if (last?.name === output.name) last.text += output.text;
    else kept.push({ output_type: "stream", name: output.name, text: output.text });
  }
  const late = new RegExp(`${lateMark}\\d+\\n`, "g");
  for (const output of kept) {
    if (output.output_type !== "stream") continue;
    const terminal = new TerminalText();
    terminal.write(output.text.replace(late, ""));
    output.text = terminal.text;
  }
  // What is left of a stream without its late lines may be nothing, and then its neighbours may meet.
  const shown = kept.filter((output) => output.text !== "");
  return shown.length === kept.length ? kept : comparable(shown);
}

function lateProblems(ours, awaited) {
  return awaited.flatMap(([from, waiter, printed]) => {
    const { execution_count, outputs } = ours.cells[waiter];
    // The cell that waits did not run, or failed before it had waited.
    if (execution_count === null || outputs.some((output) => output.output_type === "error")) return [];
    const found = ours.cells.flatMap((cell, i) =>
      cell.outputs.flatMap((output) => ((output.text ?? "").split(`${printed}\n`).length - 1 ? [i] : [])),
    );
    if (isDeepStrictEqual(found, [from])) return [];
    return [
      `"${printed}" was printed by a timer of cell ${from + 1} and is in cells [${found.map((i) => i + 1)}]`,
    ];
  });
}

function indent(text) {
  return text.replace(/^/gm, "    | ");
}
