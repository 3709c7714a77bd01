import { createHash } from "node:crypto";
import { KeptFiles } from "../kept-files.js";
import { type BrowserOptions, knownBrowser } from "../pdf/browser.js";
import type { DrawingPlan } from "./draw.js";

/**
 * Drawings of earlier reports, so that a figure which has been drawn needs no browser. Their key is a hash of all
 * that a drawing is made of, the browser included; where the browser is not known before it starts, none are kept.
 */
export class KeptDrawings {
  readonly #files: KeptFiles | undefined;
  readonly #browser: string | undefined;

  constructor({ kept, browser }: { kept?: { drawings: string }; browser: BrowserOptions }) {
    this.#browser = kept === undefined ? undefined : knownBrowser(browser);
    this.#files =
      kept === undefined || this.#browser === undefined ? undefined : new KeptFiles(kept.drawings);
  }

  /** Those of a plan that are there, by figure number. */
  async of({ drawings }: DrawingPlan): Promise<Map<number, string>> {
    const found = new Map<number, string>();
    for (const { figure, sha256 } of drawings) {
      const bytes = await this.#files?.get(this.#key(sha256));
      if (bytes !== undefined) found.set(figure.number, bytes.toString("utf8"));
    }
    return found;
  }

  /** Keeps what was drawn beyond the drawings that were `known`. */
  async keep(
    { drawings }: DrawingPlan,
    known: ReadonlyMap<number, string>,
    drawn: ReadonlyMap<number, string>,
  ): Promise<void> {
    if (this.#files === undefined) return;
    for (const { figure, sha256 } of drawings) {
      const svg = drawn.get(figure.number);
      if (svg !== undefined && !known.has(figure.number))
        await this.#files.put(this.#key(sha256), Buffer.from(svg));
    }
    await this.#files.tidy();
  }

  #key(drawing: string): string {
    const hash = createHash("sha256").update(`${this.#browser}\0${drawing}`).digest("hex");
    return `${hash}.svg`;
  }
}
