import ts from "../../../typescript.cjs";
import type { Completion } from "../cell-compiler.js";
import { historyName } from "./history.js";

const preferences: ts.GetCompletionsAtPositionOptions = {
  includeCompletionsForModuleExports: false,
  includeCompletionsWithInsertText: false,
};
const wordBefore = /[\p{ID_Continue}$\u200c\u200d]*$/u;
const wordAfter = /^[\p{ID_Continue}$\u200c\u200d]*/u;

/**
 * What may stand at the cursor, of what begins as the word there does.
 *
 * @param shift where the code begins in the file
 */
export function completionsAt(
  service: ts.LanguageService,
  file: string,
  code: string,
  cursor: number,
  shift: number,
): Completion {
  const found = service.getCompletionsAtPosition(file, shift + cursor, preferences);
  const word = {
    start: cursor - wordBefore.exec(code.slice(0, cursor))![0].length,
    end: cursor + wordAfter.exec(code.slice(cursor))![0].length,
  };
  const first = found?.entries.find(({ replacementSpan }) => replacementSpan !== undefined)?.replacementSpan;
  const span = first ?? found?.optionalReplacementSpan;
  const range =
    span === undefined || span.start < shift || span.start - shift > cursor
      ? word
      : { start: span.start - shift, end: Math.max(cursor, span.start + span.length - shift) };
  const entries = (found?.entries ?? []).filter(
    ({ name, kind }) => name !== historyName && kind !== ts.ScriptElementKind.warning,
  );
  const begun = code.slice(range.start, cursor);
  const exact = entries.filter(({ name }) => name.startsWith(begun));
  const loose = () => entries.filter(({ name }) => name.toLowerCase().startsWith(begun.toLowerCase()));
  const matches = (exact.length > 0 ? exact : loose())
    .sort((a, b) => compare(a.sortText, b.sortText) || compare(a.name, b.name))
    .map(({ name, kind }) => ({ text: name, kind: kind as string }));
  return { ...range, matches };
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
