import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { execute } from "../../src/execution/index.js";
import type { CodeCell, Notebook } from "../../src/notebook/model.js";
import { formatNotebook } from "../../src/notebook/write.js";
import { packageRoot } from "../../src/paths.js";

export function code(id: string, source: string, tags?: string[]): CodeCell {
  return {
    cell_type: "code",
    id,
    source,
    metadata: tags === undefined ? {} : { tags },
    execution_count: null,
    outputs: [],
  };
}

/** Arithmetic only, but real claims: one that holds, one inside the noise, one that fails. */
export const tiny: Notebook = {
  cells: [
    { cell_type: "markdown", id: "title", source: "# Sums of squares", metadata: {} },
    code("parameters", "const count: number = 10;", ["parameters"]),
    code(
      "measure",
      `import { claim, Measurement } from "claimbook";
const squares = Array.from({ length: count }, (_, i) => (i + 1) ** 2);
const total = squares.reduce((a, b) => a + b, 0);
const mean = new Measurement({ name: "mean of squares", value: total / count, interval: [total / count - 2, total / count + 2], n: count, unit: "numbers" });
const half = new Measurement({ name: "half the mean", value: total / count / 2, n: count, unit: "numbers" });`,
    ),
    code(
      "claims",
      `claim({ id: "mean-above-half", text: "The mean is above its half.", measured: mean.isAbove(half) });
claim({ id: "mean-above-38", text: "The mean is above 38.", measured: mean.isAbove(38) });
claim({ id: "half-above-mean", text: "The half is above the mean.", measured: half.isAbove(mean) });`,
    ),
  ],
  metadata: {
    kernelspec: { name: "claimbook", display_name: "claimbook (TypeScript)", language: "typescript" },
  },
  nbformat: 4,
  nbformat_minor: 5,
};

/** A folder below the project, so that cells can import claimbook; `remove` takes it away. */
export async function workFolder(): Promise<{ folder: string; remove(): Promise<void> }> {
  const cache = path.join(packageRoot, ".cache");
  await mkdir(cache, { recursive: true });
  const folder = await mkdtemp(path.join(cache, "test-verify-"));
  return { folder, remove: () => rm(folder, { recursive: true, force: true }) };
}

export async function executed(notebook: Notebook, folder: string): Promise<Notebook> {
  const result = await execute(notebook, { name: "tiny.ipynb", folder, env: process.env });
  if (result.status !== "ok") throw new Error(`${result.failure?.ename}: ${result.failure?.evalue}`);
  return result.notebook;
}

/** Writes a notebook after an edit of its formatted text's data. */
export async function write(
  file: string,
  notebook: Notebook,
  edit?: (copy: Notebook) => void,
): Promise<string> {
  const copy = structuredClone(notebook);
  edit?.(copy);
  await writeFile(file, formatNotebook(copy));
  return file;
}
