import type { CslItem } from "../literature/search-log.js";
import { cleanWork } from "./clean-work.js";

/** Works in CSL-JSON 1.0.2, as Zotero, Pandoc and claimbook's own libraries read it; fields in a fixed order. */
export function toCslJson(works: readonly CslItem[]): string {
  return `${JSON.stringify(works.map(cleanWork), null, 2)}\n`;
}
