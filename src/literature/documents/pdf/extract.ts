import { Worker } from "node:worker_threads";
import { builtModule } from "../../../paths.js";
import { type DocumentLimits, refused } from "../limits.js";
import { threadAnswer } from "../thread-answer.js";
import type { PdfContent, PdfMessage, PdfPage } from "./page.js";

/**
 * Takes the text out of a PDF in a thread of its own, which is ended after the time allowed, when it takes more than
 * 1.5 GB, or on abort.
 *
 * @throws ClaimbookError (`could-not-run`): encrypted, damaged, too slow or too large
 */
export async function extractPdf(
  bytes: Uint8Array,
  where: string,
  limits: DocumentLimits,
  signal?: AbortSignal,
): Promise<PdfContent> {
  signal?.throwIfAborted();
  // A copy: what goes to the thread is gone here.
  const copy = new Uint8Array(bytes);
  const thread = new Worker(builtModule("literature/documents/pdf/thread"), {
    workerData: { bytes: copy, maxPages: limits.maxPages },
    transferList: [copy.buffer],
    resourceLimits: { maxOldGenerationSizeMb: 1536 },
    // Nothing a PDF says is printed, nothing of ours is inherited.
    stdout: true,
    stderr: true,
    env: {},
    execArgv: [],
  });
  const pages: PdfPage[] = [];
  const problems: string[] = [];
  return threadAnswer<PdfMessage, PdfContent>(thread, {
    timeout: limits.timeout,
    signal,
    heard: (message, answer, fail) => {
      if (message.kind === "page") pages.push(message.page);
      else if (message.kind === "problem") problems.push(message.problem);
      else if (message.kind === "failed") fail(failure(where, message.reason, message.message));
      else {
        const { pageCount, title, language } = message;
        if (pageCount > limits.maxPages)
          problems.push(`only the first ${limits.maxPages} of ${pageCount} pages were read`);
        answer({ pages, pageCount, problems, ...(title && { title }), ...(language && { language }) });
      }
    },
    tooSlow: () =>
      refused(
        where,
        `the PDF could not be read within ${limits.timeout / 1000} seconds (${pages.length} pages were)`,
        "Allow more time with `timeout`, or take the work's HTML or LaTeX form.",
      ),
    broken: (error) => failure(where, "damaged", error?.message ?? "its reader ended", error),
  });
}

function failure(where: string, reason: "password" | "damaged", message: string, cause?: unknown) {
  if (reason === "password")
    return refused(
      where,
      "the PDF is encrypted and asks for a password",
      "Save it without a password, e.g. with `qpdf --decrypt`, and give that file.",
      cause,
    );
  return refused(
    where,
    `the PDF is damaged and cannot be read: ${message}`,
    "Fetch it again, or take the work's HTML, LaTeX or text form.",
    cause,
  );
}
