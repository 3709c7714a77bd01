import type { CompilerThread } from "./compiler/compiler-thread.js";
import { codePoints, utf16Offset } from "./cursor.js";
import { errorContent } from "./diagnostics.js";

/** Requests about code, which only the compiler has to answer, whatever a cell does meanwhile. */
export const questions = ["complete_request", "inspect_request", "is_complete_request"];

/**
 * Content of the reply to a request about code.
 *
 * @param request content of the request; `cursor_pos` counts code points, as the protocol does
 */
export async function answer(
  compiler: CompilerThread,
  type: string,
  request: Record<string, unknown>,
): Promise<Record<string, unknown>> {
  const code = typeof request.code === "string" ? request.code : "";
  const position = typeof request.cursor_pos === "number" ? request.cursor_pos : [...code].length;
  const cursor = utf16Offset(code, position);
  try {
    if (type === "is_complete_request") return { ...(await compiler.isComplete(code)) };
    if (type === "inspect_request") {
      const text = await compiler.inspect(code, cursor);
      const data = text === undefined ? {} : { "text/plain": text };
      return { status: "ok", found: text !== undefined, data, metadata: {} };
    }
    const { start, end, matches } = await compiler.complete(code, cursor);
    const cursor_start = codePoints(code, start);
    const cursor_end = codePoints(code, end);
    const types = matches.map(({ text, kind }) => ({
      start: cursor_start,
      end: cursor_end,
      text,
      type: kind,
    }));
    return {
      status: "ok",
      matches: matches.map(({ text }) => text),
      cursor_start,
      cursor_end,
      metadata: { _jupyter_types_experimental: types },
    };
  } catch (error) {
    if (type === "is_complete_request") return { status: "unknown" };
    return { status: "error", ...errorContent((error as Error).name, (error as Error).message) };
  }
}

/** The name that a cell asks about: `?name` or `name?`, nothing else in it; undefined for any other cell. */
export function helpQuery(code: string): string | undefined {
  const name = "[\\p{ID_Start}$_][\\p{ID_Continue}$.]*";
  const found = new RegExp(`^\\s*(?:\\?\\s*(${name})|(${name})\\s*\\?)\\s*$`, "u").exec(code);
  return found?.[1] ?? found?.[2];
}
