import type { Message } from "../kernel/wire.js";
import type { MimeBundle } from "../notebook/mime.js";
import type { CodeCell, DisplayOutput, Output, ResultOutput, StreamOutput } from "../notebook/model.js";
import { TerminalText } from "./terminal-text.js";

export interface OutputLimits {
  /** Characters of output that a cell may keep. Errors come on top. */
  perCell: number;
}

type Shown = DisplayOutput | ResultOutput;

/** What is known of a cell whose request is, or was, with the kernel. */
interface Recorded {
  cell: CodeCell;
  /** Characters that its outputs hold now, without those of `open`. */
  size: number;
  full: boolean;
  /** `clear_output` with `wait`: clears when the next output comes. */
  clearNext: boolean;
  /** The stream output that may still grow. */
  open: OpenStream | undefined;
}

interface OpenStream {
  output: StreamOutput;
  terminal: TerminalText;
  /** Its text has no more characters than this. */
  most: number;
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
        else this.#clear(recorded);
        break;
      case "execute_input":
        recorded.cell.execution_count = Number(content.execution_count);
        return undefined;
      default:
        return undefined;
    }
    return recorded.cell;
  }

  /** All that `request` put out by itself is in: nothing is left of a bar that cleared itself. */
  ended(request: string): void {
    const recorded = this.#byRequest.get(request);
    if (recorded?.open?.terminal.text === "") this.#freeze(recorded);
  }

  #stream(recorded: Recorded, name: StreamOutput["name"], text: string): void {
    if (recorded.clearNext) this.#clear(recorded);
    if (recorded.full || text === "") return;
    // Whatever came behind it ends a stream's text.
    const going =
      recorded.open?.output.name === name && recorded.open.output === recorded.cell.outputs.at(-1);
    if (!going) this.#freeze(recorded);
    const open = recorded.open ?? openStream(recorded, name);
    const room = this.#limits.perCell - recorded.size;
    if (open.most + text.length <= room) {
      open.most += text.length;
      open.terminal.write(text);
      return;
    }
    // It may be too much: from here on what is shown is measured, piece by piece, since bars take no room.
    for (let at = 0; at < text.length && !recorded.full; at += pieceLength) {
      open.terminal.write(text.slice(at, at + pieceLength));
      open.most = open.terminal.text.length;
      if (open.most <= room) continue;
      this.#freeze(recorded, cut(open.terminal.text, room));
      this.#sayFull(recorded);
    }
  }

  #display(recorded: Recorded, type: Shown["output_type"], content: Record<string, unknown>): void {
    const id = displayId(content);
    // What was shown under this id before follows it, as with nbclient.
    if (id !== undefined) this.#update(content);
    if (recorded.clearNext) this.#clear(recorded);
    const data = (content.data ?? {}) as MimeBundle;
    if (!this.#fits(recorded, sizeOf(data))) return;
    const metadata = (content.metadata ?? {}) as Record<string, unknown>;
    const output: Shown =
      type === "display_data"
        ? { output_type: type, data, metadata }
        : { output_type: type, data, metadata, execution_count: Number(content.execution_count) };
    this.#push(recorded, output);
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
    if (recorded.clearNext) this.#clear(recorded);
    this.#freeze(recorded);
    recorded.cell.outputs.push(output);
  }

  /** Counts `more` characters; says so in the cell, once, when they are too many. */
  #fits(recorded: Recorded, more: number): boolean {
    if (recorded.full) return false;
    if (recorded.size + (recorded.open?.terminal.text.length ?? 0) + more > this.#limits.perCell) {
      this.#freeze(recorded);
      this.#sayFull(recorded);
      return false;
    }
    recorded.size += more;
    return true;
  }

  /** The stream that may still grow has its last text: something else comes behind it. */
  #freeze(recorded: Recorded, text = recorded.open?.terminal.text ?? ""): void {
    if (recorded.open === undefined) return;
    Object.defineProperty(recorded.open.output, "text", { value: text, writable: true, enumerable: true });
    if (text === "") remove(recorded.cell.outputs, recorded.open.output);
    recorded.size += text.length;
    recorded.open = undefined;
  }

  #sayFull(recorded: Recorded): void {
    recorded.full = true;
    const megabytes = (this.#limits.perCell / 1e6).toLocaleString("en", { maximumFractionDigits: 3 });
    recorded.cell.outputs.push({
      output_type: "stream",
      name: "stderr",
      text: `[claimbook: this cell put out more than ${megabytes} MB; the rest is left out (--output-limit keeps more)]\n`,
    });
  }

  #clear(recorded: Recorded): void {
    recorded.cell.outputs.length = 0;
    Object.assign(recorded, { size: 0, full: false, clearNext: false, open: undefined });
    for (const [id, shown] of this.#displays) {
      this.#displays.set(
        id,
        shown.filter(({ owner }) => owner !== recorded),
      );
    }
  }
}

/** Text is measured in pieces of this many characters where the limit is near. */
const pieceLength = 65_536;

/** A stream output whose text is put together when it is read: when the notebook is saved or shown. */
function openStream(recorded: Recorded, name: StreamOutput["name"]): OpenStream {
  const terminal = new TerminalText();
  const output = { output_type: "stream", name } as StreamOutput;
  Object.defineProperty(output, "text", {
    get: () => terminal.text,
    enumerable: true,
    configurable: true,
  });
  recorded.cell.outputs.push(output);
  recorded.open = { output, terminal, most: 0 };
  return recorded.open;
}

function remove(outputs: Output[], output: Output): void {
  const at = outputs.indexOf(output);
  if (at >= 0) outputs.splice(at, 1);
}

/** At most `length` characters, and no half of one. */
function cut(text: string, length: number): string {
  const end = Math.max(0, length);
  return text.slice(0, /[\ud800-\udbff]/.test(text.charAt(end - 1)) ? end - 1 : end);
}

function sizeOf(data: MimeBundle): number {
  return JSON.stringify(data).length;
}

function displayId(content: Record<string, unknown>): string | undefined {
  return (content.transient as { display_id?: string } | undefined)?.display_id;
}
