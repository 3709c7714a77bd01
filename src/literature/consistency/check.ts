import type { Document } from "../documents/document.js";
import type { CellTable } from "../tables/cells/cells.js";
import { tablesOfDocument } from "../tables/cells/from-document.js";
import { TableChecker } from "../tables/check.js";
import { Vocabulary } from "../tables/names/vocabulary.js";
import { acrossTables } from "./across-tables.js";
import { boldFindings } from "./bold.js";
import type { ConsistencyFinding } from "./finding.js";
import { proseFindings } from "./prose.js";
import { summaryFindings } from "./summaries.js";

/**
 * Where a document disagrees with itself: its prose with its tables, its tables with each other and within
 * themselves. Numbers agree when one value can stand behind both as printed, rounded or cut off.
 */
export function checkConsistency(
  document: Pick<Document, "work" | "title" | "text" | "tables" | "sentences" | "sections">,
): ConsistencyFinding[] {
  const tables = tablesOfDocument(document);
  if (tables.length === 0) return [];
  const options = { text: document.text, about: document.title };
  const context = {
    tables,
    checker: new TableChecker(tables, options),
    vocabulary: new Vocabulary(tables, options),
  };
  return [...checkTables(tables), ...proseFindings(document, context)];
}

/** The part of `checkConsistency` that needs no text. */
export function checkTables(tables: readonly CellTable[]): ConsistencyFinding[] {
  return [...summaryFindings(tables), ...boldFindings(tables), ...acrossTables(tables)];
}
