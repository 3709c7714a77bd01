import type { VerdictMark } from "../verdict-marks.js";
import { type Html, html } from "./template.js";

/** A verdict by its shape and colour; a screen reader hears the word. */
export function mark({ symbol, tone, label }: VerdictMark): Html {
  return html`<span class="m ${tone}" role="img" aria-label="${label}">${symbol}</span>`;
}
