import type { Document } from "../../src/literature/documents/document.js";
import type { Random } from "../../src/random.js";
import type { Report } from "../../src/report/model.js";
import type { ReviewRecord } from "../../src/review/model.js";

export interface DefectSet {
  fields: readonly { name: string }[];
  wording: unknown;
}
export interface DefectRow {
  planted: number;
  found: number;
  lower: number;
  drops: number[];
  missed: { report: string; what: string; claims: string[]; found: string[] }[];
}
export const sets: Readonly<Record<"development" | "second" | "third", DefectSet>>;
export function measureDefects(
  set: DefectSet,
  review: (report: Report, documents: Document[]) => ReviewRecord,
  randomOf: (seed: string) => Random,
  options: {
    reports: number;
    own?: { report: Report; review: (report: Report) => ReviewRecord };
    ownPlants?: number;
  },
): {
  rows: Map<string, DefectRow>;
  untouched: { name: string; score: number; claims: number; findings: ReviewRecord["findings"] }[];
};
export function defectTable(result: ReturnType<typeof measureDefects>): string;
