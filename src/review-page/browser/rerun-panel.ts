import type { PlanAnswer, RerunState } from "../messages.js";
import { all, one, say } from "./elements.js";
import { ask, Refused } from "./server.js";

/** The buttons that run one claim again, and what comes of it; the server runs one at a time for all windows. */
export class RerunPanel {
  readonly #sha256: string;
  readonly #planned = new Set<string>();
  #changed = false;
  #running = false;

  constructor(sha256: string) {
    this.#sha256 = sha256;
    for (const article of all("#detail > article")) {
      const id = article.dataset.claim!;
      one(".run", article).addEventListener("click", () => this.#ask(id, `rerun/${encodeURIComponent(id)}`));
      one(".cancel", article).addEventListener("click", () => this.#ask(id, "cancel"));
    }
  }

  /** Says which cells the rerun of a claim would run. */
  async plan(id: string): Promise<void> {
    if (this.#planned.has(id)) return;
    this.#planned.add(id);
    try {
      const { words } = await ask<PlanAnswer>("GET", `plan/${encodeURIComponent(id)}`);
      say(one(".plan", articleOf(id)), words);
    } catch {
      this.#planned.delete(id);
    }
  }

  take(state: RerunState): void {
    this.#running = state.status === "running";
    this.#buttons();
    const article = articleOf(state.claim);
    one(".cancel", article).hidden = !this.#running;
    const bar = one<HTMLProgressElement>("progress", article);
    one(".progress", article).hidden = !this.#running;
    bar.max = Math.max(1, state.total);
    bar.value = state.done;
    say(one(".state", article), state.message);
    if (this.#running) one(".differences", article).replaceChildren();
    if (state.result === undefined) return;
    const lines = state.result.differences.map((text) => {
      const item = document.createElement("li");
      item.textContent = text;
      return item;
    });
    one(".differences", article).replaceChildren(...lines);
  }

  /** The notebook on disk is another one: what runs would not be what is shown. */
  lock(): void {
    this.#changed = true;
    this.#buttons();
  }

  #buttons(): void {
    for (const button of all<HTMLButtonElement>(".run")) button.disabled = this.#running || this.#changed;
  }

  async #ask(id: string, path: string): Promise<void> {
    const state = one(".state", articleOf(id));
    try {
      await ask("POST", path, { sha256: this.#sha256 });
    } catch (error) {
      say(
        state,
        error instanceof Refused ? `Not run: ${error.message}` : "claimbook review is not running any more.",
      );
    }
  }
}

function articleOf(id: string): HTMLElement {
  return one(`#claim-${CSS.escape(id)}`);
}
