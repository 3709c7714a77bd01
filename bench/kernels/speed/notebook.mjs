import { execFileSync } from "node:child_process";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { python, root } from "../peers.mjs";

export const cellCount = 50;

const nbclient = `
import sys, nbformat, nbclient
source, target, cwd = sys.argv[1:]
notebook = nbformat.read(source, as_version=4)
nbclient.NotebookClient(notebook, resources={"metadata": {"path": cwd}}).execute()
nbformat.write(notebook, target)
`;

/** The programs that execute a notebook file: command line for a source, a target and a working folder. */
export const executors = {
  "claimbook run": (source, target, cwd) => {
    const program = path.join(root, "dist", "cli", "main.js");
    return [process.execPath, program, "run", source, "--out", target, "--cwd", cwd];
  },
  nbclient: (source, target, cwd) => [python(), "-c", nbclient, source, target, cwd],
  papermill: (source, target, cwd) => [
    python(),
    "-m",
    "papermill",
    "--no-progress-bar",
    "--log-level",
    "ERROR",
    "--cwd",
    cwd,
    source,
    target,
  ],
};

const name = (kernel) => `bench-${kernel.id}`;

/** Kernelspecs of the kernels for all executors. @returns the folder for JUPYTER_PATH */
export function kernelspecs(kernels, folder) {
  for (const kernel of kernels) {
    const dir = path.join(folder, "kernels", name(kernel));
    mkdirSync(dir, { recursive: true });
    const spec = {
      argv: kernel.argv("{connection_file}"),
      display_name: name(kernel),
      language: kernel.language,
      interrupt_mode: kernel.interruptMode,
      env: kernel.env,
    };
    writeFileSync(path.join(dir, "kernel.json"), JSON.stringify(spec));
  }
  return folder;
}

/** A notebook of 50 trivial cells with values. @returns its file */
export function writeNotebook(kernel, folder) {
  const code = (i) =>
    kernel.language === "python" ? `x${i} = ${i} + 1\nx${i}` : `const x${i} = ${i} + 1;\nx${i}`;
  const cells = Array.from({ length: cellCount }, (_, i) => ({
    cell_type: "code",
    execution_count: null,
    id: `cell-${i}`,
    metadata: {},
    outputs: [],
    source: code(i),
  }));
  const kernelspec = { name: name(kernel), display_name: name(kernel), language: kernel.language };
  const language_info = { name: kernel.language };
  const file = path.join(folder, `${kernel.id}.ipynb`);
  writeFileSync(
    file,
    JSON.stringify({ cells, metadata: { kernelspec, language_info }, nbformat: 4, nbformat_minor: 5 }),
  );
  return file;
}

/**
 * Executes a notebook from command to saved file.
 *
 * @returns milliseconds, and how many cells were saved without their value
 * @throws Error with the program's own last words when it fails
 */
export function executeNotebook(executor, kernel, { folder, cwd, jupyterPath }) {
  const source = writeNotebook(kernel, folder);
  const target = path.join(folder, `${kernel.id}.executed.ipynb`);
  const [program, ...args] = executors[executor](source, target, cwd);
  const started = performance.now();
  try {
    execFileSync(program, args, {
      cwd,
      env: { ...process.env, JUPYTER_PATH: jupyterPath },
      stdio: ["ignore", "ignore", "pipe"],
      timeout: 120_000,
    });
  } catch (error) {
    throw new Error(
      `${executor} with ${kernel.id}: ${String(error.stderr ?? error.message)
        .trim()
        .split("\n")
        .at(-1)}`,
    );
  }
  const time = performance.now() - started;
  const { cells } = JSON.parse(readFileSync(target, "utf8"));
  const lost = cells.filter(({ outputs }, i) => {
    const texts = outputs.map(({ data, text }) => [data?.["text/plain"] ?? text].flat().join("").trim());
    return !texts.includes(String(i + 1));
  });
  return { time, lost: lost.length };
}
