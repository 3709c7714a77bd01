import type { HiddenText } from "./page.js";

interface Operators {
  fnArray: readonly number[];
  argsArray: readonly unknown[];
}

/** Numbers of the operators, by name. */
type OperatorNumbers = Readonly<Record<string, number>>;

interface State {
  mode: number;
  white: boolean;
}

const mostCharacters = 10_000;

/**
 * Text that a page draws so that it cannot be seen: rendering mode 3 (neither filled nor stroked, ISO 32000-1, 9.3.6) or
 * filled in white. White may be read where it stands on a dark ground; a scan's recognised text is invisible by
 * design: it is for the document to tell, not to judge.
 */
export function hiddenText({ fnArray, argsArray }: Operators, ops: OperatorNumbers): HiddenText[] {
  const found: Record<HiddenText["why"], string> = { invisible: "", white: "" };
  let state: State = { mode: 0, white: false };
  const saved: State[] = [];
  fnArray.forEach((operator, index) => {
    const args = argsArray[index] as readonly unknown[] | null;
    if (operator === ops.save) saved.push({ ...state });
    else if (operator === ops.restore) state = saved.pop() ?? state;
    else if (operator === ops.setTextRenderingMode) state.mode = Number(args?.[0]);
    else if (operator === ops.setFillRGBColor) state.white = isWhite(args);
    else if (operator === ops.setFillColorN || operator === ops.setFillTransparent) state.white = false;
    else if (operator === ops.showText && (state.mode === 3 || state.white)) {
      const why = state.mode === 3 ? "invisible" : "white";
      if (found[why].length < mostCharacters) found[why] += `${textOf(args?.[0])} `;
    }
  });
  return (["invisible", "white"] as const).flatMap((why) => {
    const text = found[why].replace(/\s+/gu, " ").trim();
    return text === "" ? [] : [{ why, text }];
  });
}

/** Characters that a page draws, without white space, ligatures taken apart. */
export function drawnCharacters({ fnArray, argsArray }: Operators, ops: OperatorNumbers): number {
  let count = 0;
  fnArray.forEach((operator, index) => {
    const args = argsArray[index] as readonly unknown[] | null;
    if (operator === ops.showText) count += bareLength(textOf(args?.[0]));
  });
  return count;
}

export function bareLength(text: string): number {
  return text.normalize("NFKC").replace(/\s+/gu, "").length;
}

/** `#ffffff`, or three numbers up to 255; nearly white counts. */
function isWhite(args: readonly unknown[] | null): boolean {
  const [first] = args ?? [];
  if (typeof first === "string") return /^#f[c-f]f[c-f]f[c-f]$/i.test(first);
  const numbers = (args ?? []).slice(0, 3).map(Number);
  return numbers.length === 3 && numbers.every((number) => number >= 252);
}

function textOf(glyphs: unknown): string {
  if (!Array.isArray(glyphs)) return "";
  return glyphs
    .map((glyph: unknown) => {
      // Numbers between the glyphs move the pen: far to the left (negative) is a space.
      if (typeof glyph === "number") return glyph < -200 ? " " : "";
      return (glyph as { unicode?: string } | null)?.unicode ?? "";
    })
    .join("");
}
