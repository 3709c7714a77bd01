import type { Diagnostic } from "./compiler/cell-compiler.js";
import type { ErrorContent } from "./host/protocol.js";

/** What the compiler has to say against a cell or an expression, as an error of Jupyter. */
export function typeScriptError(diagnostics: Diagnostic[], label: string): ErrorContent {
  const lines = diagnostics.map(
    ({ file, line, column, message, code }) =>
      `${file ?? label}, line ${line}, column ${column}: ${message} (TS${code})`,
  );
  return { ename: "TypeScriptError", evalue: lines.join("\n"), traceback: lines };
}

export function errorContent(ename: string, evalue: string): ErrorContent {
  return { ename, evalue, traceback: [`${ename}: ${evalue}`] };
}
