// A notebook of 50 trivial cells, from command to saved file: `npm run build && node bench/fifty-cells.mjs [repetitions]`.
//
// `claimbook run` with claimbook's kernel (TypeScript, type-checked, saved after every cell) against nbclient with
// ipykernel (Python, saved once), turn about in one run. "command" is wall time with both starts; "cells" the time
// from sending the first cell to the reply to the last, as each program records it in the notebook.
// Python's side lives in .venv/fifty-cells, set up on first use; it needs python3 and pip.
import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";

const cellCount = 50;
const repetitions = Number(process.argv[2] ?? 7);
const root = path.resolve(import.meta.dirname, "..");
const venv = path.join(root, ".venv", "fifty-cells");
const python = path.join(
  venv,
  ...(process.platform === "win32" ? ["Scripts", "python.exe"] : ["bin", "python"]),
);
const packages = ["nbclient==0.11.0", "ipykernel==7.4.0", "nbformat==5.11.1"];

const client = `
import sys, nbformat, nbclient
source, target = sys.argv[1:]
notebook = nbformat.read(source, as_version=4)
nbclient.NotebookClient(notebook, kernel_name="python3").execute()
nbformat.write(notebook, target)
`;

const work = mkdtempSync(path.join(os.tmpdir(), "claimbook-fifty-"));
try {
  setUpPython();
  const sides = {
    "claimbook run, claimbook's kernel": claimbook,
    "nbclient, ipykernel": nbclient,
  };
  const times = Object.fromEntries(Object.keys(sides).map((name) => [name, []]));
  // The first turn of each fills the caches of the disk and is not counted.
  for (let turn = 0; turn <= repetitions; turn++) {
    for (const [name, run] of Object.entries(sides)) {
      const time = run();
      if (turn > 0) times[name].push(time);
    }
  }
  print(times);
} finally {
  rmSync(work, { recursive: true, force: true });
}

function setUpPython() {
  const stamp = path.join(venv, "packages.txt");
  if (existsSync(stamp) && readFileSync(stamp, "utf8") === packages.join("\n")) return;
  mkdirSync(path.dirname(venv), { recursive: true });
  console.log("setting up .venv/fifty-cells ...");
  execFileSync("python3", ["-m", "venv", venv], { stdio: "inherit" });
  execFileSync(python, ["-m", "pip", "install", "--quiet", ...packages], { stdio: "inherit" });
  writeFileSync(stamp, packages.join("\n"));
}

function claimbook() {
  const source = notebook("claimbook", "typescript", (i) => `const x${i} = ${i} + 1;\nx${i}`);
  return measure(
    process.execPath,
    [path.join(root, "dist", "cli", "main.js"), "run", source, "--in-place"],
    source,
  );
}

function nbclient() {
  const source = notebook("python3", "python", (i) => `x${i} = ${i} + 1\nx${i}`);
  return measure(python, ["-c", client, source, source], source);
}

/** Milliseconds of a command and of the cells in the notebook it saves; every cell must have its value. */
function measure(program, args, saved) {
  const started = performance.now();
  execFileSync(program, args, { cwd: work, stdio: ["ignore", "ignore", "pipe"] });
  const command = performance.now() - started;
  const { cells } = JSON.parse(readFileSync(saved, "utf8"));
  cells.forEach((cell, i) => {
    const text = [cell.outputs[0]?.data?.["text/plain"]].flat().join("");
    if (text !== String(i + 1)) throw new Error(`cell ${i + 1} of ${saved} has the value ${text}`);
  });
  const time = (cell, event) => Date.parse(cell.metadata.execution[event]);
  return {
    command,
    cells: time(cells.at(-1), "shell.execute_reply") - time(cells[0], "iopub.execute_input"),
  };
}

/** @returns the file of a fresh notebook */
function notebook(kernel, language, code) {
  const file = path.join(work, `${kernel}.ipynb`);
  const cells = Array.from({ length: cellCount }, (_, i) => ({
    cell_type: "code",
    execution_count: null,
    id: `cell-${i}`,
    metadata: {},
    outputs: [],
    source: code(i),
  }));
  const kernelspec = { name: kernel, display_name: kernel, language };
  writeFileSync(file, JSON.stringify({ cells, metadata: { kernelspec }, nbformat: 4, nbformat_minor: 5 }));
  return file;
}

function print(times) {
  const median = (values) => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)];
  console.log(
    `${cellCount} cells, ${repetitions} repetitions in turn, milliseconds: median (least to most); ` +
      `Node ${process.versions.node}, ${os.cpus().length} cores`,
  );
  const medians = { command: [], cells: [] };
  for (const [name, runs] of Object.entries(times)) {
    for (const what of ["command", "cells"]) {
      const values = runs.map((run) => run[what]);
      medians[what].push(median(values));
      const [least, most] = [Math.min(...values), Math.max(...values)].map(Math.round);
      console.log(`${name.padEnd(34)} ${what.padEnd(8)} ${Math.round(median(values))} (${least} to ${most})`);
    }
  }
  for (const [what, [own, other]] of Object.entries(medians))
    console.log(`ratio claimbook / nbclient, ${what}: ${(own / other).toFixed(2)}`);
}
