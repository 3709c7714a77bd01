import DOMPurify from "dompurify";
import { all } from "./elements.js";

/** What an output may not bring along: what asks, loads, styles the page, or takes part in its forms. */
const forbidden = {
  FORBID_TAGS: [
    "style",
    "form",
    "input",
    "button",
    "textarea",
    "select",
    "iframe",
    "object",
    "embed",
    "link",
    "base",
    "audio",
    "video",
    "dialog",
  ],
  FORBID_ATTR: [
    "style",
    "srcset",
    "background",
    "ping",
    "autofocus",
    "tabindex",
    "id",
    "name",
    "class",
    "role",
    "slot",
    "popover",
  ],
  USE_PROFILES: { html: true },
  ALLOW_DATA_ATTR: false,
  ALLOW_ARIA_ATTR: false,
};

/** HTML outputs of a cell, made safe by DOMPurify, in place of their plain text. */
export function showOutputs(cell: Element): void {
  for (const output of all("[data-html]", cell)) {
    const made = output.dataset.html ?? "";
    delete output.dataset.html;
    const safe = DOMPurify.sanitize(made, { ...forbidden, RETURN_DOM_FRAGMENT: true });
    for (const link of all<HTMLAnchorElement>("a[href]", safe)) {
      link.target = "_blank";
      link.rel = "noreferrer noopener";
    }
    for (const image of all<HTMLImageElement>("img:not([alt])", safe)) image.alt = "picture";
    if ((safe.textContent ?? "").trim() !== "" || safe.querySelector("img") !== null)
      output.replaceChildren(safe);
  }
}
