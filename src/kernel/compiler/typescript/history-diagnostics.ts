import type ts from "typescript";
import type { Diagnostic } from "../cell-compiler.js";
import type { DeclarationKind } from "./declarations.js";
import type { History } from "./history.js";
import type { RollingCell } from "./rolling-cell.js";

/** What TypeScript says about the names of earlier cells, in words that fit what these declared. */
export function aboutHistory(
  diagnostic: Diagnostic,
  { code, start = 0, length = 0 }: ts.Diagnostic,
  rolling: RollingCell,
  history: History,
): Diagnostic {
  const about = rolling.text.slice(start, start + length);
  if (code === 2632) {
    const kind = rolling.mentioned.some(({ name }) => name === about)
      ? history.names.get(about)?.kind
      : undefined;
    const other = kind === undefined ? undefined : assignmentErrors[kind];
    if (other !== undefined)
      return {
        ...diagnostic,
        code: other.code,
        message: `Cannot assign to '${about}' because it is ${other.what}.`,
      };
  }
  return diagnostic;
}

const assignmentErrors: Partial<Record<DeclarationKind, { code: number; what: string }>> = {
  const: { code: 2588, what: "a constant" },
  function: { code: 2630, what: "a function" },
  class: { code: 2629, what: "a class" },
  enum: { code: 2628, what: "an enum" },
  namespace: { code: 2631, what: "a namespace" },
};
