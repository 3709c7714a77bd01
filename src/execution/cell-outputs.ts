import type { Message } from "../kernel/wire.js";
import type { MimeBundle } from "../notebook/mime.js";
import type { CodeCell, DisplayOutput, Output, ResultOutput, StreamOutput } from "../notebook/model.js";

export interface OutputLimits {
  /** Bytes of output that a cell may keep. */
  perCell: number;
}

interface Recorded {
  cell: CodeCell;
  bytes: number;
  full: boolean;
  /** `clear_output` with `wait`: clears when the next output comes. */
  clearNext: boolean;
}

/** Turns what a kernel publishes into the outputs of the cells that it belongs to (nbformat 4.5, "Code cell outputs"). */
export class CellOutputs {
  readonly #limits: OutputLimits;
  readonly #byRequest = new Map<string, Recorded>();
  /** Outputs by display id, over all cells: an update reaches every one of them. */
  readonly #displays = new Map<string, { output: DisplayOutput | ResultOutput }[]>();

  constructor(limits: OutputLimits) {
    this.#limits = limits;
  }

  /** From now on, messages that answer `request` belong to `cell`. */
  watch(request: string, cell: CodeCell): void {
    this.#byRequest.set(request, { cell, bytes: 0, full: false, clearNext: false });
  }

  /**
   * Takes a message of iopub.
   *
   * @returns the cell it changed; undefined for messages that are no output, or of nobody's request
   */
  take(message: Message): CodeCell | undefined {
    const recorded = this.#byRequest.get((message.parent_header as { msg_id?: string }).msg_id ?? "");
    if (recorded === undefined) return undefined;
    const { content } = message;
    switch (message.header.msg_type) {
      case "stream":
        this.#stream(recorded, content.name === "stderr" ? "stderr" : "stdout", String(content.text));
        return recorded.cell;
      case "display_data":
      case "execute_result":
        this.#display(recorded, message.header.msg_type, content);
        return recorded.cell;
      case "update_display_data":
        this.#update(content);
        return recorded.cell;
      case "error":
        this.#push(recorded, {
          output_type: "error",
          ename: String(content.ename),
          evalue: String(content.evalue),
          traceback: Array.isArray(content.traceback) ? content.traceback.map(String) : [],
        });
        return recorded.cell;
      case "clear_output":
        if (content.wait === true) recorded.clearNext = true;
        else recorded.cell.outputs.length = 0;
        return recorded.cell;
      case "execute_input":
        recorded.cell.execution_count = Number(content.execution_count);
        return recorded.cell;
      default:
        return undefined;
    }
  }

  #stream(recorded: Recorded, name: StreamOutput["name"], text: string): void {
    if (!this.#fits(recorded, text.length)) return;
    this.#clearIfAsked(recorded);
    const last = recorded.cell.outputs.at(-1);
    if (last?.output_type === "stream" && last.name === name) last.text = overwrite(last.text + text);
    else recorded.cell.outputs.push({ output_type: "stream", name, text: overwrite(text) });
  }

  #display(
    recorded: Recorded,
    type: "display_data" | "execute_result",
    content: Record<string, unknown>,
  ): void {
    const data = (content.data ?? {}) as MimeBundle;
    if (!this.#fits(recorded, JSON.stringify(data).length)) return;
    this.#clearIfAsked(recorded);
    const metadata = (content.metadata ?? {}) as Record<string, unknown>;
    const output: DisplayOutput | ResultOutput =
      type === "display_data"
        ? { output_type: type, data, metadata }
        : { output_type: type, data, metadata, execution_count: Number(content.execution_count) };
    recorded.cell.outputs.push(output);
    const id = (content.transient as { display_id?: string } | undefined)?.display_id;
    if (id !== undefined) this.#displays.set(id, [...(this.#displays.get(id) ?? []), { output }]);
  }

  #update(content: Record<string, unknown>): void {
    const id = (content.transient as { display_id?: string } | undefined)?.display_id;
    for (const { output } of this.#displays.get(id ?? "") ?? []) {
      output.data = (content.data ?? {}) as MimeBundle;
      output.metadata = (content.metadata ?? {}) as Record<string, unknown>;
    }
  }

  /** Errors are kept whatever the limit: they are why somebody looks. */
  #push(recorded: Recorded, output: Output): void {
    this.#clearIfAsked(recorded);
    recorded.cell.outputs.push(output);
  }

  #clearIfAsked(recorded: Recorded): void {
    if (!recorded.clearNext) return;
    recorded.clearNext = false;
    recorded.cell.outputs.length = 0;
  }

  #fits(recorded: Recorded, bytes: number): boolean {
    if (recorded.full) return false;
    recorded.bytes += bytes;
    if (recorded.bytes <= this.#limits.perCell) return true;
    recorded.full = true;
    const megabytes = (this.#limits.perCell / 1e6).toLocaleString("en", { maximumFractionDigits: 3 });
    recorded.cell.outputs.push({
      output_type: "stream",
      name: "stderr",
      text: `\n[claimbook: this cell put out more than ${megabytes} MB; the rest is left out]\n`,
    });
    return false;
  }
}

/** What a terminal shows of a text: after a carriage return, what follows stands in place of the line so far. */
export function overwrite(text: string): string {
  if (!text.includes("\r")) return text;
  return text
    .replace(/\r+\n/g, "\n")
    .split("\n")
    .map((line) => {
      // A carriage return at the very end waits for what comes to replace the line.
      const open = line.endsWith("\r");
      const shown = (open ? line.slice(0, -1) : line).split("\r").at(-1)!;
      return open ? `${shown}\r` : shown;
    })
    .join("\n");
}
