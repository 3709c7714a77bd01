import type { Message } from "../kernel/wire.js";
import type { MimeBundle } from "../notebook/mime.js";
import type { CodeCell, DisplayOutput, Output, ResultOutput, StreamOutput } from "../notebook/model.js";

export interface OutputLimits {
  /** Characters of output that a cell may keep. */
  perCell: number;
}

type Shown = DisplayOutput | ResultOutput;

/** What is known of a cell whose request is, or was, with the kernel. */
interface Recorded {
  cell: CodeCell;
  /** Characters that its outputs hold now. */
  size: number;
  full: boolean;
  /** `clear_output` with `wait`: clears when the next output comes. */
  clearNext: boolean;
  /** The stream output that may still grow: what is settled, and its last line. */
  open: { output: StreamOutput; settled: string; line: string } | undefined;
}

/** Turns what a kernel publishes into the outputs of the cells that it belongs to (nbformat 4.5, "Code cell outputs"). */
export class CellOutputs {
  readonly #limits: OutputLimits;
  readonly #byRequest = new Map<string, Recorded>();
  /** Outputs by display id, over all cells: an update reaches every one of them. */
  readonly #displays = new Map<string, { output: Shown; owner: Recorded }[]>();

  constructor(limits: OutputLimits) {
    this.#limits = limits;
  }

  /** From now on, messages that answer `request` belong to `cell`. */
  watch(request: string, cell: CodeCell): void {
    this.#byRequest.set(request, { cell, size: 0, full: false, clearNext: false, open: undefined });
  }

  /**
   * Takes a message of iopub.
   *
   * @returns the cell whose code put something out; undefined for messages that are no output, or of nobody's request
   */
  take(message: Message): CodeCell | undefined {
    const recorded = this.#byRequest.get((message.parent_header as { msg_id?: string }).msg_id ?? "");
    if (recorded === undefined) return undefined;
    const { content } = message;
    switch (message.header.msg_type) {
      case "stream":
        this.#stream(recorded, content.name === "stderr" ? "stderr" : "stdout", String(content.text));
        break;
      case "display_data":
      case "execute_result":
        this.#display(recorded, message.header.msg_type, content);
        break;
      case "update_display_data":
        this.#update(content);
        break;
      case "error":
        // Errors are kept whatever the limit: they are why somebody looks.
        this.#push(recorded, {
          output_type: "error",
          ename: String(content.ename),
          evalue: String(content.evalue),
          traceback: Array.isArray(content.traceback) ? content.traceback.map(String) : [],
        });
        break;
      case "clear_output":
        if (content.wait === true) recorded.clearNext = true;
        else clear(recorded);
        break;
      case "execute_input":
        recorded.cell.execution_count = Number(content.execution_count);
        return undefined;
      default:
        return undefined;
    }
    return recorded.cell;
  }

  #stream(recorded: Recorded, name: StreamOutput["name"], text: string): void {
    if (recorded.clearNext) clear(recorded);
    const last = recorded.open?.output === recorded.cell.outputs.at(-1) ? recorded.open : undefined;
    const before = last?.output.name === name ? last : undefined;
    // Only the last line can still be written over: what is before it is neither read nor copied again.
    const fresh = overwrite((before?.line ?? "") + text);
    if (!this.#fits(recorded, fresh.length - (before?.line.length ?? 0))) return;
    const cut = fresh.lastIndexOf("\n") + 1;
    const settled = (before?.settled ?? "") + fresh.slice(0, cut);
    const output = before?.output ?? { output_type: "stream", name, text: "" };
    if (before === undefined) recorded.cell.outputs.push(output);
    recorded.open = { output, settled, line: fresh.slice(cut) };
    output.text = settled + recorded.open.line;
  }

  #display(recorded: Recorded, type: Shown["output_type"], content: Record<string, unknown>): void {
    if (recorded.clearNext) clear(recorded);
    const data = (content.data ?? {}) as MimeBundle;
    if (!this.#fits(recorded, sizeOf(data))) return;
    const metadata = (content.metadata ?? {}) as Record<string, unknown>;
    const output: Shown =
      type === "display_data"
        ? { output_type: type, data, metadata }
        : { output_type: type, data, metadata, execution_count: Number(content.execution_count) };
    this.#push(recorded, output);
    const id = displayId(content);
    if (id === undefined) return;
    this.#displays.set(id, [...(this.#displays.get(id) ?? []), { output, owner: recorded }]);
  }

  #update(content: Record<string, unknown>): void {
    const data = (content.data ?? {}) as MimeBundle;
    for (const { output, owner } of this.#displays.get(displayId(content) ?? "") ?? []) {
      if (!this.#fits(owner, sizeOf(data) - sizeOf(output.data))) continue;
      output.data = data;
      output.metadata = (content.metadata ?? {}) as Record<string, unknown>;
    }
  }

  #push(recorded: Recorded, output: Output): void {
    if (recorded.clearNext) clear(recorded);
    recorded.cell.outputs.push(output);
  }

  /** Counts `more` characters; says so in the cell, once, when they are too many. */
  #fits(recorded: Recorded, more: number): boolean {
    if (recorded.full) return false;
    recorded.size += more;
    if (recorded.size <= this.#limits.perCell) return true;
    recorded.full = true;
    const megabytes = (this.#limits.perCell / 1e6).toLocaleString("en", { maximumFractionDigits: 3 });
    recorded.cell.outputs.push({
      output_type: "stream",
      name: "stderr",
      text: `[claimbook: this cell put out more than ${megabytes} MB; the rest is left out]\n`,
    });
    return false;
  }
}

function clear(recorded: Recorded): void {
  recorded.cell.outputs.length = 0;
  recorded.size = 0;
  recorded.full = false;
  recorded.clearNext = false;
  recorded.open = undefined;
}

function sizeOf(data: MimeBundle): number {
  return JSON.stringify(data).length;
}

function displayId(content: Record<string, unknown>): string | undefined {
  return (content.transient as { display_id?: string } | undefined)?.display_id;
}

/** What a terminal shows of a text: after a carriage return, what follows stands in place of the line so far. */
export function overwrite(text: string): string {
  if (!text.includes("\r")) return text;
  return text
    .replace(/\r+\n/g, "\n")
    .split("\n")
    .map((line) => {
      // A carriage return at the very end waits for what comes to replace the line.
      const open = /\r+$/.test(line);
      const shown = line.replace(/\r+$/, "").split("\r").at(-1)!;
      return open ? `${shown}\r` : shown;
    })
    .join("\n");
}
