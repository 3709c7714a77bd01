import type { Completeness } from "./cell-compiler.js";

/** What the parser of some TypeScript complains about. */
export interface ParseError {
  /** UTF-16 offset. */
  start: number;
  /** TypeScript's number. */
  code: number;
}

/** Unterminated template literal, comment: they end where the code ends, wherever the error is reported. */
const openEnded = new Set([1010, 1160]);

/** Unterminated string: it cannot go on in the next line. */
const closed = new Set([1002]);

/**
 * Whether more lines may make the code right (`incomplete`), nothing can (`invalid`), or it is right as it is.
 *
 * @param firstError parses a text
 */
export function completeness(
  code: string,
  firstError: (text: string) => ParseError | undefined,
): Completeness {
  const text = code.trimEnd();
  const first = firstError(text);
  if (first === undefined) return { status: "complete" };
  if (closed.has(first.code)) return { status: "invalid" };
  if (first.start >= text.length || openEnded.has(first.code))
    return { status: "incomplete", indent: indentAfter(text) };
  return { status: "invalid" };
}

/** The indentation of the last line, one step deeper when it opens a bracket. */
function indentAfter(text: string): string {
  const last = text.split("\n").findLast((line) => line.trim() !== "") ?? "";
  const indent = /^\s*/.exec(last)?.[0] ?? "";
  return /[{([]\s*(\/\/.*)?$|=>\s*$/.test(last) ? `${indent}  ` : indent;
}
