import { createHash } from "node:crypto";
import { readRunRecord } from "../execution/run-record.js";
import { isCode, type Notebook } from "../notebook/model.js";
import type { Report } from "./model.js";

type Json = Record<string, unknown>;

/**
 * What a reader needs to run the notebook again, from the record that `claimbook run` leaves in it. A notebook
 * that another program executed has no such record: then only its kernel's name is known.
 */
export function provenanceOf(notebook: Notebook): Omit<Report["provenance"], "datasets"> {
  const run = readRunRecord(notebook);
  const name = notebook.metadata.kernelspec?.display_name;
  if (run === undefined) {
    return { environment: name === undefined ? {} : { kernel: name }, parameters: {}, hashes: {} };
  }
  const { status, claimbook, node, platform, arch, kernel, parameters } = run;
  return {
    status,
    environment: {
      kernel: name === undefined || name === kernel ? kernel : `${kernel} (${name})`,
      claimbook,
      node,
      platform: `${platform} ${arch}`,
    },
    parameters,
    hashes: {
      "the notebook's code": run.sourceSha256,
      "claimbook's code": run.claimbookSha256,
      ...(run.lockfileSha256 === undefined ? {} : { "the lockfile": run.lockfileSha256 }),
    },
  };
}

/** Name, hash and counts of the notebook's cells. */
export function notebookFacts(notebook: Notebook, name: string): Report["notebook"] {
  const hash = createHash("sha256");
  for (const cell of notebook.cells) hash.update(`${cell.cell_type}\0${cell.source}\0`);
  const code = notebook.cells.filter(isCode).filter((cell) => cell.source.trim() !== "");
  return {
    name,
    sha256: hash.digest("hex"),
    cells: notebook.cells.length,
    codeCells: code.length,
    executed: code.filter((cell) => cell.execution_count !== null).length,
    failed: code.filter((cell) => cell.outputs.some((output) => output.output_type === "error")).length,
  };
}

/** The last moment at which a cell was executed (Jupyter's `execution` metadata), if any was recorded. */
export function lastExecution(notebook: Notebook): Date | undefined {
  let last: Date | undefined;
  for (const cell of notebook.cells) {
    for (const value of Object.values(objectAt(cell.metadata, "execution"))) {
      if (typeof value !== "string" || !/^\d{4}-\d{2}-\d{2}T/.test(value)) continue;
      const time = new Date(value);
      if (!Number.isNaN(time.getTime()) && (last === undefined || time > last)) last = time;
    }
  }
  return last;
}

function objectAt(value: unknown, key: string): Json {
  const inner = typeof value === "object" && value !== null ? (value as Json)[key] : undefined;
  return typeof inner === "object" && inner !== null && !Array.isArray(inner) ? (inner as Json) : {};
}
