import type { RunRecord } from "../execution/run-record.js";
import type { CslItem } from "../literature/search-log.js";
import type { Report } from "../report/model.js";
import type { Person } from "./person.js";

/** What an archive is about, and who answers for it; all descriptions of it are functions of this. */
export interface ArchiveSubject {
  report: Report;
  /** How the notebook was executed; absent where something else than claimbook did it. */
  run?: RunRecord;
  /** When the last cell ended, ISO 8601 in UTC, where the notebook records it. */
  executedAt?: string;
  works: readonly CslItem[];
  people: readonly Person[];
  /** SPDX identifier. */
  licence?: string;
  keywords: readonly string[];
  /** Of the report, ISO day. */
  date: string;
}

export type FileRole =
  | "notebook"
  | "executed notebook"
  | "report"
  | "references"
  | "tables"
  | "figure"
  | "lockfile"
  | "certificate"
  | "citation"
  | "deposit";

/** A file of the archive. */
export interface ArchiveFile {
  /** Within the archive, with `/`. */
  path: string;
  bytes: Buffer;
  role: FileRole;
  /** Media type (RFC 6838). */
  mediaType: string;
  /** For a reader of the preview. */
  description: string;
}

/** The report's own summary: its abstract, else its question, else its title. */
export function summaryOf({ report }: ArchiveSubject): string {
  return report.abstract ?? report.question ?? report.title;
}

/** How the claims stand, in one sentence. */
export function tallySentence({ tally }: Report): string {
  const { claims, holds, qualified, doesNotHold, notChecked } = tally;
  return `Of ${claims} claims, ${holds} hold in every check made, ${qualified} hold with exceptions or are inconclusive, ${doesNotHold} do not hold, ${notChecked} were not checked.`;
}
