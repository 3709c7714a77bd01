import type { Cell, Notebook, Output } from "../notebook/model.js";
import { sha256Of } from "../sha256.js";
import { jsonSha256 } from "./canonical-json.js";
import { normal, sourceSha256 } from "./fingerprint.js";
// Types only: whoever runs a notebook need not wait for the schema to load.
import type { Seal, SealedCell } from "./model.js";
import { outputName } from "./output-name.js";

/** Tags that change what a run does; all others are their users' own business. */
const meaning = ["injected-parameters", "parameters", "raises-exception"];

/** The seal of a notebook as it is now; see `Seal`. Its run record must be the final one. */
export function sealOf(notebook: Notebook): Seal {
  const run = runSha256(notebook);
  const cells: SealedCell[] = [];
  let chain = run;
  for (const cell of notebook.cells) {
    const facts = factsOf(cell);
    chain = nextLink(chain, facts);
    cells.push({ ...facts, chain });
  }
  return { schema: "claimbook/seal/1", run, cells, head: chain };
}

/** A notebook with the seal of what it is now. */
export function withSeal(notebook: Notebook): Notebook {
  const bare = withoutSeal(notebook);
  const claimbook = { ...(bare.metadata.claimbook as object | undefined), seal: sealOf(bare) };
  return { ...bare, metadata: { ...bare.metadata, claimbook } };
}

/** A notebook whose seal, if it has one, says nothing about what it is now. */
export function withoutSeal(notebook: Notebook): Notebook {
  const { claimbook } = notebook.metadata;
  if (typeof claimbook !== "object" || claimbook === null || !("seal" in claimbook)) return notebook;
  const { seal: _, ...rest } = claimbook;
  return { ...notebook, metadata: { ...notebook.metadata, claimbook: rest } };
}

/** sha256 of the run record that the notebook holds, without the name that a run which can be resumed has by chance. */
export function runSha256(notebook: Notebook): string {
  const run = (notebook.metadata.claimbook as { run?: object | null } | undefined)?.run ?? null;
  return jsonSha256(typeof run === "object" && run !== null ? { ...run, id: undefined } : run);
}

/** What a cell is now, as a seal has it, without the chain. */
export function factsOf(cell: Cell): Omit<SealedCell, "chain"> {
  const base = { id: cell.id, type: cell.cell_type, source: sourceSha256(cell.source) };
  if (cell.cell_type !== "code") return base;
  const tags = meaning.filter((tag) => cell.metadata.tags?.includes(tag));
  return {
    ...base,
    ...(tags.length === 0 ? {} : { tags }),
    count: cell.execution_count,
    outputs: cell.outputs.map((output) => ({ is: outputName(output), sha256: outputSha256(output) })),
  };
}

/** @param facts of the cell, in any order of keys, with or without its chain value */
export function nextLink(
  chain: string,
  { chain: _, ...facts }: Omit<SealedCell, "chain"> & { chain?: string },
) {
  return sha256Of(`${chain}\n${jsonSha256(facts)}`);
}

function outputSha256(output: Output): string {
  return jsonSha256("data" in output ? { ...output, data: normal(output.data) } : output);
}
