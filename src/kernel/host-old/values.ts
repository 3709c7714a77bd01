import { inspect } from "node:util";
import { Mime, type MimeBundle } from "../../notebook/mime.js";
import type { CellOutcome, Diagnostic } from "./cell-compiler.js";
import type { ErrorContent } from "./protocol.js";

/** Objects that know how they are shown (Deno's Jupyter convention): a method that gives a MIME bundle. */
const displayMethod = Symbol.for("Jupyter.display");

/** @throws what the value's own display method throws, and TypeError when it gives no MIME bundle */
export async function toMimeBundle(value: unknown): Promise<MimeBundle> {
  const method = (value as { [displayMethod]?: unknown } | null | undefined)?.[displayMethod];
  if (typeof method !== "function") return { [Mime.plain]: inspect(value) };
  const bundle: unknown = await method.call(value);
  if (typeof bundle !== "object" || bundle === null || Array.isArray(bundle))
    throw new TypeError(
      `[Symbol.for("Jupyter.display")]() must give a MIME bundle, it gave ${inspect(bundle)}`,
    );
  return bundle as MimeBundle;
}

/** How a cell that did not end well is reported. */
export function toErrorContent(
  outcome: Exclude<CellOutcome, { status: "ok" }>,
  cellLabel: string,
): ErrorContent {
  switch (outcome.status) {
    case "diagnostics": {
      const lines = outcome.diagnostics.map((each) => describe(each, cellLabel));
      return { ename: "TypeScriptError", evalue: lines.join("\n"), traceback: lines };
    }
    case "interrupted":
      return {
        ename: "Interrupted",
        evalue: "the cell was interrupted; what earlier cells declared is kept",
        traceback: ["Interrupted: the cell was interrupted; what earlier cells declared is kept"],
      };
    case "threw":
      return thrown(outcome.error);
  }
}

function describe({ file, line, column, message, code }: Diagnostic, cellLabel: string): string {
  return `${file ?? cellLabel}, line ${line}, column ${column}: ${message} (TS${code})`;
}

export function thrown(error: unknown): ErrorContent {
  if (!isError(error)) {
    const text = typeof error === "string" ? error : inspect(error);
    return { ename: "Error", evalue: text, traceback: [`Uncaught ${inspect(error)}`] };
  }
  let traceback: string;
  try {
    traceback = inspect(error);
  } catch {
    traceback = String(error.stack);
  }
  return { ename: error.name || "Error", evalue: String(error.message), traceback: traceback.split("\n") };
}

/** Also errors from another realm, which `instanceof` does not know. */
function isError(value: unknown): value is Error {
  return value instanceof Error || Object.prototype.toString.call(value) === "[object Error]";
}
