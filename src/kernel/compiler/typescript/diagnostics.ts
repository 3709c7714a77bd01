import path from "node:path";
import ts from "../../../typescript.cjs";
import type { Diagnostic } from "../cell-compiler.js";
import { withoutHistory } from "./history.js";

/** Where in a file the user's own text stands. */
export interface Region {
  start: number;
  end: number;
}

/** Message chains as indented lines. */
export function messageOf(diagnostic: ts.Diagnostic): string {
  return withoutHistory(ts.flattenDiagnosticMessageText(diagnostic.messageText, "\n"));
}

/** Line and column, counted from 1. */
export function placeIn(text: string, offset: number): { line: number; column: number } {
  const before = text.slice(0, Math.max(0, offset));
  const start = before.lastIndexOf("\n") + 1;
  return { line: before.split("\n").length, column: before.length - start + 1 };
}

/**
 * Of the cell itself. What concerns the names of earlier cells, which are made known above it, is placed where the
 * cell first uses the name; what concerns other generated text, at the cell's end.
 */
export function cellDiagnostic(found: ts.Diagnostic, text: string, region: Region): Diagnostic {
  const start = found.start ?? region.end;
  const code = text.slice(region.start, region.end);
  const offset =
    start >= region.start && start <= region.end
      ? start - region.start
      : (firstUse(text.slice(start, start + (found.length ?? 0)), code) ?? code.trimEnd().length);
  return { file: undefined, ...placeIn(code, offset), message: messageOf(found), code: found.code };
}

/**
 * Where the cell names what a text is about.
 *
 * @param about a generated statement, or a name
 */
export function firstUse(about: string, code: string): number | undefined {
  const name = /([\p{ID_Continue}$]+)\W*$/u.exec(about)?.[1];
  if (name === undefined) return undefined;
  const found = new RegExp(
    `(?<![\\p{ID_Continue}$.])${name.replaceAll("$", "\\$")}(?![\\p{ID_Continue}$])`,
    "u",
  ).exec(code);
  return found?.index;
}

/** Of another file; those without a place stand at its beginning. */
export function fileDiagnostic(
  found: ts.Diagnostic,
  project: string,
  file = found.file?.fileName,
): Diagnostic {
  const text = found.file?.text ?? "";
  const name = file === undefined ? "tsconfig.json" : path.relative(project, file);
  return { file: name, ...placeIn(text, found.start ?? 0), message: messageOf(found), code: found.code };
}

/** By place, each message once. */
export function inOrder(diagnostics: readonly Diagnostic[]): Diagnostic[] {
  const seen = new Set<string>();
  return [...diagnostics]
    .sort((a, b) => a.line - b.line || a.column - b.column)
    .filter((each) => {
      const key = JSON.stringify(each);
      return !seen.has(key) && seen.add(key);
    });
}
