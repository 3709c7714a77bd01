import type { Document } from "../../src/literature/documents/document.js";
import type { Random } from "../../src/random.js";
import type { Report } from "../../src/report/model.js";

/** A report without defects on a made-up study of a field, with the documents that bear out its claims. */
export function goodReport(
  field: unknown,
  wording: unknown,
  random: Random,
): { report: Report; documents: Document[] };
