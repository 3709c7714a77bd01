import { Worker } from "node:worker_threads";
import { builtModule } from "../../paths.js";
import type { Document } from "./document.js";
import { type DocumentLimits, refused } from "./limits.js";
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
  let timer: NodeJS.Timeout | undefined;
  let abort: (() => void) | undefined;
  const otherForm = "Take another form of the work, e.g. its PDF.";
  try {
    return await new Promise((resolve, reject) => {
      timer = setTimeout(() => {
        const what = `the document could not be read within ${limits.timeout / 1000} seconds`;
        reject(
          refused(task.where, what, "Allow more time with `timeout`, or take another form of the work."),
        );
      }, limits.timeout);
      abort = () => reject(signal?.reason as Error);
      signal?.addEventListener("abort", abort, { once: true });
      thread.on("message", (answer: ThreadAnswer) => {
        if (answer.kind === "read") resolve(answer);
        else reject(refused(task.where, answer.message, answer.wayOut ?? otherForm));
      });
      thread.on("error", (cause) =>
        reject(refused(task.where, `the document cannot be read: ${cause.message}`, otherForm, cause)),
      );
      thread.on("exit", () => reject(refused(task.where, "the document's reader ended", otherForm)));
    });
  } finally {
    clearTimeout(timer);
    if (abort !== undefined) signal?.removeEventListener("abort", abort);
    await thread.terminate();
  }
}
