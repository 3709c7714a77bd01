import type { TextRow } from "../full-text/index.js";
import type { SourceName } from "../sources/source.js";

/** What a search tells while it runs. */
export type SearchProgress =
  | { kind: "plan"; query: string }
  | {
      kind: "source";
      source: SourceName;
      title: string;
      state: "asked" | "page" | "done" | "failed";
      records?: number;
      total?: number;
      error?: string;
    }
  | { kind: "retry"; source: SourceName; reason: string; milliseconds: number }
  | { kind: "grouped"; records: number; works: number }
  | { kind: "compared"; done: number; works: number }
  | { kind: "screened"; included: number; excluded: number }
  | { kind: "text"; work: string; status: TextRow["status"]; done: number; works: number };
