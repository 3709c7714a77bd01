import type { ReportedCell } from "../../claims/model.js";

/** What can be wrong between a text and its tables, or within the tables. */
export type ConsistencyKind =
  | "number not in any table"
  | "number of another cell"
  | "difference does not follow"
  | "percentage does not follow"
  | "comparison not borne out"
  | "wrong table reference"
  | "mean does not recompute"
  | "total does not add up"
  | "bold is not best"
  | "tables disagree";

/** A disagreement of a document with itself. */
export interface ConsistencyFinding {
  kind: ConsistencyKind;
  /** `major`: cannot be right as printed; `minor`: likely a slip; `note`: worth a look. */
  severity: "note" | "minor" | "major";
  /** One sentence for a reader. */
  text: string;
  place: {
    /** Number of the table as printed. */
    table?: string;
    /** Of the document's text; range in UTF-16 code units. */
    sentence?: { text: string; start: number; end: number };
  };
  /** The cells it is about, as printed. */
  cells: readonly ReportedCell[];
  /** What the document prints, and what would follow from the cells. */
  printed?: number;
  expected?: number;
}
