import type { Claim } from "../claims/model.js";
import type { ConsistencyFinding } from "../literature/consistency/finding.js";
import type { DocumentTable } from "../literature/documents/document.js";
import type { SearchLog } from "../literature/search-log.js";

/**
 * What is reviewed: all that a report says, and the texts of its sources as far as they are at hand. An executed
 * notebook's report and a foreign report that was read from a file come in the same form.
 */
export interface ReviewSubject {
  title?: string;
  question?: string;
  /** Work id of the paper that the report is about. */
  examines?: string;
  claims: readonly SubjectClaim[];
  /** Prose apart from the claims: abstract, answer, narrative of the sections. */
  prose: readonly SubjectProse[];
  /** What the report says of its own limits; undefined where that is not visible, empty where it says nothing. */
  limitations: string | undefined;
  /** The report's own tables, with the numbers they have in it. */
  tables: readonly DocumentTable[];
  references: readonly { id: string; text?: string }[];
  searches: readonly SearchLog[];
  /** What was read; a work without text has no sentences. */
  sources: readonly ReviewSource[];
  /** Names of data sets that are known from elsewhere (the registry), as they are usually written. */
  knownBenchmarks: readonly string[];
  /** What would let somebody else do it again. */
  reproducibility: {
    /** Whether the report is made of an executed notebook. */
    notebook: boolean;
    codeCells: number;
    executed: number;
    failed: number;
    /** Things whose sha256 is recorded (code, lockfile, data). */
    hashes: number;
    environment: number;
  };
  /** Disagreements of texts and tables with themselves, found by `src/literature/consistency`. */
  consistency: readonly ConsistencyNote[];
}

/** A claim of the report with its judgements. */
export interface SubjectClaim {
  claim: Claim;
  /** What the report itself says of it, where that was not judged here (a foreign report's tick and number). */
  shown?: { verified?: boolean; confidence?: number };
}

export interface SubjectProse {
  /** `title`, `question`, `abstract`, `answer`, or the section's name. */
  place: string;
  text: string;
}

/** A work that was retrieved or cited, with what there is of its text. */
export interface ReviewSource {
  work: string;
  title: string;
  abstract?: string;
  /** Its texts whole, where quotes can be held against them: ranges of quotes count UTF-16 code units of these. */
  texts?: readonly { sha256: string; text: string }[];
  /** Body sentences in reading order, bibliography excluded. */
  sentences: readonly ReviewSentence[];
  tables: readonly DocumentTable[];
  /** The entries of its bibliography. */
  references: readonly string[];
  /** Its text states in somebody else's words what the work says: its numbers and wording are not complete. */
  summary: boolean;
}

export interface ReviewSentence {
  text: string;
  locator?: string;
  /** It stands in a section in which the work names its own limits. */
  limitation?: boolean;
}

/** A disagreement within the report or one of its sources, with the claims that it concerns. */
export interface ConsistencyNote {
  finding: Pick<ConsistencyFinding, "kind" | "severity" | "text">;
  claims: readonly string[];
}
