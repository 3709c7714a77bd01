import { inspect } from "node:util";
import { Interrupted } from "./interrupted.js";
import type { ErrorContent } from "./protocol.js";
import { toText } from "./values.js";

/** Longest message, in UTF-16 units, and most lines of a traceback. */
const MESSAGE_LIMIT = 100_000;
const LINE_LIMIT = 500;

/** How an error is reported. Calls code of the error's own (getters, custom inspection). */
export function toErrorContent(error: unknown): ErrorContent {
  if (isInterrupted(error))
    return { ename: error.name, evalue: error.message, traceback: [`${error.name}: ${error.message}`] };
  if (!safely(() => isError(error), false)) {
    const text = safely(() => toText(error), "a value that cannot be shown");
    const evalue = typeof error === "string" ? error.slice(0, MESSAGE_LIMIT) : text;
    return { ename: "Error", evalue, traceback: `Uncaught ${text}`.split("\n") };
  }
  // With causes, the members of an AggregateError, and properties such as `code`.
  const trace = safely(() => inspect(error), undefined) ?? stackOf(error) ?? "Error";
  const lines = trace.slice(0, MESSAGE_LIMIT).split("\n");
  return {
    ename: safely(() => String((error as Error).name), "") || "Error",
    evalue: safely(() => String((error as Error).message), "").slice(0, MESSAGE_LIMIT),
    traceback: lines.length > LINE_LIMIT ? [...lines.slice(0, LINE_LIMIT), "..."] : lines,
  };
}

function safely<T>(give: () => T, otherwise: T): T {
  try {
    return give();
  } catch {
    return otherwise;
  }
}

/** Asks no code of the error's own. */
export function isInterrupted(error: unknown): error is Interrupted {
  return safely(() => error instanceof Interrupted, false);
}

/** The text of an error's stack, if it has one. */
export function stackOf(error: unknown): string | undefined {
  const stack = safely(() => (error as { stack?: unknown } | null | undefined)?.stack, undefined);
  return typeof stack === "string" ? stack : undefined;
}

/** Also errors from another realm, which `instanceof` does not know. */
function isError(value: unknown): value is Error {
  return value instanceof Error || Object.prototype.toString.call(value) === "[object Error]";
}
