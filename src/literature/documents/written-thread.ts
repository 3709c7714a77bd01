/** Worker thread that reads one document of characters and ends: so it can be ended whatever the document makes it do. */
import { parentPort, workerData } from "node:worker_threads";
import { ClaimbookError } from "../../errors.js";
import { DocumentBuilder } from "./builder.js";
import { readWritten } from "./written.js";
import { type ThreadAnswer, type ThreadTask, threadHead } from "./written-in-thread.js";

const { written, where, title, language } = workerData as ThreadTask;
const say = (answer: ThreadAnswer) => parentPort?.postMessage(answer);

try {
  const builder = new DocumentBuilder();
  if (language !== undefined) builder.language = language;
  if (title !== undefined) builder.title(title);
  const read = readWritten(written, builder, where);
  say({ kind: "read", read, document: builder.finish({ ...threadHead, format: read.format }) });
} catch (error) {
  const { message, wayOut } = error as ClaimbookError;
  say({
    kind: "failed",
    message,
    ...(error instanceof ClaimbookError && wayOut !== undefined && { wayOut }),
  });
}
