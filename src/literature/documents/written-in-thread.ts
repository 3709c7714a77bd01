import { Worker } from "node:worker_threads";
import { builtModule } from "../../paths.js";
import type { Document } from "./document.js";
import { type DocumentLimits, refused } from "./limits.js";
import { threadAnswer } from "./thread-answer.js";
import type { ReadAs, Written } from "./written.js";

export interface ThreadTask {
  written: Written;
  where: string;
  title?: string;
  language?: string;
}

export type ThreadAnswer =
  | { kind: "read"; read: ReadAs; document: Document }
  | { kind: "failed"; message: string; wayOut?: string };

/** What the thread does not know of the document. */
export const threadHead = { work: "", sha256: "" };

/**
 * Reads a document of characters in a thread of its own, which is ended after the time allowed, when it takes more than
 * 1.5 GB, or on abort.
 *
 * @returns the document, with `work` and `sha256` left empty
 * @throws ClaimbookError (`could-not-run`)
 */
export async function readInThread(
  task: ThreadTask,
  limits: DocumentLimits,
  signal?: AbortSignal,
): Promise<{ read: ReadAs; document: Document }> {
  signal?.throwIfAborted();
  const thread = new Worker(builtModule("literature/documents/written-thread"), {
    workerData: task,
    resourceLimits: { maxOldGenerationSizeMb: 1536 },
    env: {},
    execArgv: [],
  });
  const otherForm = "Take another form of the work, e.g. its PDF.";
  return threadAnswer<ThreadAnswer, { read: ReadAs; document: Document }>(thread, {
    timeout: limits.timeout,
    signal,
    heard: (message, answer, fail) => {
      if (message.kind === "read") answer(message);
      else fail(refused(task.where, message.message, message.wayOut ?? otherForm));
    },
    tooSlow: () =>
      refused(
        task.where,
        `the document could not be read within ${limits.timeout / 1000} seconds`,
        "Allow more time with `timeout`, or take another form of the work.",
      ),
    broken: (error) =>
      error === undefined
        ? refused(task.where, "the document's reader ended", otherForm)
        : refused(task.where, `the document cannot be read: ${error.message}`, otherForm, error),
  });
}
