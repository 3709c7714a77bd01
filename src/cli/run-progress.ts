import { stripVTControlCharacters } from "node:util";
import type { ExecutionEvent } from "../execution/index.js";
import type { CodeCell } from "../notebook/index.js";
import { Mime } from "../notebook/index.js";
import type { Io } from "./io.js";
import { plainLine, shortened } from "./plain-line.js";

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
  #cell: { label: string; started: number; shown: CodeCell } | undefined;
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
      case "resume": {
        const { finished, total, changes } = event;
        this.#out.write(
          `${this.#name}: going on with the interrupted run, in which ${finished} of ${total} cells had finished\n` +
            "  from the top, since a kernel's memory cannot be brought back; finished steps are reused\n",
        );
        for (const change of changes) this.#out.write(`  since then: ${change}\n`);
        break;
      }
      case "late-error": {
        const mark = event.expected ? "✓" : "✗";
        this.#line(
          `${mark} ${event.place} failed after its end: ${plain(`${event.ename}: ${event.evalue}`)}`,
          true,
        );
        break;
      }
      case "cell-start":
        this.#cell = {
          label: `[${event.number}/${event.total}] ${titleOf(event)}`,
          started: this.#now(),
          shown: event.cell,
        };
        this.#drawn = this.#now() - (this.#out.isTTY ? redraw : 0);
        if (this.#out.isTTY) this.#timer = setInterval(() => this.#draw(), 1000);
        this.#draw();
        break;
      case "output":
        this.#draw();
        break;
      case "cell-end": {
        clearInterval(this.#timer);
        const mark = event.status === "ok" || event.status === "expected-error" ? "✓" : "✗";
        const label = this.#cell?.label ?? "";
        this.#line(`${mark} ${label} (${elapsed(event.milliseconds)})${latestWords(event.cell)}`, true);
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
    const { label, started, shown } = this.#cell;
    this.#line(`… ${label} (${elapsed(this.#now() - started)})${latestWords(shown)}`, !this.#out.isTTY);
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

/** The heading above a cell, else its first line that says something: not an import, not a comment. */
function titleOf({ cell, heading }: Extract<ExecutionEvent, { type: "cell-start" }>): string {
  const lines = cell.source.split("\n").map((line) => line.trim());
  const telling = lines.find((line) => line !== "" && !line.startsWith("import ") && !line.startsWith("//"));
  return shortened(heading ?? telling ?? lines.find((line) => line !== "") ?? "", 60);
}

/** The last line of what a cell has put out as text so far, set off by two spaces; nothing if there is none. */
function latestWords(cell: CodeCell): string {
  const texts = cell.outputs.map((output) => {
    if (output.output_type === "stream") return output.text.slice(-2000);
    return output.output_type === "error" ? "" : String(output.data[Mime.plain] ?? "");
  });
  const words = (texts.findLast((text) => text.trim() !== "") ?? "")
    .trim()
    .split(/[\r\n]+/)
    .at(-1)!;
  return words === "" ? "" : `  ${plain(words, 160)}`;
}

/** On one line without colours, which would upset the line they are shown in. */
function plain(text: string, most?: number): string {
  return plainLine(stripVTControlCharacters(text), most);
}

function elapsed(milliseconds: number): string {
  if (milliseconds < 10_000) return `${(milliseconds / 1000).toFixed(1)} s`;
  const seconds = Math.round(milliseconds / 1000);
  return seconds < 60 ? `${seconds} s` : `${Math.floor(seconds / 60)} min ${seconds % 60} s`;
}
