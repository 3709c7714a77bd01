import type { SearchProgress } from "../literature/search/index.js";
import { neutralText } from "../literature/search/neutral-text.js";
import type { Io } from "./io.js";

/** One line on a terminal that shows how far each source is; what must stay, such as the query, in lines of its own. Nothing in a pipe. */
export class SearchLine {
  readonly #out: Io["stderr"];
  readonly #states = new Map<string, string>();
  #shown = false;

  constructor(out: Io["stderr"]) {
    this.#out = out;
  }

  show(progress: SearchProgress): void {
    if (!this.#out.isTTY) return;
    switch (progress.kind) {
      case "plan":
        this.#tell(`Query: ${neutralText(progress.query, 2_000)}`);
        break;
      case "retry":
        this.#tell(
          `${progress.source}: ${neutralText(progress.reason, 200)}; trying again in ${Math.ceil(progress.milliseconds / 1000)} s`,
        );
        break;
      case "source": {
        const { source, state, records = 0, error } = progress;
        if (state === "failed") this.#tell(`${source}: ${neutralText(error ?? "failed", 300)}`);
        this.#states.set(
          source,
          state === "asked"
            ? "…"
            : state === "page"
              ? `${records}…`
              : state === "done"
                ? `${records}`
                : "failed",
        );
        this.#draw([...this.#states].map(([name, text]) => `${name} ${text}`).join("  "));
        break;
      }
      case "grouped":
        this.#draw(`${progress.records} records, ${progress.works} works`);
        break;
      case "compared":
        this.#draw(`compared with the question: ${progress.done} of ${progress.works}`);
        break;
      case "screened":
        this.clear();
        break;
      case "text":
        this.#draw(`full texts: ${progress.done} of ${progress.works}`);
    }
  }

  clear(): void {
    if (this.#shown) this.#out.write("\r\u001b[2K");
    this.#shown = false;
  }

  #tell(text: string): void {
    this.clear();
    this.#out.write(`${text}\n`);
  }

  #draw(text: string): void {
    this.#out.write(`\r\u001b[2K${text.slice(0, 110)}`);
    this.#shown = true;
  }
}
