import { bareText } from "./bare-text.js";
import { type Box, boxesMeet, type Matrix, multiplied, transformed } from "./geometry.js";

interface Operators {
  fnArray: readonly number[];
  argsArray: readonly unknown[];
}

/** Numbers of the operators, by name. */
type OperatorNumbers = Readonly<Record<string, number>>;

interface State {
  mode: number;
  white: boolean;
  /** Opacity of what is filled, 0 to 1. */
  alpha: number;
  matrix: Matrix;
}

/** Why text cannot be seen. */
export type Hidden = "invisible" | "white";

/** A piece of text as a page draws it, before it is known where it stands. */
export interface DrawnText {
  /** Without white space, ligatures taken apart. */
  text: string;
  hidden?: Hidden;
  /** How many grounds were painted before it. */
  grounds: number;
}

export interface DrawnPage {
  texts: readonly DrawnText[];
  /** What was filled with a colour that white can be read on, in the page's own coordinates, in the order of painting. */
  grounds: readonly Box[];
}

/** Grounds of one page that are looked at: more are a drawing. */
const mostGrounds = 5_000;

/**
 * Follows what a page draws: its text, in order, and whether it is drawn so that it cannot be seen (rendering mode 3,
 * neither filled nor stroked, ISO 32000-1, 9.3.6; opacity 0; filled in white), and the coloured grounds that white text may
 * stand on.
 */
export function drawnPage({ fnArray, argsArray }: Operators, ops: OperatorNumbers): DrawnPage {
  const texts: DrawnText[] = [];
  const grounds: Box[] = [];
  let state: State = { mode: 0, white: false, alpha: 1, matrix: [1, 0, 0, 1, 0, 0] };
  const saved: State[] = [];
  const fills = new Set(
    ["fill", "eoFill", "fillStroke", "eoFillStroke", "closeFillStroke", "closeEOFillStroke"].map(
      (name) => ops[name],
    ),
  );
  fnArray.forEach((operator, index) => {
    const args = argsArray[index] as readonly unknown[] | null;
    if (operator === ops.save) saved.push({ ...state });
    else if (operator === ops.restore || operator === ops.paintFormXObjectEnd) state = saved.pop() ?? state;
    else if (operator === ops.paintFormXObjectBegin) {
      saved.push({ ...state });
      state.matrix = multiplied(state.matrix, args?.[0]);
    } else if (operator === ops.transform) state.matrix = multiplied(state.matrix, args);
    else if (operator === ops.setTextRenderingMode) state.mode = Number(args?.[0]);
    else if (operator === ops.setGState) state.alpha = alphaIn(args?.[0]) ?? state.alpha;
    else if (operator === ops.setFillRGBColor) state.white = isWhite(args);
    else if (operator === ops.setFillColorN || operator === ops.setFillTransparent) state.white = false;
    else if (operator === ops.constructPath && fills.has(args?.[0] as number)) {
      const box = args?.[2] as ArrayLike<number> | null;
      if (!state.white && state.alpha > 0.3 && box && grounds.length < mostGrounds)
        grounds.push(transformed(state.matrix, box));
    } else if (operator === ops.showText) {
      const text = bareText(glyphText(args?.[0]));
      if (text === "") return;
      const hidden =
        state.mode === 3 || state.alpha < 0.02
          ? "invisible"
          : state.white && state.mode !== 1
            ? "white"
            : undefined;
      texts.push({ text, grounds: grounds.length, ...(hidden !== undefined && { hidden }) });
    }
  });
  return { texts, grounds };
}

/** Whether white text in this box stands on one of the grounds that were painted before it. */
export function isOnGround(box: Box, { grounds }: DrawnPage, before: number): boolean {
  return grounds.slice(0, before).some((ground) => boxesMeet(ground, box));
}

function alphaIn(states: unknown): number | undefined {
  if (!Array.isArray(states)) return undefined;
  const last = states.findLast((pair: unknown) => Array.isArray(pair) && pair[0] === "ca") as
    | [string, unknown]
    | undefined;
  return typeof last?.[1] === "number" ? last[1] : undefined;
}

/** `#ffffff`, or three numbers up to 255; nearly white counts. */
function isWhite(args: readonly unknown[] | null): boolean {
  const [first] = args ?? [];
  if (typeof first === "string") return /^#f[c-f]f[c-f]f[c-f]$/i.test(first);
  const numbers = (args ?? []).slice(0, 3).map(Number);
  return numbers.length === 3 && numbers.every((number) => number >= 252);
}

function glyphText(glyphs: unknown): string {
  if (!Array.isArray(glyphs)) return "";
  return glyphs
    .map((glyph: unknown) =>
      typeof glyph === "number" ? "" : ((glyph as { unicode?: string } | null)?.unicode ?? ""),
    )
    .join("");
}
