import { isCode, type Notebook } from "../notebook/model.js";

/**
 * A notebook as it was before it ran: the same cells without outputs, execution counts and the record of the run, so
 * that whoever opens the archive can start afresh.
 */
export function unexecuted(notebook: Notebook): Notebook {
  const { claimbook, ...metadata } = notebook.metadata;
  const { run: _, ...kept } = (claimbook ?? {}) as Record<string, unknown>;
  return {
    ...notebook,
    metadata: { ...metadata, ...(Object.keys(kept).length === 0 ? {} : { claimbook: kept }) },
    cells: notebook.cells.map((cell) => {
      const { execution: __, ...cellMetadata } = cell.metadata as Record<string, unknown>;
      return isCode(cell)
        ? { ...cell, metadata: cellMetadata, outputs: [], execution_count: null }
        : { ...cell, metadata: cellMetadata };
    }),
  };
}
