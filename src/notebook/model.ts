import type { MimeBundle } from "./mime.js";

/** nbformat 4.5, with multi-line strings joined: what `readNotebook` gives and `writeNotebook` takes. */
export interface Notebook {
  cells: Cell[];
  metadata: NotebookMetadata;
  nbformat: 4;
  nbformat_minor: number;
}

export interface NotebookMetadata extends Record<string, unknown> {
  kernelspec?: { name: string; display_name: string; language?: string };
  language_info?: Record<string, unknown>;
}

export type Cell = CodeCell | MarkdownCell | RawCell;

interface BaseCell {
  id: string;
  source: string;
  metadata: CellMetadata;
}

export interface CellMetadata extends Record<string, unknown> {
  tags?: string[];
}

export interface CodeCell extends BaseCell {
  cell_type: "code";
  execution_count: number | null;
  outputs: Output[];
}

export interface MarkdownCell extends BaseCell {
  cell_type: "markdown";
  attachments?: Record<string, MimeBundle>;
}

export interface RawCell extends BaseCell {
  cell_type: "raw";
  attachments?: Record<string, MimeBundle>;
}

export type Output = StreamOutput | DisplayOutput | ResultOutput | ErrorOutput;

export interface StreamOutput {
  output_type: "stream";
  name: "stdout" | "stderr";
  text: string;
}

export interface DisplayOutput {
  output_type: "display_data";
  data: MimeBundle;
  metadata: Record<string, unknown>;
}

export interface ResultOutput {
  output_type: "execute_result";
  execution_count: number | null;
  data: MimeBundle;
  metadata: Record<string, unknown>;
}

export interface ErrorOutput {
  output_type: "error";
  ename: string;
  evalue: string;
  traceback: string[];
}

export function isCode(cell: Cell): cell is CodeCell {
  return cell.cell_type === "code";
}

/** Number of a cell for people: its place in the notebook, from 1 on, as an editor shows them. */
export function cellPlace(notebook: Notebook, cell: Cell): string {
  return `cell ${notebook.cells.indexOf(cell) + 1} (id "${cell.id}")`;
}
