import type { ClaimNote, ClaimRerun, ReviewerVerdict } from "./notes.js";

/** What the page and its server say to each other, as JSON. The browser's part imports these as types only. */

/** `PUT notes/ID`. */
export interface NoteRequest {
  /** "" for no verdict. */
  verdict: ReviewerVerdict | "";
  note: string;
  /** The revision that the page shows; 0 where there is none yet. */
  revision: number;
  /** sha256 of the notebook that the page shows. */
  sha256: string;
}

/** `POST rerun/ID`. */
export interface RerunRequest {
  sha256: string;
}

/** `GET plan/ID`. */
export interface PlanAnswer {
  /** Which cells a rerun of the claim runs. */
  words: string;
}

/** Any answer that is not what was asked for; with 409 `current` holds the note as it is now. */
export interface Refusal {
  error: string;
  current?: ClaimNote;
}

/** How the rerun of a claim goes; the last one stays until the next begins. */
export interface RerunState {
  claim: string;
  status: "running" | "done" | "failed" | "cancelled";
  /** What is going on, or how it ended, in words. */
  message: string;
  /** Cells that are done, of those that are run. */
  done: number;
  total: number;
  result?: ClaimRerun;
}

/** Over the WebSocket, from the server only. */
export type ServerMessage =
  | { type: "note"; note: ClaimNote }
  | { type: "rerun"; state: RerunState }
  /** The notebook on disk is not the one that was read; `sha256` names the one that is there. */
  | { type: "changed"; sha256: string }
  /** Sent on connecting: the notebook as the server knows it. */
  | { type: "hello"; sha256: string };
