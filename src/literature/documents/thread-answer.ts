import type { Worker } from "node:worker_threads";

export interface ThreadQuestion<Message, Answer> {
  /** Milliseconds after which the thread is ended. */
  timeout: number;
  signal: AbortSignal | undefined;
  /** Takes what the thread says; answers or fails when it was the last. */
  heard: (message: Message, answer: (value: Answer) => void, fail: (error: Error) => void) => void;
  /** What it means that the time is up. */
  tooSlow: () => Error;
  /** What it means that the thread broke down; without an error: that it ended before its answer. */
  broken: (error?: Error) => Error;
}

/** The answer of a thread, which is ended with it, when the time is up, or on abort (with the signal's reason). */
export async function threadAnswer<Message, Answer>(
  thread: Worker,
  { timeout, signal, heard, tooSlow, broken }: ThreadQuestion<Message, Answer>,
): Promise<Answer> {
  let timer: NodeJS.Timeout | undefined;
  let abort: (() => void) | undefined;
  try {
    return await new Promise<Answer>((resolve, reject) => {
      timer = setTimeout(() => reject(tooSlow()), timeout);
      abort = () => reject(signal?.reason as Error);
      signal?.addEventListener("abort", abort, { once: true });
      thread.on("message", (message: Message) => heard(message, resolve, reject));
      thread.on("error", (error) => reject(broken(error as Error)));
      thread.on("exit", () => reject(broken()));
    });
  } finally {
    clearTimeout(timer);
    if (abort !== undefined) signal?.removeEventListener("abort", abort);
    await thread.terminate();
  }
}
