import type { ExecutionEvent } from "../execution/index.js";
import type { CodeCell } from "../notebook/index.js";
import { Mime } from "../notebook/index.js";
import type { Io } from "./io.js";

/** Milliseconds between two lines about one cell where there is no terminal to rewrite a line on. */
const quiet = 10_000;
/** Milliseconds between two drawings of a terminal's line. */
const redraw = 200;

/**
 * Shows a run on standard error: on a terminal one line that lives as long as its cell, elsewhere one line for each
 * finished cell and, for a long one, its latest words now and then.
 */
export class RunProgress {
  readonly #out: Io["stderr"];
  readonly #name: string;
  readonly #now: () => number;
  #cell: { label: string; started: number; words: string } | undefined;
  #drawn = Number.NEGATIVE_INFINITY;
  #timer: NodeJS.Timeout | undefined;

  constructor(out: Io["stderr"], name: string, now: () => number) {
    this.#out = out;
    this.#name = name;
    this.#now = now;
  }

  take(event: ExecutionEvent): void {
    switch (event.type) {
      case "kernel-start":
        this.#out.write(`${this.#name}: starting kernel ${event.kernel}\n`);
        break;
      case "cell-start":
        this.#cell = {
          label: `[${event.number}/${event.total}] ${titleOf(event.cell)}`,
          started: this.#now(),
          words: "",
        };
        this.#drawn = this.#now() - (this.#out.isTTY ? redraw : 0);
        if (this.#out.isTTY) this.#timer = setInterval(() => this.#draw(), 1000);
        this.#draw();
        break;
      case "output":
        if (this.#cell !== undefined) this.#cell.words = latestWords(event.cell);
        this.#draw();
        break;
      case "cell-end": {
        clearInterval(this.#timer);
        const mark = event.status === "ok" || event.status === "expected-error" ? "✓" : "✗";
        const words = this.#cell?.words === "" || this.#cell === undefined ? "" : `  ${this.#cell.words}`;
        this.#line(`${mark} ${this.#cell?.label ?? ""} (${elapsed(event.milliseconds)})${words}`, true);
        this.#cell = undefined;
        break;
      }
    }
  }

  /** Leaves the terminal as it was found, however the run ended. */
  finish(): void {
    clearInterval(this.#timer);
    if (this.#cell !== undefined && this.#out.isTTY) this.#out.write("\n");
  }

  #draw(): void {
    if (this.#cell === undefined) return;
    const since = this.#now() - this.#drawn;
    if (since < (this.#out.isTTY ? redraw : quiet)) return;
    this.#drawn = this.#now();
    const { label, started, words } = this.#cell;
    this.#line(
      `… ${label} (${elapsed(this.#now() - started)})${words === "" ? "" : `  ${words}`}`,
      !this.#out.isTTY,
    );
  }

  #line(text: string, final: boolean): void {
    if (!this.#out.isTTY) {
      this.#out.write(`${text}\n`);
      return;
    }
    const width = (this.#out as Partial<{ columns: number }>).columns ?? 100;
    const cut = text.length < width ? text : `${text.slice(0, width - 2)}…`;
    this.#out.write(`\r\u001b[2K${cut}${final ? "\n" : ""}`);
  }
}

/** The first line of a cell that says something: not an import, not a comment mark. */
function titleOf(cell: CodeCell): string {
  const lines = cell.source.split("\n").map((line) => line.trim());
  const telling = lines.find((line) => line !== "" && !line.startsWith("import ") && !line.startsWith("//"));
  const title = telling ?? lines.find((line) => line !== "") ?? "";
  return title.length > 60 ? `${title.slice(0, 59)}…` : title;
}

/** The last line of what a cell has put out so far, as plain text. */
function latestWords(cell: CodeCell): string {
  const last = cell.outputs.at(-1);
  if (last === undefined || last.output_type === "error") return "";
  const text = last.output_type === "stream" ? last.text : String(last.data[Mime.plain] ?? "");
  const line = text.trim().split("\n").at(-1)!.split("\r").at(-1)!;
  return line.length > 160 ? `${line.slice(0, 159)}…` : line;
}

function elapsed(milliseconds: number): string {
  if (milliseconds < 10_000) return `${(milliseconds / 1000).toFixed(1)} s`;
  const seconds = Math.round(milliseconds / 1000);
  return seconds < 60 ? `${seconds} s` : `${Math.floor(seconds / 60)} min ${seconds % 60} s`;
}
