import ts from "../../../typescript.cjs";
import type { ParseError } from "../completeness.js";

/** The first syntax error of a text. @param file decides by its ending whether there may be JSX */
export function firstParseError(file: string, text: string): ParseError | undefined {
  const source = ts.createSourceFile(file, text, ts.ScriptTarget.Latest, false);
  return (source as ts.SourceFile & { parseDiagnostics: readonly ts.DiagnosticWithLocation[] })
    .parseDiagnostics[0];
}
